import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");
const stamp = path.join(root, "build", ".sources");
const inputs = ["app", "db", "public", "package-lock.json", "vite.config.ts"];

/** Builds the web application, unless the last build was made of the very same files. */
export async function buildOnce(): Promise<"built" | "fresh"> {
  const sources = fingerprint();
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === sources) return "fresh";
  await build();
  fs.writeFileSync(stamp, sources);
  return "built";
}

function fingerprint(): string {
  const hash = createHash("sha256");
  for (const input of inputs.flatMap(filesOf).sort()) {
    if (/\.test\.tsx?$/.test(input)) continue;
    hash
      .update(input)
      .update("\0")
      .update(fs.readFileSync(path.join(root, input)))
      .update("\0");
  }
  return hash.digest("hex");
}

function filesOf(input: string): string[] {
  const place = path.join(root, input);
  if (!fs.existsSync(place)) return [];
  if (!fs.statSync(place).isDirectory()) return [input];
  return fs
    .readdirSync(place, { recursive: true, encoding: "utf8" })
    .map((name) => path.join(input, name))
    .filter((name) => fs.statSync(path.join(root, name)).isFile());
}

function build(): Promise<void> {
  const remix = path.join(root, "node_modules", "@remix-run", "dev", "dist", "cli.js");
  return new Promise((resolve, reject) => {
    let said = "";
    const child = spawn(process.execPath, [remix, "vite:build"], {
      cwd: root,
      env: { ...process.env, NODE_ENV: "production" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk));
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`The build failed.\n${said}`))));
  });
}
