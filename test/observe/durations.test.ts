/**
 * How long things took is worked out once more from the trace.
 * @module
 */
import { type Analysis, AwsModel, DAG, type Percentiles, Simulation, type Trace } from "airlapse";
import { TimeDeltaSensor } from "airlapse/operators";
import { S3KeySensor } from "airlapse/operators/amazon";
import { buildSimulation, type Scenario } from "airlapse/scenario";
import { describe, expect, test } from "vitest";
import { histories, micros, randomScenarios, recordedScenarios } from "./scenarios.ts";

interface Looked {
  readonly scenario: Scenario;
  readonly trace: Trace;
  readonly analysis: Analysis;
}

const LOOKED: readonly Looked[] = [...recordedScenarios(), ...randomScenarios("durations", 100)].map((scenario) => {
  const result = buildSimulation(scenario, { explain: true }).run();
  return { scenario, trace: result.trace(scenario.name), analysis: result.analysis() };
});

/** What is wrong in any of the scenarios. */
function wrong(check: (looked: Looked) => readonly string[]): string[] {
  return LOOKED.flatMap((looked) => check(looked).map((problem) => `${looked.scenario.name}: ${problem}`)).slice(0, 10);
}

const FINISHED = ["success", "failed", "skipped", "upstream_failed", "removed"];

describe("in all recorded scenarios and many random ones", () => {
  test("durations are spread as those in the trace are", () => {
    expect(
      wrong(({ scenario, trace, analysis: { durations, delays } }) => {
        const stays = [...histories(scenario, trace).values()].flatMap((history) =>
          history
            .slice(0, -1)
            .map(({ from, to, state }, i) => ({ state, took: to - from, next: history[i + 1]?.state })),
        );
        const took = (state: string, next?: string) =>
          stays.filter((stay) => stay.state === state && (next ?? stay.next) === stay.next).map((stay) => stay.took);
        const runs = trace.dag_runs.flatMap(({ state, start, end }) =>
          start === null || end === null || !FINISHED.includes(state) ? [] : [micros(end) - micros(start)],
        );
        const changes = trace.events.flatMap((event) =>
          "run" in event ? [{ at: event.t, state: event.state ?? "" }] : [],
        );
        const starts = changes.filter(({ state }) => state === "running").length;
        const ends = changes.filter(({ state }) => FINISHED.includes(state)).map(({ at }) => at);
        // a row has the last start and end alone, and a mark may move the end
        const haveOneSpan =
          starts === trace.dag_runs.length &&
          ends.length <= starts &&
          trace.dag_runs.every(({ end }) => end === null || ends.includes(end));
        return [
          ...spreadProblems("running", durations.running, took("running")),
          ...spreadProblems("queued", delays.queue, took("queued", "running")),
          ...(haveOneSpan ? spreadProblems("runs", durations.dagRuns, runs) : []),
          ...countProblems(
            "running by task",
            durations.byTask.map((task) => task.running),
            took("running"),
          ),
          ...countProblems(
            "queued by task",
            durations.byTask.map((task) => task.queued),
            took("queued", "running"),
          ),
        ];
      }),
    ).toEqual([]);
  });

  test("from ready to queued is at least the time in state scheduled, and from event to running at least that since it was taken up", () => {
    expect(
      wrong(({ scenario, trace, analysis: { delays } }) => {
        const all = [...histories(scenario, trace).values()];
        const scheduled = all.flatMap((history) =>
          history.filter(
            ({ state }, i) =>
              state === "scheduled" && history[i + 1]?.state === "queued" && history[i - 1]?.state !== "deferred",
          ),
        );
        const least = scheduled.reduce((sum, { from, to }) => sum + to - from, 0);
        const { count = 0, mean = 0 } = delays.scheduling ?? {};
        const resumed = all.flatMap((history) => {
          const states = history.map(({ state }) => state);
          return states.flatMap((state, i) => {
            const isResumed = state === "deferred" && states[i + 1] === "scheduled" && states[i + 3] === "running";
            return isResumed ? [(history[i + 3]?.from ?? 0) - (history[i + 1]?.from ?? 0)] : [];
          });
        });
        const resume = delays.resume;
        const shortest = Math.min(...resumed) / 1e6;
        return [
          ...(count * mean * 1e6 < least - 1 ? [`ready: ${count * mean} s and not at least ${least / 1e6} s`] : []),
          ...(count > scheduled.length ? [`ready: ${count} and not at most ${scheduled.length}`] : []),
          ...(resume !== null && resume.min < shortest ? [`resumed after ${resume.min} s, not after ${shortest}`] : []),
          ...((resume?.count ?? 0) > resumed.length ? [`resumed ${resume?.count} times, not ${resumed.length}`] : []),
        ];
      }),
    ).toEqual([]);
  });
});

