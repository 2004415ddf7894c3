#!/usr/bin/env node
// Plain JavaScript on purpose: `npx lumi` in a fresh clone starts here, before anything is installed.
const loadTsx = () => import("tsx/esm/api");
const { register } = await loadTsx().catch(async () => {
  await import("./install.mjs");
  return loadTsx();
});
register();
const { main } = await import("./lumi/main.ts");
process.exitCode = await main(process.argv.slice(2), process);
