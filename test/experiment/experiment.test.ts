/**
 * Experiments: which trials are made, on several threads, and what is kept when they are interrupted.
 * @module
 */
import {
  ftruncateSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Experiment, ExperimentError, ExperimentResults, ResultsFileError, TrialError } from "airlapse/experiment";
import fc from "fast-check";
import { parquetReadObjects } from "hyparquet";
import { afterAll, describe, expect, test } from "vitest";

const FOLDER = mkdtempSync(join(tmpdir(), "airlapse-experiment-"));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

const MODULE = new URL("measures.js", import.meta.url);
let files = 0;
function newFile(): string {
  files += 1;
  return join(FOLDER, `results-${files}.jsonl`);
}

const plan = { name: "e", parameters: { a: [1, 2, 3], b: ["x", "y"] }, repetitions: 4, seed: 5 } as const;
const product = ({ seed, parameters }: { readonly seed: number; readonly parameters: { readonly a: number } }) => ({
  product: parameters.a * 10,
  low: seed % 1000,
});

async function bytesOfWhole(): Promise<string> {
  const resultsFile = newFile();
  await new Experiment({ ...plan, measure: product }).run({ resultsFile });
  return readFileSync(resultsFile, "utf8");
}

describe("the results of an experiment as a table", () => {
  const measure = ({ parameters: { a, b } }: { readonly parameters: { readonly a: number; readonly b: string } }) => ({
    twice: a * 2,
    only: b === "x" ? a : null,
  });
  const results = new Experiment({
    ...plan,
    parameters: { a: [1, 2], b: ["x", '=y,"'] },
    repetitions: 1,
    measure,
  }).run();
  const seeds = new Experiment({ ...plan, repetitions: 1, measure: product }).trials.map(({ seed }) => seed);

  test("have a row for each trial", async () => {
    expect((await results).rows()).toEqual([
      { trial: 0, repetition: 0, seed: seeds[0], a: 1, b: "x", twice: 2, only: 1 },
      { trial: 1, repetition: 0, seed: seeds[0], a: 1, b: '=y,"', twice: 2, only: null },
      { trial: 2, repetition: 0, seed: seeds[0], a: 2, b: "x", twice: 4, only: 2 },
      { trial: 3, repetition: 0, seed: seeds[0], a: 2, b: '=y,"', twice: 4, only: null },
    ]);
  });

  test("are CSV that no spreadsheet runs", async () => {
    const [head, first, second] = (await results).csv().split("\r\n");
    expect(head).toBe("trial,repetition,seed,a,b,twice,only");
    expect(first).toBe(`0,0,${seeds[0]},1,x,2,1`);
    expect(second).toBe(`1,0,${seeds[0]},1,"'=y,""",2,`);
  });

  test("are Parquet that others read", async () => {
    const bytes = await (await results).parquet();
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    expect(await parquetReadObjects({ file })).toEqual((await results).rows());
  });

  test("are empty where there is no trial", async () => {
    const none = new ExperimentResults([], 0.95);
    expect(none.rows()).toEqual([]);
    expect(none.csv()).toBe("\r\n");
  });
});

test.runIf(!("typescript" in process.features) || process.features.typescript === false)(
  "a module in TypeScript is refused where Node does not run it",
  async () => {
    const measure = new URL("./measures.ts", import.meta.url);
    const run = new Experiment({ ...plan, measure }).run();
    await expect(run).rejects.toThrow(/measure: expected a JavaScript module, got measures\.ts: Node runs TypeScript/);
  },
);

