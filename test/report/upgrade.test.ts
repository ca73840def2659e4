/**
 * What another version changes, and by which rule: found by trying, so these tests make rules that act alone, together, and in
 * each other's place.
 * @module
 */
import { checkScenarios, explainUpgrade, type Scenario, upgradePage, upgradeText } from "airlapse/scenario";
import { describe, expect, test } from "vitest";
import { CauseFinder } from "../../src/report/upgrade/causes.ts";
import { type RuleName, rulesOf } from "../../src/rules/index.ts";
import { randomNumbers } from "../random-numbers.ts";

const VERSIONS = {
  from: { airflow: "2.7.2", amazonProvider: "8.7.1" },
  to: { airflow: "2.10.5", amazonProvider: "9.2.0" },
} as const;

function scenarioOf(tasks: readonly object[], more: object = {}): Scenario {
  const [scenario] = checkScenarios(
    { name: "s", dags: [{ dag_id: "d", tasks }], runs: [{ dag_id: "d", run_id: "r" }], ...more },
    "test",
  );
  if (scenario === undefined) throw new Error("Expected a scenario");
  return scenario;
}

const backoff = { retries: 2, retry_delay: 30, retry_exponential_backoff: true, outcomes: ["fail", "fail", "success"] };

describe("the rules that make a difference", () => {
  const RULES = ["retryHashTry", "taskEndReadsRunState", "jobRowHoldsPreviousHeartbeat"] as readonly string[];
  const [a, b, c] = RULES as readonly [RuleName, RuleName, RuleName];

  /** A world in which one fact depends on which rules are switched. */
  const finderOf = (value: (has: (rule: RuleName) => boolean) => number) =>
    new CauseFinder([a, b, c], (switched) => {
      const read = new Set<RuleName>();
      const has = (rule: RuleName) => {
        read.add(rule);
        return switched.has(rule);
      };
      return { outcome: { value: value(has) }, read };
    });

  test("are one, where that is enough", () => {
    expect(finderOf((has) => (has(b) ? 1 : 0)).causesOf(({ value }) => value)).toEqual([[b]]);
  });

  test("are several, where it takes all of them", () => {
    expect(finderOf((has) => (has(a) && has(c) ? 1 : 0)).causesOf(({ value }) => value)).toEqual([[a, c]]);
  });

  test("add up", () => {
    expect(finderOf((has) => (has(a) ? 1 : 0) + (has(b) ? 2 : 0)).causesOf(({ value }) => value)).toEqual([[a, b]]);
  });

  test("are found without trying rules that nobody asks for", () => {
    const finder = finderOf((has) => (has(b) ? 1 : 0));
    expect(finder.causesOf(({ value }) => value)).toEqual([[b]]);
    expect(finder.tried).toBe(2);
  });

  test("are found by halves: those that change nothing are tried many at a time", () => {
    const sixteen = (Object.keys(rulesOf(VERSIONS.from)) as RuleName[]).slice(0, 16);
    const [, second, , , , , , , , , eleventh] = sixteen as [RuleName, ...RuleName[]];
    const causesBy = (isSame?: (one: { value: number }, other: { value: number }) => boolean) => {
      const run = (switched: ReadonlySet<RuleName>) => ({
        outcome: { value: switched.has(second as RuleName) && switched.has(eleventh as RuleName) ? 1 : 0 },
        read: new Set(sixteen),
      });
      const finder = new CauseFinder(sixteen, run, Number.POSITIVE_INFINITY, isSame);
      return { causes: finder.causesOf(({ value }) => value), tried: finder.tried };
    };
    const one = causesBy();
    const half = causesBy((a, b) => a.value === b.value);
    expect(half.causes).toEqual([[second, eleventh]]);
    expect(one.causes).toEqual(half.causes);
    expect(one.tried).toBeGreaterThanOrEqual(2 + 2 * 16);
    expect(half.tried).toBeLessThan(one.tried);
  });

  test("are enough, and each of them is needed, whatever the world: with rules left out by halves or not", () => {
    const rules = (Object.keys(rulesOf(VERSIONS.from)) as RuleName[]).slice(0, 7);
    const below = randomNumbers(19);
    for (let world = 0; world < 300; world++) {
      // some of these clauses hold; a clause asks for no more rules once one of them is not as it should be
      const clauses = Array.from({ length: 1 + below(4) }, () =>
        Array.from({ length: 1 + below(3) }, () => ({ rule: rules[below(7)] as RuleName, is: below(10) < 7 })),
      );
      const fact = (has: (rule: RuleName) => boolean) =>
        clauses.reduce((sum, clause, i) => sum + (clause.every(({ rule, is }) => has(rule) === is) ? 2 ** i : 0), 0);
      const wanted = fact(() => true);
      if (fact(() => false) === wanted) continue;
      const isEnough = (set: readonly RuleName[]) => fact((rule) => set.includes(rule)) === wanted;
      for (const isSame of [undefined, (one: number, other: number) => one === other]) {
        const run = (switched: ReadonlySet<RuleName>) => {
          const read = new Set<RuleName>();
          const has = (rule: RuleName) => read.add(rule) && switched.has(rule);
          return { outcome: fact(has), read };
        };
        const causes = new CauseFinder(rules, run, Number.POSITIVE_INFINITY, isSame).causesOf((value) => value);
        expect(causes.length, JSON.stringify(clauses)).toBeGreaterThan(0);
        for (const set of causes) {
          expect(isEnough(set), JSON.stringify({ clauses, set })).toBe(true);
          for (const rule of set) expect(isEnough(set.filter((other) => other !== rule))).toBe(false);
        }
      }
    }
  });

  test("are each of those of which any is enough", () => {
    expect(finderOf((has) => (has(a) || has(c) ? 1 : 0)).causesOf(({ value }) => value)).toEqual([[a], [c]]);
  });

  test("are those that the new version would miss, where another is enough in a mixture only", () => {
    const value = (has: (rule: RuleName) => boolean) => (has(a) || (has(c) && !has(b)) ? 1 : 0);
    expect(finderOf(value).causesOf(({ value }) => value)).toEqual([[a]]);
  });

  test("are found also where none of them does anything by itself, in either direction", () => {
    const value = (has: (rule: RuleName) => boolean) => (has(a) && has(b) ? 1 : has(b) && has(c) ? 1 : 0);
    const [causes = []] = finderOf(value).causesOf(({ value }) => value);
    expect(new Set(causes)).toEqual(new Set([b, c]));
  });
});

