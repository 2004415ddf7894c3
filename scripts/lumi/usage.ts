import { parseArgs } from "node:util";
import type { Words } from "./words.ts";

/** The command was not right: nothing was sent. */
export class Usage extends Error {
  override name = "Usage";
}

export type Wanted = { what: string; site: string; root: string | undefined; isDraft: boolean };
export type Command =
  | { name: "help" }
  | { name: "login"; url: string | undefined }
  | { name: "publish"; url: string | undefined; deployment: string }
  | ({ name: "deploy"; url: string | undefined } & Wanted);

/** Reads the command line. Throws `Usage` with a sentence. */
export function readCommand(given: readonly string[], t: Words): Command {
  const { values, positionals } = parsed(given, t);
  const [name, what, ...more] = positionals;
  if (values.help || name === undefined || name === "help") return { name: "help" };
  if (more[0] !== undefined) throw new Usage(t.unknownOption(more[0]));
  const { url, site, root } = values;
  if (name === "login" && what === undefined) return { name, url };
  if (name === "publish") {
    const deployment = /([\da-f]{8}-[\da-f-]{27})\/?$/i.exec(what ?? "")?.[1];
    if (deployment === undefined) throw new Usage(t.deploymentMissing);
    return { name, url, deployment };
  }
  if (name !== "deploy") throw new Usage(t.unknownCommand(name));
  if (what === undefined) throw new Usage(t.whatMissing);
  if (site === undefined || site === "") throw new Usage(t.siteMissing);
  return { name, url, what, site, root, isDraft: values.draft === true };
}

function parsed(given: readonly string[], t: Words) {
  const options = {
    help: { type: "boolean", short: "h" },
    site: { type: "string" },
    url: { type: "string" },
    root: { type: "string" },
    draft: { type: "boolean" },
  } as const;
  try {
    return parseArgs({ args: [...given], options, allowPositionals: true });
  } catch (error) {
    throw new Usage(t.unknownOption(error instanceof Error ? error.message : String(error)));
  }
}
