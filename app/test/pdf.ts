import { inflateSync } from "node:zlib";

/** The words of a PDF made with the standard fonts, in the order they are drawn, pieces of a line joined by nothing. */
export function textOfPdf(pdf: Buffer): string {
  const streams = pdf
    .toString("latin1")
    .matchAll(/\/FlateDecode\n?[\s\S]*?>>\s*stream\r?\n([\s\S]*?)\r?\nendstream/g);
  return [...streams]
    .map(([, body = ""]) => inflateSync(Buffer.from(body, "latin1")).toString("latin1"))
    .flatMap((content) => [...content.matchAll(/\[([^\]]*)\] TJ/g)].map(([, shown = ""]) => piecesOf(shown)))
    .join("\n");
}

function piecesOf(shown: string): string {
  return [...shown.matchAll(/<([0-9a-f]*)>/gi)]
    .map(([, hex = ""]) => Buffer.from(hex, "hex").toString("latin1"))
    .join("")
    .replaceAll("\x96", "–");
}
