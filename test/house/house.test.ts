/**
 * Rules of the house that the linter has no words for. They are kept by reading the sources.
 * @module
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { codeOf, FILES, functionsIn, importsOf, packageOf } from "./source.ts";

const MOST_LINES = 360;
const MOST_LINES_OF_FUNCTION = 70;

/** What would make two runs of one scenario differ. `new Date(x)` only computes. */
const IMPURE = [
  /\bDate\.now\b/,
  /\bnew Date\b(?!\s*\(\s*[^\s)])/,
  /(?<!new |\.)\bDate\(/,
  /\bDateTime\.(?:now|local|utc)\b(?!\(\s*[^\s)])/,
  /\bMath\.random\b/,
  /\bcrypto\.(?:randomUUID|getRandomValues)\b|\brandomBytes\b|\brandomUUID\b/,
  /\b(?:set|clear)(?:Timeout|Interval|Immediate)\b/,
  /\bperformance\b/,
  /\bprocess\.(?:hrtime|uptime|nextTick|env|argv|cwd|pid|platform)\b/,
  /\bqueueMicrotask\b/,
  /\bIntl\.DateTimeFormat\(\)/,
];

/** Which packages and modules of Node's a folder may import; the project's core imports none. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  random: ["d3-random", "node:crypto", "papaparse", "pure-rand"],
  containers: [],
  options: [],
  python: [],
  rules: [],
  definition: ["luxon", "node:crypto"],
  database: ["luxon"],
  scheduler: [],
  executor: [],
  triggerer: [],
};

/** What is bundled when the package is built brings its packages along. */
const isBundled = (path: string) => path.startsWith("drawing/browser/");

const folderOf = (path: string) => path.split("/")[0] ?? "";

describe("a simulation knows no clock but its own, no chance and no surroundings", () => {
  const files = FILES.filter(({ path }) => !path.startsWith("cli/"));

  test.each(IMPURE)("%s is nowhere outside of the command and the real clock", (pattern) => {
    // workers on other machines live in real time
    const virtual = files.filter(({ path }) => !path.startsWith("live/") && !path.startsWith("experiment/redis/"));
    const found = virtual.flatMap(({ path, code }) =>
      code.split("\n").flatMap((line, i) => (pattern.test(line) ? [`src/${path}:${i + 1}`] : [])),
    );
    expect(found).toEqual([]);
  });

  test("only the command reads and writes files, and an experiment its results", () => {
    const node = files
      .filter(({ path }) => !path.startsWith("experiment/"))
      .flatMap((file) => importsOf(file).filter((name) => name.startsWith("node:")));
    expect([...new Set(node)]).toEqual(["node:crypto"]); // a hash: it computes
  });
});

describe("the command has one door", () => {
  const opens = (pattern: RegExp) => FILES.filter(({ code }) => pattern.test(code)).map(({ path }) => path);

  test("to the terminal, where texts of other people's become harmless", () => {
    expect(opens(/\bconsole\.|\bprocess\.std(?:out|err)\.write\b/)).toEqual(["cli/terminal.ts"]);
  });

  test("to the disk, where files get their names when they are whole", () => {
    const writing = /\b(?:writeFile|writeFileSync|appendFile|appendFileSync|createWriteStream|writeSync|renameSync)\b/;
    // an experiment's results grow while it runs: a line that is half-written is left out when it is read
    const appending = ["experiment/results-file.ts"];
    // a large result gets its name when it is whole, too
    const shared = ["experiment/redis/shared-place.ts"];
    expect(opens(writing).sort()).toEqual(["cli/whole-file.ts", "cli/whole-files.ts", ...appending, ...shared].sort());
  });

  test("for files that are read, where their length is bounded", () => {
    // the module that a worker was started with is read for its hash
    const modules = ["experiment/redis/trial-job.ts"];
    // an export is read as streams, piece by piece
    const streams = ["cli/export-folder.ts"];
    // a large result that a worker has kept
    const shared = ["experiment/redis/shared-place.ts"];
    const readers = [...streams, "cli/read-file.ts", ...shared, ...modules];
    expect(opens(/\b(?:readFile|createReadStream|readSync)\b/)).toEqual(readers);
  });
});

describe("sources read from top to bottom", () => {
  test(`a file has at most ${MOST_LINES} lines`, () => {
    const long = FILES.map(({ path, text }) => [path, text.trimEnd().split("\n").length] as const);
    expect(long.filter(([, lines]) => lines > MOST_LINES)).toEqual([]);
  });

  test(`a function has at most ${MOST_LINES_OF_FUNCTION} lines`, () => {
    const long = FILES.flatMap(({ path, code }) =>
      functionsIn(code)
        .filter(({ lines }) => lines > MOST_LINES_OF_FUNCTION)
        .map(({ line, lines }) => `src/${path}:${line}: ${lines} lines`),
    );
    expect(long).toEqual([]);
  });

  test("a name says what is inside: nothing is called utils, helpers or manager", () => {
    const vague = /(?:^|[-_.])(?:utils?|utilities|helpers?|managers?)(?=[-_.]|$)/i;
    expect(
      FILES.filter(({ path }) => path.split("/").some((part) => vague.test(part))).map(({ path }) => path),
    ).toEqual([]);
  });
});

describe("rows have one door each", () => {
  test("only the files of their verbs have types of them that can be written", () => {
    const writable = FILES.filter(({ code }) => /-readonly[^\n]*(?:TaskInstance|DagRun)\b/.test(code));
    expect(writable.map(({ path }) => path)).toEqual([
      "database/owner.ts",
      "database/row-writer.ts",
      "database/run-life.ts",
    ]);
  });
});

describe("words", () => {
  test("no doc comment begins with what, whether, how, whose, its, who or those", () => {
    const clause = /\/\*\*\s*(?:\* )?(?:What|Whether|How|Whose|Its|Who|Those)\b/g;
    const found = FILES.flatMap(({ path, text }) =>
      [...text.matchAll(clause)].map(({ index }) => `src/${path}:${text.slice(0, index).split("\n").length}`),
    );
    expect(found).toEqual([]);
  });

  /** Files that still throw an error without a type of its own, and how many. It may only become shorter. */
  const BARE_ERRORS: Readonly<Record<string, number>> = {
    "cli/whole-file.ts": 1,
    "kernel/process.ts": 2,
    "operators/amazon/emr-serverless/start-job.ts": 1,
  };

  test("errors are typed: no more `new Error` than there was", () => {
    const found = FILES.filter(({ path }) => !isBundled(path)).flatMap(({ path, code }) => {
      const count = code.match(/\bnew Error\(/g)?.length ?? 0;
      return count > (BARE_ERRORS[path] ?? 0) ? [`src/${path}: ${count}`] : [];
    });
    expect(found).toEqual([]);
  });
});

/** The types of a package that is imported, which our own types name. */
const isTypesOf = (name: string, imported: ReadonlySet<string>) =>
  name.startsWith("@types/") && imported.has(name.slice("@types/".length));

describe("packages", () => {
  test.each(Object.entries(MAY_IMPORT))("src/%s imports none, or few: %j", (folder, allowed) => {
    const files = FILES.filter(({ path }) => folderOf(path) === folder);
    expect(files.length).toBeGreaterThan(0);
    const found = files.flatMap((file) =>
      importsOf(file)
        .filter((name) => !name.startsWith(".") && !allowed.includes(packageOf(name)))
        .map((name) => `src/${file.path}: ${name}`),
    );
    expect(found).toEqual([]);
  });

  test("are dependencies of this package, and each of those is imported, or knip knows that it will be", () => {
    const json = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), "utf8"));
    const { dependencies, peerDependencies, imports } = json("package.json") as Readonly<
      Record<"dependencies" | "peerDependencies" | "imports", object>
    >;
    const { ignoreDependencies = [] } = json("knip.json") as { readonly ignoreDependencies?: readonly string[] };
    const own = new Set(Object.keys(imports));
    const names = FILES.filter(({ path }) => !isBundled(path))
      .flatMap(importsOf)
      .filter((name) => !name.startsWith(".") && !name.startsWith("node:") && !own.has(name));
    const imported = new Set(names.map(packageOf));
    const expected = Object.keys({ ...dependencies, ...peerDependencies }).filter(
      (name) => imported.has(name) || !(ignoreDependencies.includes(name) || isTypesOf(name, imported)),
    );
    expect([...imported].sort()).toEqual(expected.sort());
  });

  test("that are bundled are dependencies of development, and their licences go along", () => {
    const { devDependencies } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    const bundler = readFileSync(new URL("../../scripts/bundle-drawing.js", import.meta.url), "utf8");
    const names = FILES.filter(({ path }) => isBundled(path))
      .flatMap(importsOf)
      .filter((name) => !name.startsWith("."));
    const packages = [...new Set(names.map(packageOf))];
    expect(packages).toContain("echarts");
    expect(packages.filter((name) => !(name in devDependencies) || !bundler.includes(`"${name}/LICENSE`))).toEqual([]);
  });

  test("of AWS are imported by src/aws and for large results alone, and loaded only when a service is called", () => {
    const users = FILES.filter((file) => importsOf(file).some((name) => name.startsWith("@aws-sdk/")));
    expect(users.map(({ path }) => path)).toEqual(["aws/services.ts", "experiment/redis/shared-place.ts"]);
    for (const { text } of users) expect(text).not.toMatch(/^(?:import|export) (?!type\b).*"@aws-sdk/m);
  });
});

