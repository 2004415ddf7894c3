import http from "node:http";
import path from "node:path";
import fc from "fast-check";
import { expect } from "vitest";
import { deployTest as test } from "#app/test/deploying.ts";
import { startNginx } from "#app/test/nginx.ts";
import { whyNot } from "#app/test/programs.ts";

/** Names that websites have: each is asked for as a browser asks, and must answer with its own bytes. */
const names = [
  "a b.html",
  "logo@2x.png",
  "foto (1).jpg",
  "a+b.html",
  "R&D.html",
  "100%.html",
  "50%25 off.html",
  "toko saya's.html",
  'kata "baru".html',
  "C#.html",
  "apa?.html",
  "a;b,c=d.html",
  "[slug].js",
  "{id}~v1!.js",
  "caf\u00e9.html",
  "cafe\u0301-mac.html",
  "folder \u00fcber/\u00e9t\u00e9.css",
  "gambar/keripik-singkong pedas.jpg",
  "Selamat Datang.html",
  "日本語/写真 1.png",
  "مرحبا/صورة.png",
  "中文/图片.jpg",
  "한국어.html",
  "ไทย.html",
  "Привет.html",
  "🎉/🍜.gif",
  "-dash.html",
  "~tilde.html",
  "$price.html",
  "back`tick.html",
  "a|b.html",
  "a*b.html",
  "<tag>.html",
  "trailing. .html",
  "a..b.html",
  " leading.html",
  "CAPS/Logo.PNG",
  "caps/logo.png",
  "_next/static/chunks/[...slug]-1f3a.js",
  ".well-known/security.txt",
  "no-extension",
  `${"a".repeat(250)}.js`,
];

type Answer = { status: number; body: Buffer };

function ask(address: string, host: string, file: string): Promise<Answer> {
  const urlPath = `/${file.split("/").map(encodeURIComponent).join("/")}`;
  return new Promise((resolve, reject) => {
    const url = new URL(`http://${address}`);
    http
      .get({ hostname: url.hostname, port: url.port, path: urlPath, headers: { host } }, (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces) }));
      })
      .on("error", reject);
  });
}

type Tree = Record<string, Buffer>;

/** Every file of the tree answers at its address with exactly its bytes; what does not is told by name. */
async function expectServed(address: string, host: string, tree: Tree): Promise<void> {
  const wrong: string[] = [];
  for (const [file, content] of Object.entries(tree)) {
    const { status, body } = await ask(address, host, file);
    if (status !== 200 || !body.equals(content)) wrong.push(`${file}: ${status}, ${body.length} bytes`);
  }
  expect(wrong).toEqual([]);
}

const noNginx = whyNot({ program: "nginx" });
const HOST = "toko.situs.test";

async function expectServedByBoth(
  aapanel: { webAddress: string; resolve: (path: string) => string; sitesRoot: string },
  folder: string,
  deploymentId: string,
  tree: Tree,
) {
  await expectServed(aapanel.webAddress, HOST, tree);
  if (noNginx) return;
  const root = aapanel.resolve(`${aapanel.sitesRoot}/${HOST}/releases/${deploymentId}`);
  const nginx = await startNginx(path.join(folder, `nginx-${deploymentId}`), root);
  try {
    await expectServed(`127.0.0.1:${nginx.port}`, HOST, tree);
  } finally {
    await nginx.stop();
  }
}

const by = noNginx ? `the sandbox alone: nginx SKIPPED, ${noNginx}` : "the sandbox and a real nginx";

test(`every name a website can need is served byte for byte, by ${by}`, async ({ site, aapanel, folder }) => {
  const tree: Tree = { "index.html": Buffer.from("<h1>Halo</h1>") };
  for (const name of names) tree[name] = Buffer.from(`content of ${name}`);
  const id = await site.deploy(tree);
  const inUsualForm = Object.entries(tree).map(([name, content]) => [name.normalize("NFC"), content]);
  await expectServedByBoth(aapanel, folder, id, { ...tree, ...Object.fromEntries(inUsualForm) });
});

test(`any tree that goes in is what is served, by ${by}`, async ({ site, aapanel, folder }) => {
  const letters = fc.constantFrom(
    ..."abcXYZ019 -_+&%'\"#?@()[]{}!$,;=~éüñçßøıăđ日本語写真문서صورةไทยПрив🎉🍜",
    "e\u0301",
  );
  const segment = fc.array(letters, { minLength: 1, maxLength: 10 }).map((parts) => `x${parts.join("")}`);
  const file = fc
    .tuple(fc.array(segment, { maxLength: 2 }), segment, fc.constantFrom("html", "css", "png", "js", "bin"))
    .map(([folders, name, ending]) => [...folders, `${name}.${ending}`].join("/"));
  const trees = fc.dictionary(file, fc.uint8Array({ maxLength: 5_000 }), { minKeys: 3, maxKeys: 25 });
  await fc.assert(
    fc.asyncProperty(trees, async (random) => {
      const tree: Tree = { "index.html": Buffer.from("start") };
      const usual = new Set<string>();
      for (const [name, bytes] of Object.entries(random)) {
        if (usual.has(name.normalize("NFC"))) continue;
        usual.add(name.normalize("NFC"));
        tree[name] = Buffer.from(bytes);
      }
      const id = await site.request(tree);
      const { outcome } = await site.run(id);
      expect([outcome, ...(await site.failure(id))]).toEqual(["live", null, null]);
      await expectServedByBoth(aapanel, folder, id, tree);
    }),
    { numRuns: 3, endOnFailure: true },
  );
});
