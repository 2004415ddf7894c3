/** One way of sending a form that no page of ours would. `sent` is what the form's own page would have sent. */
export type Attack = {
  name: string;
  make: (sent: Record<string, string>) => RequestInit;
  /** The answers that are right. Where it is left out the attack may even succeed, if the values happen to fit. */
  answers?: number[];
};

const URLENCODED = { "content-type": "application/x-www-form-urlencoded" };
const urlencoded = (body: string): RequestInit => ({ body, headers: URLENCODED });
const plain = (fields: Record<string, string> | [string, string][]) =>
  urlencoded(`${new URLSearchParams(fields)}`);

/** The same raw text, not encoded again, in every field but the buttons'. */
const everywhere = (raw: string) => (sent: Record<string, string>) =>
  urlencoded(
    Object.entries(sent)
      .map(([name, value]) => `${name}=${name === "intent" ? value : raw}`)
      .join("&"),
  );

function withExtra(name: string, value = "x") {
  return (sent: Record<string, string>) => plain([...Object.entries(sent), [name, value]]);
}

function asFiles(sent: Record<string, string>): RequestInit {
  const body = new FormData();
  for (const name of [...Object.keys(sent), "extra"]) body.set(name, new File(["x"], "x.txt"));
  return { body };
}

const multipart = (body: string, boundary = "; boundary=edge"): RequestInit => ({
  body,
  headers: { "content-type": `multipart/form-data${boundary}` },
});

/** What every form must answer in order: with a sentence, without a trace of it in the tables. */
export const attacks: Attack[] = [
  { name: "no body at all", make: () => ({}), answers: [400] },
  { name: "a JSON body", make: (sent) => json(JSON.stringify(sent)), answers: [400] },
  { name: "broken JSON", make: () => json("{"), answers: [400] },
  {
    name: "plain text",
    make: () => ({ body: "hello", headers: { "content-type": "text/plain" } }),
    answers: [400],
  },
  {
    name: "a content type that is none",
    make: () => ({ body: "a=1", headers: { "content-type": "%%%" } }),
    answers: [400],
  },
  { name: "files where text belongs", make: asFiles, answers: [400] },
  { name: "multipart without a boundary", make: () => multipart("--edge--", ""), answers: [400] },
  {
    name: "multipart cut short",
    make: () => multipart('--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\nx'),
    answers: [400],
  },
  {
    name: "a field of 100 kB",
    make: (sent) => everywhere("a".repeat(100_000))({ extra: "", ...sent }),
    answers: [413],
  },
  { name: "a megabyte", make: withExtra("extra", "a".repeat(1024 * 1024)), answers: [413] },
  { name: "a NUL in a field", make: withExtra("extra", "a\0b"), answers: [400] },
  { name: "a NUL in a name", make: withExtra("ex\0tra"), answers: [400] },
  { name: "six levels of brackets", make: withExtra("a[b][c][d][e][f]"), answers: [400] },
  { name: "fifty levels of brackets", make: withExtra(`a${"[b]".repeat(50)}`), answers: [400] },
  { name: "fifty levels of dots", make: withExtra(`a${".b".repeat(50)}`), answers: [400] },
  { name: "__proto__", make: withExtra("__proto__[isStaff]", "yes"), answers: [400] },
  { name: "constructor.prototype", make: withExtra("constructor.prototype.role", "owner"), answers: [400] },
  {
    name: "five thousand fields",
    make: (sent) => plain([...Object.entries(sent), ...many(5_000)]),
    answers: [400],
  },
  { name: "an empty form", make: () => urlencoded("") },
  { name: "every field empty", make: everywhere("") },
  { name: "every field only spaces", make: everywhere("+++%0A%09") },
  { name: "every field 3,000 letters", make: everywhere("panjang-".repeat(375)) },
  { name: "bytes that are no UTF-8", make: everywhere("%FF%FE%C0%80") },
  { name: "half of a surrogate pair", make: everywhere("%ED%A0%80%F0%9F%92") },
  { name: "percent signs that encode nothing", make: everywhere("%zz%1%") },
  { name: "right-to-left and control characters", make: everywhere("%E2%80%AE%01%1B%5B31mevil%7F%EF%BB%BF") },
  { name: "markup", make: everywhere("%22%3E%3Cscript%3Ealert(1)%3C/script%3E") },
  { name: "what looks like SQL", make: everywhere("'%3B+drop+table+users%3B--") },
  { name: "every field twice", make: (sent) => plain([...Object.entries(sent), ...Object.entries(sent)]) },
  {
    name: "every field as an array",
    make: (sent) =>
      plain(Object.entries(sent).map(([name, value]): [string, string] => [`${name}[]`, value])),
  },
];

function json(body: string): RequestInit {
  return { body, headers: { "content-type": "application/json" } };
}

function many(count: number): [string, string][] {
  return Array.from({ length: count }, (_, at) => [`f${at}`, "x"]);
}

/** What stands in an address where an id belongs. */
export const badIds = [
  "00000000-0000-4000-8000-000000000000",
  "not-an-id",
  "1",
  "-1",
  "%00",
  "..%2f..%2fetc%2fpasswd",
  "%27%3B--",
  "a".repeat(3_000),
  "__proto__",
  "LC-2026-999999999999",
];

/** What somebody may put behind the question mark of any page. */
export const badQueries = [
  "page=-1",
  "page=1e99",
  "page=NaN",
  "page=99999999999999999999",
  "page=1&page=2",
  "page[]=1",
  "status[]=paid",
  "status=%00",
  "before=%00",
  "before=LC-2026-000001'--",
  "cycle=%00",
  "cycle=__proto__",
  "next=//evil.example",
  `next=${"/a".repeat(3_000)}`,
  "trx_id=%00",
  "trx_id=-1&trx_id=2",
  "trx_id=99999999999999999999999",
  "remove=%FF",
  "sent=%E0%A4%A",
  "__proto__[x]=1",
  `q=${"x".repeat(10_000)}`,
  "index",
  "_routes=%00",
  "%",
  "&&&===",
];
