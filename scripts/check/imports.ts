import fs from "node:fs";
import path from "node:path";

type Rule = { from: RegExp; forbidden: RegExp; because: string };

const RULES: Rule[] = [
  {
    from: /^app\/routes\//,
    forbidden: /^(db\/(?!schema)|app\/adapters\/|scripts\/)/,
    because: "a page asks the domain; it never reaches the database, a vendor or another page",
  },
  {
    from: /^app\/domain\//,
    forbidden: /^(app\/(routes|http|services|env)|@remix-run\/|react(-dom)?$|scripts\/)/,
    because: "a rule must run in a job and in a test",
  },
  {
    from: /^app\/adapters\//,
    forbidden: /^(app\/(domain|routes|http|jobs|ui|services|env)|db\/|scripts\/)/,
    because: "an adapter is configured by argument and could be published",
  },
  {
    from: /^app\/ui\//,
    forbidden: /(\.server\.ts$|^app\/(routes|adapters|http|env)|^db\/|^scripts\/)/,
    because: "it ships to the browser",
  },
  {
    from: /^app\/jobs\//,
    forbidden: /^(app\/(routes|http|ui)|scripts\/)/,
    because: "the worker is just another caller of the domain",
  },
  {
    from: /^app\/services\.server/,
    forbidden: /^app\/(routes|http)\//,
    because: "it only builds what is real",
  },
  {
    from: /^scripts\/sandbox\//,
    forbidden: /^(app|db)\//,
    because: "a stand-in that shares our code agrees with our mistakes",
  },
  { from: /^app\/(?!test\/)/, forbidden: /^scripts\//, because: "the product does not know its tools" },
  {
    from: /^db\//,
    forbidden: /^(app\/(routes|http|ui|services|env|jobs)|scripts\/)/,
    because: "tables know nothing of pages",
  },
];

/** Pages may import the plain files of the domain and the types of tables; everything else by the table above. */
export function findBadImports(root: string): string[] {
  return sources(root).flatMap((file) => {
    const isTest = /\.test\.tsx?$/.test(file) || file.startsWith("app/test/");
    if (isTest) return [];
    const imports = importsOf(root, file);
    const built = imports.filter(
      ({ target, names }) => BUILDS.test(names) && target.startsWith("app/adapters/"),
    );
    const builders = file.startsWith("app/domain/") ? built : [];
    return [
      ...builders.map(
        ({ target }) => `${file} builds from ${target}: adapters are handed to the domain, ready`,
      ),
      ...brokenRules(file, imports),
      ...importedPages(root, file, imports),
    ];
  });
}

/** The domain may know an adapter's types, errors and plain functions, never make one. */
const BUILDS = /\b(create|open)[A-Z]/;

/** Parts of a page live beside it or one folder up; a page itself, or the parts of another folder's page, are nobody's to import. */
function importedPages(root: string, file: string, imports: ReturnType<typeof importsOf>): string[] {
  const pages = fs.readFileSync(path.join(root, "app", "routes.ts"), "utf8");
  return imports
    .filter(({ target, typeOnly }) => target.startsWith("app/routes/") && !typeOnly)
    .filter(
      ({ target }) => pages.includes(`"${target.slice(4)}"`) || !file.startsWith(`${path.dirname(target)}/`),
    )
    .map(({ target }) => `${file} imports ${target}: a page is reached by its address only`);
}

function brokenRules(file: string, imports: ReturnType<typeof importsOf>): string[] {
  return imports.flatMap(({ target, typeOnly }) =>
    RULES.filter((rule) => rule.from.test(file) && rule.forbidden.test(target))
      .filter(() => !(typeOnly && /^(app\/adapters|db)\//.test(target) && !file.startsWith("app/adapters/")))
      .map((rule) => `${file} imports ${target}: ${rule.because}`),
  );
}

function sources(root: string): string[] {
  return ["app", "db", "scripts"].flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => path.posix.join(folder, name.split(path.sep).join("/"))),
  );
}

function importsOf(root: string, file: string) {
  const text = fs.readFileSync(path.join(root, file), "utf8");
  const found = [...text.matchAll(/^(?:import|export)\s+(type\s)?([^"';]*?\sfrom\s+)?"([^"]+)"/gm)];
  return found.map(([, type, names = "", from = ""]) => ({
    typeOnly: Boolean(type),
    names,
    target: resolve(file, from),
  }));
}

function resolve(file: string, name: string): string {
  if (name.startsWith("#")) return name.slice(1);
  return name.startsWith(".") ? path.posix.join(path.posix.dirname(file), name) : name;
}
