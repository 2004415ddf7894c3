import { z } from "zod";
import { PanelAnswerUnknown, PanelRefused } from "./errors.ts";

const number = z.coerce.number().int();

export const SiteRow = z.object({
  id: number,
  name: z.string(),
  // With a disk quota the path comes wrapped.
  path: z.union([z.string(), z.object({ path: z.string() }).transform((value) => value.path)]),
  status: z.coerce.string(),
  ps: z.string().nullish(),
});
export const FtpRow = z.object({
  id: number,
  pid: number,
  name: z.string(),
  path: z.string(),
  status: z.coerce.string(),
});
export const DomainRows = z.array(z.object({ name: z.string(), port: number }));
export const Added = z.object({ siteId: number, ftpStatus: z.boolean().default(false) });
export const LogText = z.object({ status: z.literal(true), msg: z.string() });
export const RunPath = z.object({ runPath: z.string() });
export const PathSize = z.object({ path: z.string(), size: z.coerce.number() });
export const FileFacts = z.object({ msg: z.object({ size: z.coerce.number(), isfile: z.boolean() }) });
export const FileText = z.object({ data: z.string() });
export const Access = z.object({ chmod: z.coerce.string(), chown: z.string() });
export const Tasks = z.array(z.object({ type: z.coerce.string(), shell: z.string(), status: number }));
export const System = z.object({ version: z.string(), system: z.string().default("") });
/** Total, used, free and percent, as texts with units. */
export const Disks = z.array(z.object({ path: z.string(), size: z.array(z.string()).min(3) }));
const Recycled = z.array(z.object({ rname: z.string(), dname: z.string() }));
export const RecycleBin = z
  .object({ dirs: Recycled.default([]), files: Recycled.default([]), list: Recycled.default([]) })
  .transform(({ dirs, files, list }) => [...dirs, ...files, ...list]);
const Entry = z.object({ nm: z.string(), sz: z.coerce.number(), lnk: z.string().nullish() });
export const Folder = z.object({ path: z.string(), dir: z.array(Entry), files: z.array(Entry) });
/** One page of a list; `list=true` answers with the rows alone. */
export const rowsOf = <T extends z.ZodType>(row: T) => z.object({ data: z.array(row) });

/** Takes an answer apart by its schema, or throws PanelRefused when it is a refusal instead. */
export function readAs<T extends z.ZodType>(schema: T, answer: unknown, what: string): z.output<T> {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const outcome = outcomeOf(answer);
  if (outcome && !outcome.ok) throw new PanelRefused(`${what}: ${outcome.text}`);
  const issue = result.error.issues[0];
  throw new PanelAnswerUnknown(`${what}: ${issue?.path.join(".") ?? ""} ${issue?.message ?? "unreadable"}`);
}

/** Returns the panel's text of a command that went well, or throws PanelRefused with its reason. */
export function mustBeDone(answer: unknown, what: string): string {
  const outcome = outcomeOf(answer);
  if (!outcome) throw new PanelAnswerUnknown(`${what}: neither a yes nor a no`);
  if (!outcome.ok) throw new PanelRefused(`${what}: ${outcome.text}`);
  return outcome.text;
}

const V1 = z.object({ status: z.boolean(), msg: z.unknown() });
const V2 = z.object({ status: z.number(), message: z.unknown() });
const V2Message = z.object({ status: z.unknown(), result: z.unknown(), msg: z.unknown() }).partial();
/** BaoTa answers AddDomain with one outcome for each name and none for the whole. */
const PerDomain = z.object({ domains: z.array(V1).min(1) });

/** The three shapes an outcome has: `{status,msg}`, the v2 envelope (also on some v1 paths), one per domain. */
export function outcomeOf(answer: unknown): { ok: boolean; text: string } | null {
  const v1 = V1.safeParse(answer);
  if (v1.success) return { ok: v1.data.status, text: clean(v1.data.msg) };
  const v2 = V2.safeParse(answer);
  if (v2.success) {
    const message = V2Message.safeParse(v2.data.message);
    const inner = message.success ? message.data : {};
    const text = inner.result ?? inner.msg ?? v2.data.message;
    return { ok: v2.data.status === 0 && inner.status !== false, text: clean(text) };
  }
  const each = PerDomain.safeParse(answer);
  if (!each.success) return null;
  const failed = each.data.domains.find((domain) => !domain.status);
  return { ok: !failed, text: clean((failed ?? each.data.domains[0])?.msg) };
}

/** The panel's texts are translated and full of markup: for people to read in a log, never to decide by. */
function clean(text: unknown): string {
  const flat = typeof text === "string" ? text : (JSON.stringify(text) ?? "");
  return flat
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 300);
}
