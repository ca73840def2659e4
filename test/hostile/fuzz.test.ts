/**
 * A short part of what `npm run fuzz` does without end, the same each time.
 * @module
 */
import { AIRFLOW_VERSIONS } from "airlapse";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkCommand, commandLine } from "../../fuzz/command.js";
import { mutated, placesIn } from "../../fuzz/mutate.js";
import { checkReport, report } from "../../fuzz/reports.js";
import { CORPUS, checkScenario, RECORDED, scenarioCase, scenarioOf } from "../../fuzz/scenarios.js";
import { checkTemplate, template } from "../../fuzz/templates.js";
import { isOurs } from "../../fuzz/typed.js";
import { reportPictures } from "../../src/drawing/index.ts";
import { drawing } from "../charts/data.ts";

const seed = 1;

describe("fuzzing", () => {
  test.each(CORPUS)("$name runs, and keeps what holds in every trace", ({ scenario }) => {
    const tally = { refused: 0, ran: 0, givenUp: 0 };
    checkScenario(scenario, tally);
    expect(tally).toEqual({ refused: 0, ran: 1, givenUp: 0 });
  });

  test("each mutation of a scenario is refused with a typed error, or runs: small ones, real ones and random ones", () => {
    const tally = { refused: 0, ran: 0, givenUp: 0 };
    const bases = new Set<string>();
    fc.assert(
      fc.property(scenarioCase, (given) => {
        bases.add(given.base.from);
        checkScenario(scenarioOf(given), tally);
      }),
      { seed, numRuns: 1500 },
    );
    expect([...bases].sort()).toEqual(["faults", "kept", "more", "random", "recorded", "tiny"]);
    expect(tally.refused).toBeGreaterThan(500); // it does find what is wrong,
    expect(tally.ran).toBeGreaterThan(100); // and what is not
  });

  test("what was recorded of each version is changed, as it is without a change", () => {
    const versions = new Set(RECORDED.map(({ airflow }) => airflow));
    expect([...versions].sort()).toEqual([...AIRFLOW_VERSIONS].sort());
    const of2105 = RECORDED.findIndex(({ airflow }) => airflow === "2.10.5");
    const base = { from: "recorded", index: of2105 } as const;
    expect(scenarioOf({ base, airflow: undefined, mutations: [{ kind: "none" }] })).toBe(RECORDED[of2105]);
    expect(scenarioOf({ base, airflow: "2.11.0", mutations: [] })).toEqual({ ...RECORDED[of2105], airflow: "2.11.0" });
  });

  test("each report is a page that allows nothing from outside, and pictures, whatever the texts in it", async () => {
    await fc.assert(fc.asyncProperty(report, checkReport), { seed, numRuns: 25 });
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "%s is a name like any other where it is drawn",
    async (text) => {
      const { timeline, ...rest } = drawing();
      const named = { ...rest, name: text, waits: [{ cause: text, seconds: 60 }], pools: [], dags: [] };
      const simulation = { ...named, timeline: { ...timeline, names: timeline.names.map(() => text) } };
      const data = {
        title: text,
        subtitle: text,
        about: text,
        verdict: [],
        headline: [],
        landings: [],
        simulations: [simulation],
        scenario: text,
      };
      await checkReport(data);
      const [waits] = (await reportPictures(data)).filter(({ fileName }) => fileName === "waits.svg");
      expect(waits?.svg).toContain(`>${text}</text>`);
      expect(waits?.svg).not.toMatch(/NaN|undefined|\[object/);
    },
  );

  test("each template becomes a text, or fails in Jinja's words", () => {
    fc.assert(fc.property(template, checkTemplate), { seed, numRuns: 300 });
  });

  test("each command line ends with a documented exit code", async () => {
    await fc.assert(fc.asyncProperty(commandLine, checkCommand), { seed, numRuns: 40 });
  });
});

describe("a mutation", () => {
  const root = { a: [1, { b: 2 }], c: "x" };
  const places = placesIn(root); // root, a, a[0], a[1], a[1].b, c

  test.each([
    [
      { kind: "replace", place: 4, value: 3 },
      { a: [1, { b: 3 }], c: "x" },
    ],
    [
      { kind: "remove", place: 2 },
      { a: [{ b: 2 }], c: "x" },
    ],
    [{ kind: "remove", place: 5 }, { a: [1, { b: 2 }] }],
    [
      { kind: "repeat", place: 2 },
      { a: [1, { b: 2 }, 1], c: "x" },
    ],
    [
      { kind: "move", place: 5, from: 4 },
      { a: [1, { b: 2 }], c: 2 },
    ],
    [
      { kind: "rename", place: 4, key: "d" },
      { a: [1, { d: 2 }], c: "x" },
    ],
    [
      { kind: "add", place: 3, key: "d", value: null },
      { a: [1, { b: 2, d: null }], c: "x" },
    ],
  ] as const)("%j changes one place of a copy", (change, expected) => {
    expect(mutated(root, places, change)).toEqual(expected);
    expect(root).toEqual({ a: [1, { b: 2 }], c: "x" });
  });

  test("takes mistakes of ours for what they are, and a scenario's own for a result", () => {
    expect(isOurs({ type: "TypeError", message: "x.map is not a function" })).toBe(true);
    expect(isOurs({ type: "AirflowException", message: "scenario: fail" })).toBe(false);
  });
});