describe("an upgrade", () => {
  test("changes nothing where no rule is touched, and says so", () => {
    const upgrade = explainUpgrade(scenarioOf([{ task_id: "t", operator: "work", duration: 5 }]), VERSIONS);
    expect(upgrade.differences.filter(({ aspect }) => aspect !== "tries")).toEqual([]);
  });

  test("changes the delay of a retry with exponential backoff, by the try that is hashed", () => {
    const upgrade = explainUpgrade(scenarioOf([{ task_id: "t", operator: "work", ...backoff }]), VERSIONS);
    const end = upgrade.differences.find(({ subject, aspect }) => subject.taskId === "t" && aspect === "end");
    expect(end?.causes).toEqual([["retryHashTry"]]);
    expect(end?.from).not.toBe(end?.to);
    expect(upgradeText(upgrade).some((line) => line.startsWith("retryHashTry: next → ended"))).toBe(true);
  });

  test("stops a Glue trigger from reading logs that nobody asked for", () => {
    const job = { task_id: "t", operator: "GlueJobOperator", job_name: "j", deferrable: true };
    const cloud = { glue: { jobs: [{ name: "j", existing: {}, duration: 60 }] } };
    const upgrade = explainUpgrade(scenarioOf([job], { cloud }), VERSIONS);
    const calls = upgrade.differences.find(({ subject }) => subject.name === "logs.FilterLogEvents, triggerer");
    expect(calls).toMatchObject({ aspect: "calls", to: undefined, causes: [["glueTriggerReadsLogsAlways"]] });
    const before = new Map(upgrade.differences.map(({ subject, from }) => [subject.name, Number(from ?? 0)]));
    expect(before.get("glue.GetJobRun, triggerer")).toBeGreaterThan(1);
    expect(upgrade.verdict).toMatch(/; AWS is asked \d+ times instead of \d+\.$/);
  });

  const outlets = ["s3://lake"];
  const consumer = {
    dag_id: "c",
    schedule: { datasets: ["s3://lake/"] },
    tasks: [{ task_id: "t", operator: "EmptyOperator" }],
  };

  test("tells of what is there in one version only that it is, and no more", () => {
    const producer = { dag_id: "p", tasks: [{ task_id: "t", operator: "work", duration: 5, outlets }] };
    const more = { dags: [producer, consumer], runs: [{ dag_id: "p", run_id: "r" }], until: 60 };
    const upgrade = explainUpgrade(scenarioOf([], more), VERSIONS);
    const ofConsumer = upgrade.differences.filter(({ subject }) => subject.dagId === "c");
    expect(ofConsumer.map(({ subject, aspect, from, causes }) => [subject.taskId, aspect, from, causes])).toEqual([
      ["t", "state", undefined, [["datasetUris"]]],
      [undefined, "state", undefined, [["datasetUris"]]],
    ]);
    expect(upgradeText(upgrade)).toContainEqual(expect.stringContaining("; 1 is there in one version only."));
  });

  test("knows runs that datasets trigger by their order, as their ids are times", () => {
    const task = { task_id: "t", operator: "work", ...backoff, outlets: ["s3://lake/"] };
    const producer = { dag_id: "p", tasks: [task] };
    const more = { dags: [producer, consumer], runs: [{ dag_id: "p", run_id: "r" }], until: 600 };
    const upgrade = explainUpgrade(scenarioOf([], more), VERSIONS);
    const [run] = upgrade.differences.filter(({ subject, aspect }) => subject.dagId === "c" && aspect === "start");
    expect(run).toMatchObject({ subject: { runId: "dataset_triggered 1" }, causes: [["retryHashTry"]] });
  });

  test("tells why a rule is there where it comes first, and shortens long lists", () => {
    const sensor = {
      operator: "wait",
      mode: "reschedule",
      ready_at: 900,
      poke_interval: 30,
      exponential_backoff: true,
    };
    const tasks = [
      { task_id: "a", ...sensor },
      { task_id: "t", operator: "work", ...backoff, upstream: ["a"] },
    ];
    const text = upgradeText(explainUpgrade(scenarioOf(tasks), VERSIONS));
    expect(text.filter((line) => line.startsWith("rescheduledBackoff: ")).length).toBeGreaterThan(1);
    expect(text.filter((line) => line.includes("`exponential_backoff` of a sensor"))).toHaveLength(1);
    expect(text.some((line) => / s, .* s … .* s \(\d+\) → /.test(line))).toBe(true);
  });

  test("begins with a verdict: the DAG that lands later, by how much", () => {
    const upgrade = explainUpgrade(
      scenarioOf([{ task_id: "t", operator: "work", ...backoff, retry_delay: 300 }]),
      VERSIONS,
    );
    const end = upgrade.differences.find(({ subject, aspect }) => subject.taskId === "t" && aspect === "end");
    const isLater = Number(end?.to) > Number(end?.from);
    expect(upgrade.verdict).toContain("Airflow 2.10.5 with provider 9.2.0 ");
    expect(upgrade.verdict).toMatch(isLater ? /; d lands .* later/ : /; d lands .* earlier; nothing lands later/);
  });

  test("leaves out what the end of the window cuts off, and counts it", () => {
    const tasks = [
      { task_id: "t", operator: "work", ...backoff },
      { task_id: "long", operator: "work", duration: 9_000 },
      { task_id: "after", operator: "work", upstream: ["t", "long"] },
    ];
    const upgrade = explainUpgrade(scenarioOf(tasks, { until: 4_000 }), VERSIONS);
    expect(upgrade.unfinished).toBe(2);
    expect(upgrade.differences.filter(({ subject }) => ["long", "after"].includes(subject.taskId ?? ""))).toEqual([]);
    expect(upgradeText(upgrade).join(" ")).toContain(
      "2 have not ended in both versions when the window ends, and are left out.",
    );
  });

  test("prints the most telling lines of a reason, and counts the others", () => {
    const tasks = Array.from({ length: 9 }, (_, i) => ({ task_id: `t${i}`, operator: "work", ...backoff }));
    const upgrade = explainUpgrade(scenarioOf(tasks), VERSIONS);
    const linesOf = (most?: number) =>
      upgradeText(upgrade, most).filter((line) => /^ {2}(d\.|runs of|all )/.test(line));
    const all = linesOf(Number.POSITIVE_INFINITY).length;
    expect(all).toBeGreaterThan(18);
    expect(linesOf(5)).toHaveLength(5);
    expect(upgradeText(upgrade, 5)).toContain(`  and ${all - 5} more: --lines all prints them`);
  });

  test("backwards has the same rules, with their values exchanged", () => {
    const scenario = scenarioOf([{ task_id: "t", operator: "work", ...backoff }]);
    const [up, down] = [VERSIONS, { from: VERSIONS.to, to: VERSIONS.from }].map((versions) =>
      explainUpgrade(scenario, versions).differences.map(({ aspect, from, to, causes }) => ({
        aspect,
        from,
        to,
        causes,
      })),
    );
    expect(down?.map(({ from, to, ...same }) => ({ ...same, from: to, to: from }))).toEqual(
      up?.map(({ from, to, ...same }) => ({ ...same, from, to })),
    );
  });
});

