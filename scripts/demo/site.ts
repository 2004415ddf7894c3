import { randomBytes } from "node:crypto";
import { PassThrough } from "node:stream";
import { ZipFile } from "yazl";

export type Archive = { name: string; bytes: Uint8Array<ArrayBuffer>; proof: string };

/** A small website in a ZIP, filled up with pictures to about `megabytes`; `proof` stands on its first page. */
export async function sampleSite(title: string, megabytes: number): Promise<Archive> {
  const proof = randomBytes(8).toString("hex");
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(firstPage(title, proof)), "toko/index.html");
  zip.addBuffer(
    Buffer.from("body{font-family:sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}"),
    "toko/gaya.css",
  );
  const pictures = Math.max(1, Math.round(megabytes * 4));
  for (let number = 1; number <= pictures; number++) {
    zip.addBuffer(randomBytes(256 * 1024), `toko/foto/foto (${number}).jpg`, { compress: false });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream.pipe(new PassThrough())) chunks.push(chunk as Buffer);
  return { name: "toko.zip", bytes: new Uint8Array(Buffer.concat(chunks)), proof };
}

function firstPage(title: string, proof: string): string {
  return `<!doctype html>
<html lang="id"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><link rel="stylesheet" href="gaya.css"></head>
<body><h1>${title}</h1><p>Situs ini diunggah lewat LumiCloud.</p><p><small>${proof}</small></p></body></html>`;
}
