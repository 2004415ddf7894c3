// Plain JavaScript on purpose: this runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");
const stamp = path.join(root, "node_modules", ".lumicloud-installed");
const wanted = createHash("sha256")
  .update(fs.readFileSync(path.join(root, "package-lock.json")))
  .digest("hex");

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`LumiCloud needs Node 20.19 or later; this is ${process.versions.node}.`);
  process.exit(1);
}

const installed = fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === wanted;
if (!installed) {
  console.log("Installing packages (first run only) …");
  const npm = process.env.npm_execpath;
  // Not `ci`: that refuses a lock made where the registry offers fewer platforms' optional packages than ours.
  const options = ["install", "--no-save", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const result = npm
    ? spawnSync(process.execPath, [npm, ...options], { cwd: root, stdio: "inherit" })
    : spawnSync("npm", options, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (result.status !== 0) process.exit(result.status ?? 1);
  fs.writeFileSync(stamp, wanted);
}