describe("its page", () => {
  const name = `<script>alert("1")</script>`;
  const page = upgradePage([
    explainUpgrade({ ...scenarioOf([{ task_id: "t", operator: "work", ...backoff }]), name }, VERSIONS),
  ]);

  test("lets nothing in from outside, and runs nothing", () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'sha256-`);
    expect(page).not.toMatch(/<script|<link|<img|https?:|url\(/);
  });

  test("shows texts as texts", () => {
    expect(page).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;");
  });

  test("has a part for each rule, with its reason and its sources", () => {
    expect(page).toContain("<h3>retryHashTry: next → ended</h3>");
    expect(page).toContain("models/taskinstance.py");
  });

  test("shows code as code, without backticks", () => {
    const dag = {
      dag_id: "d",
      schedule: "@hourly",
      start_at: -20_000,
      catchup: true,
      tasks: [{ task_id: "t", operator: "work", duration: 5 }],
    };
    const to3 = { from: VERSIONS.to, to: { airflow: "3.2.1", amazonProvider: "9.25.0" } } as const;
    const hourly = upgradePage([explainUpgrade(scenarioOf([], { dags: [dag], runs: [], until: 8000 }), to3)]);
    expect(hourly).toContain("<code>scheduler.create_cron_data_intervals</code>");
    expect(hourly).not.toContain("`");
  });
});

describe("operators of AWS", () => {
  const rulesOf = (task: object, cloud: object) =>
    explainUpgrade(scenarioOf([{ task_id: "t", ...task }], { until: 600, cloud }), VERSIONS).differences.flatMap(
      ({ causes }) => causes.flat(),
    );

  test("SageMaker's jobs are looked at before they are deferred", () => {
    const config = {
      ProcessingJobName: "j",
      AppSpecification: { ImageUri: "i" },
      RoleArn: "arn:aws:iam::1:role/sm",
      ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 5 } },
    };
    const task = { operator: "SageMakerProcessingOperator", deferrable: true, config };
    expect(rulesOf(task, { sagemaker: { jobs: [{ name: "j" }] } })).toContain("sagemakerLooksBeforeItDefers");
  });

  test("an instance that RDS stops is found stopped by a deferred task", () => {
    const task = { operator: "RdsStopDbOperator", db_identifier: "d", deferrable: true };
    const cloud = { rds: { instances: [{ name: "d", existing: "available", stopping: 40 }] } };
    expect(rulesOf(task, cloud)).toContain("rdsKnowsStopped");
  });
});
