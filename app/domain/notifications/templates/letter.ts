/** What a letter says. Everything is plain text; `render` escapes it. */
export type Letter = {
  subject: string;
  paragraphs: readonly string[];
  /** The one thing to do, as a button with its address written out below. */
  action?: { label: string; url: string };
  /** After the button. */
  closing?: readonly string[];
};

type Frame = { greeting: string; signature: readonly string[]; language: "id" | "en"; linkHint: string };

/** The letter as plain text and as simple HTML that needs no pictures and no stylesheet. */
export function render(letter: Letter, frame: Frame): { subject: string; text: string; html: string } {
  const subject = letter.subject.replace(/\s+/g, " ").trim();
  return { subject, text: asText(letter, frame), html: asHtml({ ...letter, subject }, frame) };
}

function asText({ paragraphs, action, closing = [] }: Letter, { greeting, signature }: Frame): string {
  const link = action ? [`${action.label}:\n${action.url}`] : [];
  return `${[greeting, ...paragraphs, ...link, ...closing, `-- \n${signature.join("\n")}`].join("\n\n")}\n`;
}

const FONT = "font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.6;color:#111b38";
const BUTTON =
  "display:inline-block;padding:12px 24px;border-radius:8px;background:#ffb81f;color:#111b38;font-weight:bold;text-decoration:none";
const SMALL = "font-size:13px;color:#4d5672";

function asHtml({ subject, paragraphs, action, closing = [] }: Letter, frame: Frame): string {
  const lines = (texts: readonly string[]) => texts.map((text) => `<p>${escapeHtml(text)}</p>`).join("\n");
  const url = action ? escapeHtml(action.url) : "";
  const button = action
    ? `<p style="margin:24px 0"><a href="${url}" style="${BUTTON}">${escapeHtml(action.label)}</a></p>
<p style="${SMALL}">${escapeHtml(frame.linkHint)}<br><a href="${url}" style="color:#4d5672;word-break:break-all">${url}</a></p>`
    : "";
  return `<!doctype html>
<html lang="${frame.language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px 16px;background:#f6f4ef">
<div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px;${FONT}">
${lines([frame.greeting, ...paragraphs])}
${button}
${lines(closing)}
<p style="margin-top:32px;padding-top:16px;border-top:1px solid #e3dfd6;${SMALL}">${frame.signature.map(escapeHtml).join("<br>")}</p>
</div>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
