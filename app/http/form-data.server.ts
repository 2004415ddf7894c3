const LARGEST_BODY = 64 * 1024;
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
  const body = await readBody(request);
  const form = await new Response(body, { headers: { "content-type": type } })
    .formData()
    .catch(() => refuse(400));
  const entries = [...form.entries()];
  if (entries.length > MOST_FIELDS) refuse(400);
  for (const [name, value] of entries) {
    if (typeof value !== "string" || value.includes("\0") || !isSimpleName(name)) refuse(400);
  }
  return form;
}

/** The text of a field that appears exactly once; empty for anything else. */
export function textOf(form: FormData, name: string): string {
  const values = form.getAll(name);
  return values.length === 1 && typeof values[0] === "string" ? values[0] : "";
}

async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get("content-length")) > LARGEST_BODY) refuse(413);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read().catch(() => refuse(400));
    if (done) break;
    size += value.byteLength;
    if (size > LARGEST_BODY) {
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
