import { inflateSync } from "node:zlib";

/** The words of a PDF made with the standard fonts, in the order they are drawn, pieces of a line joined by nothing. */
export function textOfPdf(pdf: Buffer): string {
  const text = pdf.toString("latin1");
  const streams = [...text.matchAll(/<<([^>]*\/FlateDecode[^>]*)>>\s*stream\n/g)];
  return streams
    .map(({ 0: head, 1: about = "", index }) => {
      // by its length: compressed bytes may end with what looks like the end of a line
      const length = Number(/\/Length (\d+)/.exec(about)?.[1]);
      const start = index + head.length;
      return inflateSync(pdf.subarray(start, start + length)).toString("latin1");
    })
    .flatMap((content) => [...content.matchAll(/\[([^\]]*)\] TJ/g)].map(([, shown = ""]) => piecesOf(shown)))
    .join("\n");
}

function piecesOf(shown: string): string {
  return [...shown.matchAll(/<([0-9a-f]*)>/gi)]
    .map(([, hex = ""]) => Buffer.from(hex, "hex").toString("latin1"))
    .join("")
    .replaceAll("\x96", "–");
}
