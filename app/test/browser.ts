import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { type Browser, chromium } from "playwright-core";

type Found = { executablePath: string; env: NodeJS.ProcessEnv };

const SYSTEM = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Starts a headless browser: Playwright's if it is there, the system's, else the one an npm package carries. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = findBrowser();
  return chromium.launch({
    executablePath,
    env: Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value ? [[name, value]] : []))),
    args: [
      // It only ever opens our own pages, and many machines (root, containers) have no sandbox to offer.
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

function findBrowser(): Found {
  for (const place of [chromium.executablePath(), ...SYSTEM]) {
    if (place && fs.existsSync(place)) return { executablePath: place, env: process.env };
  }
  return carried();
}

/** The browser inside `@sparticuz/chromium`, unpacked once; it brings the libraries a bare machine lacks. */
function carried(): Found {
  const folder = path.join(process.cwd(), "node_modules", ".cache", "lumicloud-chromium");
  if (!fs.existsSync(folder)) unpack(folder);
  const executablePath = path.join(folder, "chromium");
  const withLibraries = {
    ...process.env,
    LD_LIBRARY_PATH: path.join(folder, "al2023", "lib"),
    FONTCONFIG_PATH: path.join(folder, "fonts"),
  };
  const env = [process.env, withLibraries].find((candidate) => starts(executablePath, candidate));
  if (!env) throw new Error("No browser starts here: install Chromium, or let Playwright install one");
  return { executablePath, env };
}

/** Into a folder of its own first: two test files may ask at the same moment. */
function unpack(folder: string): void {
  const partial = `${folder}.${process.pid}`;
  fs.mkdirSync(partial, { recursive: true });
  const script = `import("@sparticuz/chromium").then((module) => module.default.executablePath())`;
  // The package unpacks its libraries only where it believes to be in the cloud it was made for.
  const env = { ...process.env, TMPDIR: partial, AWS_LAMBDA_JS_RUNTIME: "nodejs22.x" };
  execFileSync(process.execPath, ["-e", script], { env, stdio: "pipe" });
  try {
    fs.renameSync(partial, folder);
  } catch {
    fs.rmSync(partial, { recursive: true, force: true });
  }
}

function starts(executablePath: string, env: NodeJS.ProcessEnv): boolean {
  try {
    execFileSync(executablePath, ["--version"], { env, stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}
