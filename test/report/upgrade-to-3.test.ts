/**
 * From Airflow 2 to 3: the sample's pipeline as docs/upgrade.md tells of it, what is drawn at random, and what is told first.
 * @module
 */
import { readFileSync } from "node:fs";
import type { Trace } from "airlapse";
import { buildSimulation, checkScenarios, explainUpgrade, type Scenario, upgradeText } from "airlapse/scenario";
import { describe, expect, test } from "vitest";
import { reasonsOf } from "../../src/report/upgrade/groups.ts";
import type { Difference } from "../../src/report/upgrade/upgrade.ts";
import { recordings } from "../conformance/recordings.js";

const TO_3 = {
  from: { airflow: "2.11.0", amazonProvider: "9.8.0" },
  to: { airflow: "3.2.1", amazonProvider: "9.25.0" },
} as const;

function scenarioOf(given: object): Scenario {
  const [scenario] = checkScenarios(given, "test");
  if (scenario === undefined) throw new Error("Expected a scenario");
  return scenario;
}

describe("the sample's pipeline, deferrable", () => {
  const pipeline = JSON.parse(readFileSync(new URL("../../examples/upgrade/pipeline.json", import.meta.url), "utf8"));
  const endOf = ({ dag_runs: [run] }: Trace) => run?.end;

  test.each([
    ["2.11.0", 53],
    ["3.2.1", 93],
  ] as const)("ends under %s after %i s, here and in the real one", (airflow, end) => {
    const real = recordings(airflow, "aws").get("aws-pipeline-deferrable");
    expect(real && endOf(real.trace)).toBe(end);
    expect(
      endOf(
        buildSimulation(scenarioOf({ ...pipeline, airflow }))
          .run()
          .trace("t"),
      ),
    ).toBe(end);
  });

  test("ends 40 s later by the provider's waiter, and a second earlier by the triggerer's beat", () => {
    const { differences } = explainUpgrade(scenarioOf(pipeline), TO_3);
    const of = (taskId: string | undefined, aspect: string) =>
      differences.find(({ subject, aspect: its }) => subject.taskId === taskId && its === aspect);
    expect(of(undefined, "end")).toMatchObject({ from: 53, to: 93, causes: [["triggererBeats", "glueTriggerWaits"]] });
    expect(of("CrawlSourceData", "end")).toMatchObject({ causes: [["triggererBeats"]] });
    expect(of(undefined, "makespan")?.causes.flat()).toContain("glueTriggerWaits");
  });
});

describe("the same run in both versions", () => {
  const work = { task_id: "a", operator: "work", duration: { distribution: "lognormal", median: 120, sigma: 0.8 } };
  const scenario = scenarioOf({
    name: "random",
    airflow: "3.2.1",
    until: 4 * 3600,
    config: { scheduler: { create_cron_data_intervals: true } },
    dags: [{ dag_id: "d", schedule: "@hourly", start_at: 0, tasks: [work] }],
  });

  test("takes as long where that is drawn, though 3 gives it another id", () => {
    const { differences, taskInstances } = explainUpgrade(scenario, TO_3);
    expect(taskInstances).toBe(4);
    expect(differences).toEqual([]);
  });

  test("draws by its id elsewhere: other runs of the seed, other durations", () => {
    const { taskInstances } = buildSimulation(scenario).run();
    expect(new Set(taskInstances.map(({ duration }) => duration)).size).toBe(taskInstances.length);
  });
});

describe("the order of reasons and lines", () => {
  const otherEnd: Difference = {
    subject: { dagId: "d", runId: "r", taskId: "fails" },
    aspect: "state",
    from: "success",
    to: "failed",
    causes: [["executorSendsFirst"]],
  };
  const missing = (runId: number): Difference => ({
    subject: { dagId: "often", runId: String(runId), taskId: "sync" },
    aspect: "state",
    from: "success",
    to: undefined,
    causes: [["schedulesMakeDataIntervals"]],
  });
  const later: Difference = {
    subject: { dagId: "slow", runId: "r", taskId: "t" },
    aspect: "end",
    from: 0,
    to: 1_000_000_000,
    causes: [["triggererBeats"]],
  };

  test("puts one end in another state before any number of runs that are missing, and those before time", () => {
    const many = Array.from({ length: 500 }, (_, i) => missing(i));
    const reasons = reasonsOf([later, ...many, otherEnd], []);
    expect(reasons.map(({ causes }) => causes.flat()[0])).toEqual([
      "executorSendsFirst",
      "schedulesMakeDataIntervals",
      "triggererBeats",
    ]);
  });

  test("says to ask again without a rule that hides others, where it has a way back", () => {
    const upgrade = {
      scenario: "s",
      ...TO_3,
      verdict: "",
      taskInstances: 2,
      unfinished: 0,
      rules: [],
      simulations: 3,
    };
    const hidden: Difference = { ...later, causes: [["triggererBeats", "schedulesMakeDataIntervals"]] };
    const advice = /acts together with schedulesMakeDataIntervals.*and ask\s+again/s;
    expect(upgradeText({ ...upgrade, differences: [missing(1), hidden] }).join("\n")).toMatch(advice);
    expect(upgradeText({ ...upgrade, differences: [missing(1), later] }).join("\n")).not.toContain("acts together");
  });
});
