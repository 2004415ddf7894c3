/** Markup that is already safe to print. */
export type Html = { markup: string };

type Printable = Html | string | number | null | undefined | false | Printable[];

/** A template whose values are escaped, unless they are markup themselves. */
export function html(parts: TemplateStringsArray, ...values: Printable[]): Html {
  return { markup: parts.reduce((text, part, i) => text + print(values[i - 1]) + part) };
}

/** A whole page of a sandbox, plainly labelled as one, without script. */
export function page(title: string, body: Html, options: { lang?: string; label?: string } = {}): string {
  const label = options.label ?? "SANDBOX";
  return html`<!doctype html>
<html lang="${options.lang ?? "id"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<header class="label">${label}</header>
<main>${body}</main>
</body>
</html>`.markup;
}

function print(value: Printable): string {
  if (value === null || value === undefined || value === false) return "";
  if (Array.isArray(value)) return value.map(print).join("");
  if (typeof value === "object") return value.markup;
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --accent: #0a58ca; --soft: #8881; --muted: #595959 }
@media (prefers-color-scheme: dark) { :root { --accent: #8ab8ff; --muted: #aaa } }
* { box-sizing: border-box }
html { background: #fff; color: #14171a }
@media (prefers-color-scheme: dark) { html { background: #121417; color: #f1f1f1 } }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif }
summary { min-height: 2.75rem; padding: .6rem 0; cursor: pointer }
.label { margin: 0; padding: .4rem 1rem; background: #ffd24d; color: #3a2c00; font-size: .85rem; text-align: center }
main { max-width: 60rem; margin: 0 auto; padding: 1rem }
main.narrow, .narrow { max-width: 28rem; margin: 0 auto }
h1 { font-size: 1.35rem; line-height: 1.25; margin: .75rem 0 }
h2 { font-size: 1.05rem; margin: 1.75rem 0 .5rem }
a { color: var(--accent) }
.total { font-size: 1.75rem; font-weight: 700; margin: .25rem 0 }
.muted { color: var(--muted); font-size: .9rem }
.card { border: 1px solid var(--line); border-radius: .75rem; padding: 1rem; margin: .75rem 0 }
form { margin: .5rem 0 }
form.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end }
label { display: block; font-size: .85rem; color: var(--muted) }
label.choice { display: flex; gap: .75rem; align-items: center; min-height: 2.75rem; font-size: 1rem; color: inherit; border-bottom: 1px solid var(--line) }
input, select, button { font: inherit; min-height: 2.75rem; border-radius: .5rem; border: 1px solid #8888; padding: 0 .75rem; background: Canvas; color: CanvasText; max-width: 100% }
input[type=radio] { min-height: 0; width: 1.15rem; height: 1.15rem }
button { cursor: pointer; width: 100%; margin-top: .35rem }
form.row button { width: auto }
td form.row { flex-wrap: nowrap; margin: 0 }
td button { margin: 0; padding: 0 .6rem; white-space: nowrap }
button.main { background: #0a58ca; border-color: #0a58ca; color: #fff; font-weight: 600 }
code { font-size: .9em; overflow-wrap: anywhere }
.scroll { overflow-x: auto }
.tight td { white-space: nowrap; max-width: 24rem; overflow: hidden; text-overflow: ellipsis }
.tight td:has(form) { max-width: none; overflow: visible }
.scroll td:first-child { min-width: 9rem }
.tight td:first-child { min-width: 0 }
td a { display: inline-block; padding: .65rem 0 }
table { border-collapse: collapse; width: 100%; font-size: .9rem }
th, td { text-align: left; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
iframe { width: 100%; height: 32rem; border: 1px solid var(--line); border-radius: .5rem; background: #fff }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: 1rem; border-radius: .5rem }
`;
