import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { type ReceivedFile, receiveFile } from "./upload-stream.server.ts";

const BOUNDARY = "----edge";
const part = (headers: string, body: string | Buffer) =>
  Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; ${headers}\r\n\r\n`),
    Buffer.from(body as string),
    Buffer.from("\r\n"),
  ]);
const file = (name: string, body: string | Buffer, field = "archive") =>
  part(`name="${field}"; filename="${name}"\r\nContent-Type: application/zip`, body);
const text = (name: string, body: string) => part(`name="${name}"`, body);
const end = Buffer.from(`--${BOUNDARY}--\r\n`);

function post(
  pieces: Iterable<Buffer> | AsyncIterable<Buffer>,
  type = `multipart/form-data; boundary=${BOUNDARY}`,
) {
  const body = Readable.toWeb(Readable.from(pieces, { objectMode: true, highWaterMark: 1 }));
  return new Request("http://lumi.test/", {
    method: "POST",
    headers: { "content-type": type },
    body,
    duplex: "half",
  } as RequestInit);
}

/** What a store does: keeps the bytes only when the stream ended well. */
function keeper() {
  const kept: { name: string; bytes: Buffer }[] = [];
  const write = async ({ name, stream }: { name: string; stream: AsyncIterable<Uint8Array> }) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    kept.push({ name, bytes: Buffer.concat(chunks) });
    return "kept";
  };
  return { kept, write };
}

async function receive(request: Request): Promise<[ReceivedFile<string>, ReturnType<typeof keeper>["kept"]]> {
  const { kept, write } = keeper();
  return [await receiveFile(request, { fieldName: "archive", write }), kept];
}

test("one file comes through whole, with text fields around it", async () => {
  const [result, kept] = await receive(
    post([Buffer.concat([text("a", "1"), file("situs.zip", "bytes"), text("b", "2"), end])]),
  );
  expect(result).toEqual({ outcome: "written", value: "kept" });
  expect(kept).toEqual([{ name: "situs.zip", bytes: Buffer.from("bytes") }]);
});

test("a form cut into single bytes is read the same, its last line break included", async () => {
  const whole = Buffer.concat([file("situs.zip", "a\r\n--b"), end]);
  const [result, kept] = await receive(post([...whole].map((byte) => Buffer.from([byte]))));
  expect(result).toEqual({ outcome: "written", value: "kept" });
  expect(kept[0]?.bytes.toString()).toBe("a\r\n--b");
});

test.each<[string, Request, string]>([
  ["no file chosen", post([file("", ""), end]), "no-file"],
  ["a file in another field", post([file("a.zip", "x", "photo"), end]), "no-file"],
  ["an empty form", post([end]), "no-file"],
  ["two files", post([file("a.zip", "x"), file("b.zip", "y"), end]), "several-files"],
  ["a form of another type", post([Buffer.from("a=1")], "application/x-www-form-urlencoded"), "not-a-form"],
  ["no boundary", post([file("a.zip", "x"), end], "multipart/form-data; charset=utf-8"), "not-a-form"],
  ["another boundary", post([file("a.zip", "x"), end], "multipart/form-data; boundary=other"), "not-a-form"],
  ["a form cut in its file", post([file("a.zip", "x".repeat(999)).subarray(0, 400)]), "interrupted"],
  ["a form cut after its file", post([file("a.zip", "x")]), "interrupted"],
  ["a huge text field", post([text("a", "x".repeat(300_000)), file("a.zip", "x"), end]), "not-a-form"],
  [
    "ten thousand parts",
    post([...Array.from({ length: 10_000 }, (_, i) => text(`f${i}`, "x")), file("a.zip", "x"), end]),
    "not-a-form",
  ],
  ["a header without end", post([Buffer.from(`--${BOUNDARY}\r\n`), Buffer.alloc(50_000, "x")]), "not-a-form"],
])("%s keeps nothing", async (_what, request, outcome) => {
  const [result, kept] = await receive(request);
  expect(result).toEqual({ outcome });
  expect(kept).toEqual([]);
});

test("a connection that breaks keeps nothing", async () => {
  async function* broken() {
    yield file("a.zip", "x".repeat(500_000)).subarray(0, 300_000);
    throw new Error("reset");
  }
  const [result, kept] = await receive(post(broken()));
  expect(result).toEqual({ outcome: "interrupted" });
  expect(kept).toEqual([]);
});

test("a file that is refused early is not read into memory, and the sender can finish", async () => {
  let sent = 0;
  async function* large() {
    yield file("a.zip", "").subarray(0, -2);
    for (; sent < 500; sent++) yield Buffer.alloc(64 * 1024);
    yield Buffer.concat([Buffer.from("\r\n"), end]);
  }
  const result = await receiveFile(post(large()), { fieldName: "archive", write: async () => "no thanks" });
  expect(result).toEqual({ outcome: "written", value: "no thanks" });
  expect(sent).toBe(500);
});

test("what the store itself throws is thrown on", async () => {
  const write = async () => {
    throw new Error("disk gone");
  };
  await expect(receiveFile(post([file("a.zip", "x"), end]), { fieldName: "archive", write })).rejects.toThrow(
    "disk gone",
  );
});

test("no more than about a mebibyte is read ahead of the file's reader", async () => {
  let sent = 0;
  async function* large() {
    yield file("a.zip", "").subarray(0, -2);
    for (; sent < 200; sent++) yield Buffer.alloc(64 * 1024);
    yield Buffer.concat([Buffer.from("\r\n"), end]);
  }
  let read = 0;
  let furthest = 0;
  const write = async ({ stream }: { stream: AsyncIterable<Uint8Array> }) => {
    for await (const chunk of stream) {
      // let the sender run as far as it may
      for (let i = 0; i < 50; i++) await turn();
      read += chunk.byteLength;
      furthest = Math.max(furthest, sent * 64 * 1024 - read);
    }
    return read;
  };
  expect(await receiveFile(post(large()), { fieldName: "archive", write })).toEqual({
    outcome: "written",
    value: 200 * 64 * 1024,
  });
  expect(furthest).toBeLessThan(1.5 * 1024 * 1024);
});

test("200 MB take less than 120 MB of memory", async () => {
  const script = `
    import { receiveFile } from "#app/http/upload-stream.server.ts";
    import { openStore } from "#app/adapters/storage/storage.server.ts";
    import fs from "node:fs"; import os from "node:os"; import path from "node:path";
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-memory-"));
    const store = openStore("file:" + folder);
    async function* body() {
      yield Buffer.from('--b\\r\\nContent-Disposition: form-data; name="archive"; filename="a.zip"\\r\\n\\r\\n');
      for (let i = 0; i < 3200; i++) yield Buffer.alloc(65536, i);
      yield Buffer.from("\\r\\n--b--\\r\\n");
    }
    let highest = 0; const before = process.memoryUsage().rss;
    const timer = setInterval(() => { highest = Math.max(highest, process.memoryUsage().rss); }, 5);
    const request = new Request("http://x/", { method: "POST", duplex: "half", body: ReadableStream.from(body()),
      headers: { "content-type": "multipart/form-data; boundary=b" } });
    const result = await receiveFile(request, { fieldName: "archive",
      write: ({ stream }) => store.write("a", stream, { limitBytes: 1e9 }) });
    clearInterval(timer); fs.rmSync(folder, { recursive: true });
    console.log(JSON.stringify({ size: result.value.size, grown: highest - before }));`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script]);
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  await new Promise((resolve) => child.on("close", resolve));
  const { size, grown } = JSON.parse(output) as { size: number; grown: number };
  expect(size).toBe(3200 * 65536);
  expect(grown).toBeLessThan(120 * 1024 * 1024);
});