describe("the trials of an experiment", () => {
  test("are all combinations, the last parameter first, each as often as asked for", () => {
    const { trials } = new Experiment({ ...plan, repetitions: 2, measure: product });
    expect(trials.map(({ parameters: { a, b }, repetition }) => `${a}${b}${repetition}`).join(" ")).toBe(
      "1x0 1x1 1y0 1y1 2x0 2x1 2y0 2y1 3x0 3x1 3y0 3y1",
    );
  });

  test("have random numbers for each repetition, which all points share", () => {
    const { trials } = new Experiment({ ...plan, measure: product });
    for (const { trial, seed } of trials) expect(seed).toBe(trials[trial % 4]?.seed);
    expect(new Set(trials.map(({ seed }) => seed)).size).toBe(4);
  });

  test("take decimals of a range as they are meant", () => {
    const { trials } = new Experiment({
      name: "e",
      parameters: { a: { from: 0.1, to: 0.7, step: 0.1 } },
      measure: () => ({}),
    });
    expect(trials.map(({ parameters }) => parameters.a)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
  });

  test("draw what is given as a distribution, once for each repetition", () => {
    const parameters = { startup: { distribution: "uniform", min: 1, max: 2 }, slots: [5, 10] } as const;
    const { trials } = new Experiment({ name: "e", parameters, repetitions: 3, measure: () => ({}) });
    const drawn = trials.map(({ parameters: { startup } }) => startup);
    expect(drawn.slice(0, 3)).toEqual(drawn.slice(3));
    expect(new Set(drawn).size).toBe(3);
    expect(drawn.every((value) => value >= 1 && value < 2)).toBe(true);
  });

  test("are refused with all that is wrong", () => {
    const make = () =>
      new Experiment({
        name: "e",
        parameters: { a: [], b: { from: 1, to: 0, step: 1 }, c: { distribution: "exponential", mean: 0 } },
        repetitions: 0,
        confidence: 1,
        measure: () => ({}),
      });
    expect(make).toThrow(ExperimentError);
    expect(make).toThrow(
      /5 problems[\s\S]*parameters\.a: [\s\S]*parameters\.b: [\s\S]*parameters\.c\.mean: [\s\S]*repetitions: [\s\S]*confidence: /,
    );
  });
});

describe("results", () => {
  test("are means with Student's intervals, point by point", async () => {
    const values = [4, 7, 13, 16];
    const measure = ({ repetition }: { readonly repetition: number }) => ({
      value: values[repetition] ?? 0,
      none: null,
    });
    const results = await new Experiment({ name: "e", parameters: { a: [1, 2] }, repetitions: 4, measure }).run();
    const { value, none } = results.point({ a: 2 }).figures;
    // mean 10, standard deviation sqrt(90 / 3); t for 95 % and 3 degrees of freedom is 3.182446 in every table
    const half = (3.182446 * Math.sqrt(30)) / 2;
    expect(value?.mean).toBe(10);
    expect(value?.standardDeviation).toBeCloseTo(Math.sqrt(30), 12);
    expect(value?.low).toBeCloseTo(10 - half, 5);
    expect(value?.high).toBeCloseTo(10 + half, 5);
    expect(none).toBeNull();
  });

  test.each([
    [1, 12.7062],
    [2, 4.302653],
    [4, 2.776445],
    [9, 2.262157],
    [30, 2.042272],
    [120, 1.97993],
  ])("use the quantile of %i degrees of freedom that tables have", async (degrees, quantile) => {
    const measure = ({ repetition }: { readonly repetition: number }) => ({ value: repetition });
    const results = await new Experiment({ name: "e", parameters: {}, repetitions: degrees + 1, measure }).run();
    const value = results.points[0]?.figures["value"];
    const half = (value?.high as number) - (value?.mean as number);
    expect((half * Math.sqrt(degrees + 1)) / (value?.standardDeviation as number)).toBeCloseTo(quantile, 4);
  });

  test("are the same from one worker, from three, and from this thread", async () => {
    const inThreads = async (workers: number) => {
      const resultsFile = newFile();
      await new Experiment({ ...plan, measure: MODULE }).run({ workers, resultsFile });
      return readFileSync(resultsFile, "utf8");
    };
    const one = await inThreads(1);
    expect(await inThreads(3)).toBe(one);
    const here = newFile();
    const measure = ({ trial, ...rest }: { readonly trial: number } & Parameters<typeof product>[0]) => {
      const { low, product: ten } = product(rest);
      return { trial, low, product: ten };
    };
    await new Experiment({ ...plan, measure }).run({ resultsFile: here });
    expect(readFileSync(here, "utf8")).toBe(one);
  });
});

describe("an interrupted experiment", () => {
  test("goes on where it stopped, and ends with the same bytes", async () => {
    const whole = await bytesOfWhole();
    const resultsFile = newFile();
    const stop = new AbortController();
    const until = (count: number) => (ended: number) => ended === count && stop.abort();
    const first = new Experiment({ ...plan, measure: product }).run({
      resultsFile,
      signal: stop.signal,
      onProgress: until(9),
    });
    await expect(first).rejects.toThrow("aborted");
    expect(readFileSync(resultsFile, "utf8").trimEnd().split("\n")).toHaveLength(10);
    let made = 0;
    const measure = (trial: Parameters<typeof product>[0]) => {
      made += 1;
      return product(trial);
    };
    await new Experiment({ ...plan, measure }).run({ resultsFile });
    expect(made).toBe(24 - 9);
    expect(readFileSync(resultsFile, "utf8")).toBe(whole);
  });

  test("goes on from wherever its file was cut off, in whatever order trials had ended", async () => {
    const whole = await bytesOfWhole();
    const [head = "", ...lines] = whole.trimEnd().split("\n");
    const resultsFile = newFile();
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(lines), fc.double({ min: 0, max: 1, noNaN: true }), async (some, share) => {
        const text = `${[head, ...some].join("\n")}\n`;
        writeFileSync(resultsFile, text.slice(0, Math.round(share * text.length)));
        await new Experiment({ ...plan, measure: product }).run({ resultsFile });
        expect(readFileSync(resultsFile, "utf8")).toBe(whole);
      }),
      { numRuns: 30 },
    );
  });

  test("keeps what has ended when a trial fails, and says which trial it was", async () => {
    const resultsFile = newFile();
    const measure = (trial: Parameters<typeof product>[0] & { readonly trial: number }) => {
      if (trial.trial === 5) throw new Error("no luck");
      return product(trial);
    };
    const run = new Experiment({ ...plan, measure }).run({ resultsFile });
    await expect(run).rejects.toThrow(TrialError);
    await expect(run).rejects.toThrow(/^Trial 5 with \{"a":1,"b":"y"\} and seed \d+ failed: no luck$/);
    expect(readFileSync(resultsFile, "utf8").trimEnd().split("\n")).toHaveLength(6);
  });

  test("loses nothing that has ended when a worker is killed", async () => {
    const resultsFile = newFile();
    const trap = join(FOLDER, "trap");
    const deadly = { name: "e", parameters: { a: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], dies: [trap] }, measure: MODULE };
    writeFileSync(trap, "");
    await expect(new Experiment(deadly).run({ resultsFile, workers: 1 })).rejects.toThrow(TrialError);
    const kept = readFileSync(resultsFile, "utf8");
    expect(kept.trimEnd().split("\n")).toHaveLength(8);
    rmSync(trap);
    await new Experiment(deadly).run({ resultsFile, workers: 2 });
    expect(readFileSync(resultsFile, "utf8").startsWith(kept)).toBe(true);
    expect(readFileSync(resultsFile, "utf8").trimEnd().split("\n")).toHaveLength(11);
  });

  test("in worker threads ends at the signal", async () => {
    const stop = new AbortController();
    const run = new Experiment({ ...plan, measure: MODULE }).run({
      workers: 2,
      signal: stop.signal,
      onProgress: (ended) => ended === 3 && stop.abort(new Error("enough")),
    });
    await expect(run).rejects.toThrow("enough");
  });

  test("says that its file cannot be written", async () => {
    const run = new Experiment({ ...plan, measure: product }).run({
      resultsFile: join(FOLDER, "no-folder", "r.jsonl"),
    });
    await expect(run).rejects.toThrow(ResultsFileError);
  });

  test("does not go on from the file of another", async () => {
    const resultsFile = newFile();
    await new Experiment({ ...plan, measure: product }).run({ resultsFile });
    const other = new Experiment({ ...plan, seed: 6, measure: product }).run({ resultsFile });
    await expect(other).rejects.toThrow(
      /expected the results of this experiment.*name another file, or delete this one/,
    );
  });

  test("does not go on from a file that is damaged in the middle", async () => {
    const [head = "", ...lines] = (await bytesOfWhole()).trimEnd().split("\n");
    const resultsFile = newFile();
    writeFileSync(resultsFile, `${[head, lines[0], lines[1]?.slice(4), lines[2]].join("\n")}\n`);
    await expect(new Experiment({ ...plan, measure: product }).run({ resultsFile })).rejects.toThrow(
      "line 3 is damaged: delete it",
    );
  });
});

