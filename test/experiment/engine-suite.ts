/**
 * The tests that every engine passes. None of them asks which engine it is.
 * @module
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, Experiment, type Laboratory, type Measure, TrialError } from "airlapse/experiment";
import { afterAll, describe, expect, test } from "vitest";

const MODULE = new URL("tasks.js", import.meta.url);

/** Starts an engine that makes at most two trials at once, with all that it needs to serve a module. */
export type StartEngine = (module: URL) => Promise<Engine>;

/** Plans trials by their kind, which `tasks.js` knows. */
function tasks(kinds: readonly string[], more: { readonly repetitions?: number; readonly input?: unknown } = {}) {
  return { name: "tasks", parameters: { kind: kinds, side: { from: 1, to: 9, step: 1 } }, seed: 4, ...more };
}

/** Counts the trials that are under way. */
function counting(engine: Engine): {
  readonly engine: Engine;
  readonly peak: () => number;
  readonly lanes: () => number;
} {
  let [under, peak, lanes] = [0, 0, 0];
  const counted = (laboratory: Laboratory): Laboratory => ({
    lanes: laboratory.lanes,
    close: () => laboratory.close(),
    async make(trial) {
      under += 1;
      peak = Math.max(peak, under);
      return await laboratory.make(trial).finally(() => {
        under -= 1;
      });
    },
  });
  const open: Engine["open"] = async (module, input) => {
    const laboratory = await engine.open(module, input);
    lanes = laboratory.lanes;
    return counted(laboratory);
  };
  return { engine: { open }, peak: () => peak, lanes: () => lanes };
}

/** Declares the tests for one engine. */
export function engineSuite(name: string, start: StartEngine): void {
  const folder = mkdtempSync(join(tmpdir(), "airlapse-engine-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let files = 0;
  const newFile = () => {
    files += 1;
    return join(folder, `${files}`);
  };

  describe(`the engine ${name}`, () => {
    test("gives the same bytes as this thread, each trial made once", async () => {
      const log = newFile();
      const plan = tasks(["square", "shared"], { repetitions: 10, input: { height: 3, log } });
      const [here, there] = [newFile(), newFile()];
      const on = await start(MODULE);
      await new Experiment({ ...plan, measure: MODULE }).run({ on, resultsFile: there });
      const made = readFileSync(log, "utf8").trim().split("\n").map(Number);
      expect(made.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 180 }, (_, trial) => trial));
      const { measure } = (await import(MODULE.href)) as { readonly measure: Measure<unknown> };
      await new Experiment({ ...plan, measure }).run({ resultsFile: here });
      expect(readFileSync(there, "utf8")).toBe(readFileSync(here, "utf8"));
    });

    test("gives a trial no input where the experiment has none", async () => {
      const on = await start(MODULE);
      const results = await new Experiment({ ...tasks(["bare"]), measure: MODULE }).run({ on });
      expect(results.trials.map(({ figures }) => figures["keys"])).toEqual(Array(9).fill(5));
    });

    test("tells progress trial by trial", async () => {
      const on = await start(MODULE);
      const told: number[] = [];
      const onProgress = (ended: number, trials: number) => told.push(ended, trials);
      await new Experiment({ ...tasks(["square"], { repetitions: 5 }), measure: MODULE }).run({ on, onProgress });
      expect(told).toEqual(Array.from({ length: 46 }, (_, ended) => [ended, 45]).flat());
    });

    test("never has more trials than its lanes", async () => {
      const { engine, peak, lanes } = counting(await start(MODULE));
      await new Experiment({ ...tasks(["square"], { repetitions: 20 }), measure: MODULE }).run({ on: engine });
      expect(lanes()).toBeLessThan(180);
      expect(peak()).toBe(lanes());
    });

    test("makes no further trial after it is cancelled, and goes on from the results file", async () => {
      const on = await start(MODULE);
      const [log, whole, resultsFile] = [newFile(), newFile(), newFile()];
      const plan = { ...tasks(["slow"], { repetitions: 20, input: { log } }), measure: MODULE };
      const stop = new AbortController();
      const onProgress = (ended: number) => ended === 10 && stop.abort(new Error("enough for now"));
      const first = new Experiment(plan).run({ on, resultsFile, signal: stop.signal, onProgress });
      await expect(first).rejects.toThrow("enough for now");
      const kept = readFileSync(resultsFile, "utf8").trimEnd().split("\n").length - 1;
      expect(kept).toBeGreaterThanOrEqual(10);
      expect(readFileSync(log, "utf8").trim().split("\n").length).toBeLessThan(180);
      const told: number[] = [];
      await new Experiment(plan).run({ on, resultsFile, onProgress: (ended) => told.push(ended) });
      expect(told).toEqual(Array.from({ length: 181 - kept }, (_, i) => kept + i));
      await new Experiment(plan).run({ on, resultsFile: whole });
      expect(readFileSync(resultsFile, "utf8")).toBe(readFileSync(whole, "utf8"));
    });

    test.each([
      ["throws", "sides are numbers"],
      ["gives NaN", "expected `area` to be a finite number or null, got `NaN`"],
      ["gives a number", "expected figures by name, got `5`"],
      ["ends its thread", "its worker ended with exit code 3"],
    ])("names a trial that %s, and keeps the others", async (kind, reason) => {
      const on = await start(MODULE);
      const resultsFile = newFile();
      const experiment = new Experiment({ ...tasks(["square", kind]), measure: MODULE });
      const failure = await experiment.run({ on, resultsFile }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(TrialError);
      const { trial, message } = failure as TrialError;
      expect(trial.parameters["kind"]).toBe(kind);
      const which = `Trial ${trial.trial} with ${JSON.stringify(trial.parameters)} and seed ${trial.seed}`;
      expect(message).toBe(`${which} failed: ${reason}`);
      expect(existsSync(resultsFile)).toBe(true);
      // it is none the worse for it
      expect((await new Experiment({ ...tasks(["square"]), measure: MODULE }).run({ on })).trials.length).toBe(9);
    });

    test("may be closed twice", async () => {
      const laboratory = await (await start(MODULE)).open(MODULE, undefined);
      await Promise.all([laboratory.close(), laboratory.close()]);
    });
  });
}
