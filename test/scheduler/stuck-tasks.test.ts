/**
 * Tasks that are queued for too long, where the executor takes them back as CeleryExecutor does; recorded with the scheduler of
 * the real Airflow in both versions.
 * @module
 */
import type { AirflowVersion } from "airlapse";
import { expect, test } from "vitest";
import { history, runOnce, Work } from "../pipelines.ts";

/** One slot, held for long; another task waits for it behind. Looked at every two minutes, by Airflow's defaults. */
const behindALongTask = (airflow: AirflowVersion, revokesStuckTasks: boolean, retries = 0) =>
  runOnce(
    (dag) => {
      new Work({ dag, taskId: "long", seconds: 7200, priorityWeight: 2 });
      new Work({ dag, taskId: "waits", seconds: 5, retries, retryDelay: 60 });
    },
    { airflow, until: 10_000, executor: { workerSlots: 1, revokesStuckTasks } },
  );

test("in 2.7.2 they fail after ten minutes and the next look", () => {
  // queued at 1 s, so for more than 600 s at the look at 720 s; the scheduler hears of it in its next iteration
  expect(history(behindALongTask("2.7.2", true), "waits").slice(2)).toEqual(["1 queued", "721 failed"]);
});

test("in 2.7.2 they are tried again where they have retries", () => {
  const states = history(behindALongTask("2.7.2", true, 1), "waits").slice(2);
  expect(states).toEqual(["1 queued", "721 up_for_retry", "782 scheduled", "782 queued", "1441 failed"]);
});

test("from 2.10 on they are scheduled again, twice, and then fail, whatever retries are left", () => {
  expect(history(behindALongTask("2.10.5", true, 5), "waits").slice(2)).toEqual([
    "1 queued",
    "720 scheduled",
    "721 queued",
    "1440 scheduled",
    "1441 queued",
    "2160 failed",
  ]);
});

test("an executor that does not do that lets them wait", () => {
  expect(history(behindALongTask("2.10.5", false), "waits").slice(2)).toEqual([
    "1 queued",
    "7201 running",
    "7206 success",
  ]);
});
