const LARGEST_BODY = 64 * 1024;
/** What the text fields beside a file may take. */
const MOST_BESIDE = 64 * 1024;
const MOST_FIELDS = 200;
const LONGEST_NAME = 200;
/** `a.b[0].c` has four. Deeper names serve no form of ours, and nested far enough they break the reply's encoding. */
const MOST_SEGMENTS = 5;

/**
 * Reads a form that carries no file. Ends the request with 413 when the body is above 64 kB, and with 400 when it is
 * not a form, carries a file, has too many or too deep field names, or holds characters no text may hold.
 */
export async function readForm(request: Request): Promise<FormData> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) refuse(400);
  const body = await readBody(request, LARGEST_BODY);
  const form = await new Response(body, { headers: { "content-type": type } })
    .formData()
    .catch(() => refuse(400));
  refuseBadFields(form);
  return form;
}

function refuseBadFields(form: FormData): void {
  const entries = [...form.entries()];
  if (entries.length > MOST_FIELDS) refuse(400);
  for (const [name, value] of entries) {
    if (typeof value !== "string" || value.includes("\0") || !isSimpleName(name)) refuse(400);
  }
}

type FileInForm = { name: string; limitBytes: number };
export type FormWithFile = { form: FormData; file: Uint8Array | "too-large" | null };

/**
 * Reads a form that may carry one small file, whole in memory: for staff only. The file is null when none was chosen,
 * and "too-large" beyond its limit. Anything else is refused as by `readForm`.
 */
export async function readFormWithFile(
  request: Request,
  { name, limitBytes }: FileInForm,
): Promise<FormWithFile> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\b/i.test(type)) return { form: await readForm(request), file: null };
  // Twice the limit is read, so that a file somewhat too large gets an answer in words.
  const body = await readBody(request, 2 * limitBytes + MOST_BESIDE);
  const form = await new Response(body, { headers: { "content-type": type } })
    .formData()
    .catch(() => refuse(400));
  const files = form.getAll(name);
  form.delete(name);
  refuseBadFields(form);
  const [file] = files;
  if (files.length > 1 || typeof file === "string") refuse(400);
  if (!file || file.size === 0) return { form, file: null };
  if (file.size > limitBytes) return { form, file: "too-large" };
  return { form, file: new Uint8Array(await file.arrayBuffer()) };
}

/** The text of a field that appears exactly once; empty for anything else. */
export function textOf(form: FormData, name: string): string {
  const values = form.getAll(name);
  return values.length === 1 && typeof values[0] === "string" ? values[0] : "";
}

async function readBody(request: Request, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get("content-length")) > limitBytes) refuse(413);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read().catch(() => refuse(400));
    if (done) break;
    size += value.byteLength;
    if (size > limitBytes) {
      void reader.cancel().catch(() => undefined);
      refuse(413);
    }
    chunks.push(value);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function isSimpleName(name: string): boolean {
  if (name.length > LONGEST_NAME || name.includes("\0")) return false;
  const segments = name.split(/[.[\]]+/).filter(Boolean);
  return (
    segments.length <= MOST_SEGMENTS &&
    !segments.some((part) => /^(__proto__|constructor|prototype)$/.test(part))
  );
}

function refuse(status: 400 | 413): never {
  throw new Response(null, { status, statusText: status === 413 ? "Content Too Large" : "Bad Request" });
}