describe("the reading of sources", () => {
  test("sees every file, and each of its braces", () => {
    const folders = new Set(FILES.map(({ path }) => folderOf(path)));
    expect([...folders]).toEqual(expect.arrayContaining(["index.ts", "cli", ...Object.keys(MAY_IMPORT)]));
    // a text or template that was not recognised would leave a brace without its other
    const count = (code: string, brace: string) => code.split(brace).length;
    expect(FILES.filter(({ code }) => count(code, "{") !== count(code, "}")).map(({ path }) => path)).toEqual([]);
  });

  test.each([
    ["a(); // Date.now()", "a();"],
    ["/* Date.now() */ b();", "b();"],
    ['"Date.now()" + c', "+ c"],
    ['"s3://x" + Date.now()', "+ Date.now()"],
    ["'it\\'s // ' + d", "+ d"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code that is read
    ["`Date.now() // ${Date.now()} {`; e", "Date.now() ; e"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code that is read
    ["`a${f({ x: `b${g()}` })}c` + h", "f({ x: g() }) + h"],
    ["x.replace(/[\"'`/]/g, y); z // i", "x.replace( , y); z"],
    ["1 / 2; j / k", "1 / 2; j / k"],
    ["`\\`\\${` + l", "+ l"],
  ])("takes for the code of %s only %s", (text, code) => {
    expect(codeOf(text)).toHaveLength(text.length);
    expect(codeOf(text).trim().replaceAll(/\s+/g, " ")).toBe(code);
  });

  test("finds functions however they are written, with all of their lines", () => {
    const body = "\n    a();\n    b();\n  ";
    const source = `
export class A<
  T extends B = B,
> extends C<T> {
  constructor(x: X = {}) {${body}}
  async *m(
    x: { readonly y: number },
  ): Steps<T> {${body}}
  get g(): { readonly z: 1 } {${body}}
  #p = (x: X) => {${body}};
  o = {
    q: 1,
  };
}
export class D extends E<{ readonly h: 1 }> {
  i = 1;
}
export function j(x: X): Y {${body.replaceAll("  ", "")}}
export const k = (x: X) => {${body.replaceAll("  ", "")}};
export type { L } from "l";
export const m: { readonly n: 1 } = {
  n: 1,
};
`;
    const lines = functionsIn(codeOf(source)).map(({ line, lines }) => [line, lines]);
    expect(lines).toEqual([
      [5, 4],
      [9, 6],
      [15, 4],
      [19, 4],
      [30, 4],
      [34, 4],
    ]);
  });

  test("finds imports, also those over several lines, of types, and at run time", () => {
    const text = [
      'import "a";',
      'import type { B } from "b/c";',
      "import {",
      "  d,",
      '} from "@e/f/g";',
      'export { h } from "./h.ts";',
      '// import "no"',
      'const i = await import("node:i");',
      'const text = "from here";',
    ].join("\n");
    expect(importsOf({ path: "x.ts", text, code: codeOf(text) })).toEqual(["a", "b/c", "@e/f/g", "./h.ts", "node:i"]);
    expect(["a", "b/c", "@e/f/g", "node:i"].map(packageOf)).toEqual(["a", "b", "@e/f", "node:i"]);
  });

  test.each<[string, boolean]>([
    ["Date.now()", true],
    ["new Date()", true],
    ["new Date", true],
    ["new Date(0)", false],
    ["new Date(Math.ceil(wall))", false],
    ["DateTime.utc()", true],
    ["DateTime.utc(2024, 1, 1)", false],
    ["DateTime.now()", true],
    ["Math.random()", true],
    ["setTimeout(f, 1)", true],
    ["performance.now()", true],
    ["process.hrtime.bigint()", true],
    ['process.env["TZ"]', true],
    ["process.instance", false],
  ])("holds %s for impure: %s", (code, isImpure) => {
    expect(IMPURE.some((pattern) => pattern.test(code))).toBe(isImpure);
  });
});
