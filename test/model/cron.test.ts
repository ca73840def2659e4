import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import {
  CroniterBadCronError,
  CroniterBadDateError,
  type CronRules,
  readCron,
  searchCron,
} from "../../src/definition/cron/index.ts";
import { Calendar } from "../../src/definition/index.ts";
import { CronSchedule } from "../../src/definition/timetables/cron-schedule.ts";
import { rulesOf, versionsOf } from "../../src/rules/index.ts";

/** Where the tables' instants begin: those of scripts/record-cron.py. */
const STARTS = ["2022-03-21T00:00:10Z", "2024-02-29T12:30:00Z", "2023-12-31T23:59:59.500Z", "2021-03-01T00:00:00Z"].map(
  (text) => Date.parse(text) / 1000,
);

/** Each table is what the croniter of a version says; Airflow 2.11.0 has the one of 2.10.5, whose zones are those of 3.2.1 too. */
const TABLES = [
  ["2.7.2", "croniter-2.0.1.jsonl", "zones-2.7.2.jsonl"],
  ["2.10.5", "croniter-6.0.0.jsonl", "zones-2.10.5.jsonl"],
  ["3.2.1", "croniter-6.2.2.jsonl", "zones-2.10.5.jsonl"],
] as const;

function rows<Row>(file: string): Row[] {
  const lines = readFileSync(join(import.meta.dirname, "cron", file), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => JSON.parse(line) as Row);
}

/** As the table has it: null where it is refused, else the instants after and before each start. */
function told(expression: string, steps: number, rules: CronRules): unknown {
  try {
    const fields = readCron(expression, rules);
    const walk = (start: number, isBackwards: boolean): (number | "never")[] => {
      const found: (number | "never")[] = [];
      let at = start;
      try {
        while (found.length < steps) {
          at = searchCron(fields, rules, at, isBackwards);
          found.push(at);
        }
      } catch (error) {
        if (!(error instanceof CroniterBadDateError)) throw error;
        found.push("never");
      }
      return found;
    };
    return STARTS.map((start) => [walk(start, false), walk(start, true)]);
  } catch (error) {
    if (error instanceof CroniterBadCronError) return null;
    throw error;
  }
}

describe.each(TABLES)("cron in Airflow %s", (airflow, table, zones) => {
  const rules = rulesOf(versionsOf({ airflow }));

  it("reads and counts each expression of the table as croniter does", () => {
    const found = rows<[string, unknown]>(table);
    expect(found.length).toBeGreaterThan(1000);
    const mine = found.map(([expression]) => [expression, told(expression, 3, rules)]);
    expect(mine).toEqual(found);
  });

  it("keeps to the wall clock where clocks change as the timetables do", () => {
    const calendar = new Calendar(DateTime.fromMillis(0, { zone: "utc" }));
    const found = rows<[string, string, number, number[], number, number[]]>(zones);
    const mine = found.map(([zone, cron, before, , after]) => {
      const schedule = new CronSchedule(cron, zone, calendar, rules);
      const walk = (start: number, step: (at: number) => number) => {
        const instants = [step(start * 1e6)];
        while (instants.length < 5) instants.push(step(instants.at(-1) ?? 0));
        return instants.map((at) => at / 1e6);
      };
      return [
        zone,
        cron,
        before,
        walk(before, (at) => schedule.next(at)),
        after,
        walk(after, (at) => schedule.previous(at)),
      ];
    });
    expect(found.length).toBeGreaterThan(400);
    expect(mine).toEqual(found);
  });
});
