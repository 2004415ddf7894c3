import fs from "node:fs";
import path from "node:path";

/** Longest a file of each folder may be: what fits one sitting. Tests and texts may be longer. */
const LIMITS: [RegExp, number][] = [
  [/^app\/routes\//, 150],
  [/^app\/domain\//, 250],
  [/^app\/adapters\//, 200],
  [/^app\/ui\//, 120],
];
const FREE = /(\.test\.tsx?|words\.ts|\.css|\.words\.ts)$/;

/** Files that have outgrown their folder, each with its length in lines. */
export function findLongFiles(root: string): string[] {
  return fs
    .readdirSync(path.join(root, "app"), { recursive: true, encoding: "utf8" })
    .map((name) => path.posix.join("app", name.split(path.sep).join("/")))
    .filter((file) => /\.tsx?$/.test(file) && !FREE.test(file))
    .flatMap((file) => {
      const limit = LIMITS.find(([folder]) => folder.test(file))?.[1];
      const lines = fs.readFileSync(path.join(root, file), "utf8").split("\n").length - 1;
      return limit && lines > limit ? [`${file} has ${lines} lines; ${limit} is the most here`] : [];
    });
}