describe("a results file that no experiment has written", () => {
  const line = async () => (await bytesOfWhole()).split("\n")[1] as string;

  test.each<[string, (line: string) => string]>([
    ["null", () => "null"],
    ["a number", () => "5"],
    ["an empty line", () => ""],
    ["a list", () => "[]"],
    ["a prototype", (line) => line.replace('{"trial"', '{"__proto__":{"trial":0},"x"')],
    ["a trial that is a property of lists", (line) => line.replace('"trial":0', '"trial":"length"')],
    ["a trial beyond all", (line) => line.replace('"trial":0', '"trial":1e308')],
    ["no figures", (line) => line.replace(/,"figures":.*/, "}")],
    ["a text for figures", (line) => line.replace(/"figures":.*/, '"figures":"x"}')],
    ["a figure that is a text", (line) => line.replace(/"figures":.*/, '"figures":{"x":"y"}}')],
    ["lists without end", () => "[".repeat(100_000)],
  ])("is refused in words: with %s in a line", async (_, change) => {
    const resultsFile = newFile();
    const [head = ""] = (await bytesOfWhole()).split("\n");
    writeFileSync(resultsFile, `${head}\n${change(await line())}\n`);
    const run = new Experiment({ ...plan, measure: product }).run({ resultsFile });
    await expect(run).rejects.toThrow(ResultsFileError);
    await expect(run).rejects.toThrow(/line 2 is .*: delete it$/);
  });

  test.each<[string, (path: string) => void]>([
    ["a folder", (path) => mkdirSync(path)],
    ["a device without end", (path) => symlinkSync("/dev/zero", path)],
    ["of 1 GiB", (path) => ftruncateSync(openSync(path, "w"), 1024 ** 3)],
    ["a circle of links", (path) => symlinkSync(path, path)],
  ])("is refused in words: %s", async (_, make) => {
    const resultsFile = newFile();
    make(resultsFile);
    const run = new Experiment({ ...plan, measure: product }).run({ resultsFile });
    await expect(run).rejects.toThrow(ResultsFileError);
    await expect(run).rejects.toThrow(/cannot be read: .*; name another file$/);
    rmSync(resultsFile, { recursive: true });
  });

  test("may be a link, which stays one", async () => {
    const [target, resultsFile] = [newFile(), newFile()];
    symlinkSync(target, resultsFile);
    await new Experiment({ ...plan, measure: product }).run({ resultsFile });
    expect(lstatSync(resultsFile).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, "utf8")).toBe(await bytesOfWhole());
  });
});

test("a figure has to be a number", async () => {
  const run = new Experiment({ ...plan, measure: () => ({ x: Number.NaN }) }).run();
  await expect(run).rejects.toThrow("expected `x` to be a finite number or null, got `NaN`");
});