describe("pokes are counted by who looks", () => {
  test.each(["poke", "reschedule"] as const)("in a worker every ten seconds until it is so, in mode %s", (mode) => {
    const dag = new DAG("d");
    new TimeDeltaSensor({ dag, taskId: "wait", mode, delta: 35, pokeInterval: 10 });
    const simulation = new Simulation({ dags: [dag], explain: true }).trigger("d", { runId: "r" });
    // it runs at 1 s, and looks then and at 11, 21, 31 and 41 s
    expect(simulation.run().analysis().pokes).toEqual([{ dagId: "d", taskId: "wait", by: "worker", count: 5 }]);
  });

  test("in the triggerer as often as a trigger asks for its one object, after the look of the worker", () => {
    const dag = new DAG("d");
    new S3KeySensor({ dag, taskId: "wait", bucketName: "b", bucketKey: "k", deferrable: true });
    const cloud = new AwsModel({ s3: { objects: [{ bucket: "b", key: "k", at: 150 }] } });
    const result = new Simulation({ dags: [dag], cloud, explain: true }).trigger("d", { runId: "r" }).run();
    const calls = result.usage().apiCalls.map(({ by, count }) => ({ dagId: "d", taskId: "wait", by, count }));
    expect(calls.map(({ by }) => by)).toEqual(["triggerer", "worker"]);
    expect(result.analysis().pokes.toSorted((a, b) => (a.by < b.by ? -1 : 1))).toEqual(calls);
  });
});

/** What is wrong with percentiles of some durations: each is the least that so many of them do not exceed. */
function spreadProblems(what: string, spread: Percentiles | null, durations: readonly number[]): string[] {
  const sorted = [...durations].sort((a, b) => a - b);
  const least = (percent: number) =>
    sorted.find((duration) => sorted.filter((other) => other <= duration).length * 100 >= percent * sorted.length);
  const expected = {
    count: sorted.length,
    ...Object.fromEntries([50, 90, 95, 99].map((percent) => [`p${percent}`, (least(percent) ?? 0) / 1e6])),
    ...{ min: (sorted[0] ?? 0) / 1e6, max: (sorted.at(-1) ?? 0) / 1e6 },
  };
  if (spread === null) return sorted.length === 0 ? [] : [`${what}: none and not ${sorted.length}`];
  const { mean, ...others } = spread;
  const wanted = durations.reduce((sum, duration) => sum + duration, 0) / sorted.length / 1e6;
  const differing = Object.entries(others).filter(([name, value]) => expected[name as keyof typeof expected] !== value);
  const isMeanRight = Math.abs(mean - wanted) < 1e-6;
  return [
    ...differing.map(([name, value]) => `${what}: ${name} ${value}`),
    ...(isMeanRight ? [] : [`${what}: ${mean}`]),
  ];
}

/** What is wrong with how many there are, and what they add up to, over all tasks. */
function countProblems(what: string, spreads: readonly (Percentiles | null)[], durations: readonly number[]): string[] {
  const count = spreads.reduce((sum, spread) => sum + (spread?.count ?? 0), 0);
  const seconds = spreads.reduce((sum, spread) => sum + (spread?.count ?? 0) * (spread?.mean ?? 0), 0);
  const expected = durations.reduce((sum, duration) => sum + duration, 0) / 1e6;
  return count === durations.length && Math.abs(seconds - expected) < 1e-3
    ? []
    : [`${what}: ${count} of ${seconds} s and not ${durations.length} of ${expected} s`];
}
