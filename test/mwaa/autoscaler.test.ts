/**
 * The rules of spec/mwaa.md, section 5: how many workers a load needs, when they start and when they leave.
 * @module
 */
import { environmentOf } from "airlapse";
import { expect, test } from "vitest";
import { Kernel, SECOND } from "../../src/kernel/index.ts";
import { Autoscaler, type EnvironmentOptions, requiredWorkers, type ScaledWorker } from "../../src/mwaa/index.ts";

const small = (more: Partial<EnvironmentOptions> = {}) => environmentOf({ class: "mw1.small", ...more });

/** A cluster whose load is what a test says, and whose workers have what it gives them. */
class Fake {
  load = 0;
  readonly events: string[] = [];
  readonly held: Record<string, number> = {};

  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  #note(text: string): void {
    this.events.push(`${this.#kernel.now / SECOND} ${text}`);
  }

  startWorker(name: string): ScaledWorker {
    const { held } = this;
    this.#note(`${name} active`);
    return {
      get held() {
        return held[name] ?? 0;
      },
      stopTaking: () => this.#note(`${name} draining`),
      leave: () => this.#note(`${name} gone`),
      end: (how) => this.#note(`${name} ends, ${how}`),
      kill: () => this.#note(`${name} killed`),
    };
  }
}

function scaled(options: Partial<EnvironmentOptions>, loads: Readonly<Record<number, number>>, held = {}) {
  const kernel = new Kernel();
  const cluster = new Fake(kernel);
  Object.assign(cluster.held, held);
  const autoscaler = new Autoscaler(kernel, cluster, small(options));
  for (const [at, load] of Object.entries(loads))
    kernel.at(Number(at) * SECOND, () => {
      cluster.load = load;
    });
  kernel.run(3600 * SECOND, () => false);
  return { events: cluster.events, workers: autoscaler.workers };
}

test("AWS's own example: 26 tasks need 6 workers of a small, and 50 are the most of 10", () => {
  expect([0, 1, 5, 6, 26, 50, 51, 500].map((load) => requiredWorkers(load, small()))).toEqual([
    1, 1, 1, 2, 6, 10, 10, 10,
  ]);
  expect(requiredWorkers(0, small({ minWorkers: 3 }))).toBe(3);
});

test("a load is seen a minute later, and its workers are there 180 s after that; all start at once", () => {
  // sampled at 60, decided at 120, active at 300
  const { events } = scaled({}, { 30: 11, 3500: 0 });
  expect(events).toEqual(["0 worker-0 active", "300 worker-1 active", "300 worker-2 active"]);
});

test("lag, period, phase and start-up are free parameters", () => {
  // decisions at 7, 37, 67 ..., each by the load 10 s before: 30 is first seen at 57
  const { events } = scaled({ metricPeriod: 30, metricPhase: 7, metricLag: 10, workerStart: 100 }, { 30: 6 });
  expect(events).toEqual(["0 worker-0 active", "167 worker-1 active"]);
});

test("start-ups may be drawn, each of a stream of its own: the same with the same seed", () => {
  const workerStart = { distribution: "uniform", min: 120, max: 300 } as const;
  const startsOf = () =>
    scaled({ workerStart }, { 30: 21, 3500: 0 }).workers.flatMap(({ startedAt, activeAt }) =>
      startedAt === 0 || activeAt === null ? [] : [(activeAt - startedAt) / SECOND],
    );
  const starts = startsOf();
  expect(starts.length).toBe(4);
  expect(new Set(starts).size).toBe(4);
  for (const start of starts) {
    expect(start).toBeGreaterThanOrEqual(120);
    expect(start).toBeLessThanOrEqual(300);
  }
  expect(startsOf()).toEqual(starts);
});

test("protected: an idle worker leaves, the newest first, after two checks and 20 s", () => {
  // the load is gone at 590: sampled at 600, decided at 660, second check at 670, gone at 690
  const { events, workers } = scaled({}, { 30: 11, 590: 6 });
  expect(events.slice(3)).toEqual(["670 worker-2 draining", "690 worker-2 gone"]);
  expect(workers.map(({ endedAt }) => endedAt)).toEqual([null, null, 690 * SECOND]);
});

test("protected: a worker that has work stays, however few are needed", () => {
  const { events } = scaled({}, { 30: 6, 590: 0 }, { "worker-1": 1 });
  expect(events).toEqual(["0 worker-0 active", "300 worker-1 active"]);
});

test("protected: a worker gives no verdict in its first 180 s", () => {
  // one worker is needed by the sample of 300, decided at 360; the worker is active since 300, so it may leave from 480 on
  const { events } = scaled({}, { 30: 6, 290: 0 });
  expect(events.slice(2)).toEqual(["490 worker-1 draining", "510 worker-1 gone"]);
});

test("zero-only: nothing leaves while there is any load; at zero for five decisions all beyond the least are killed", () => {
  const generation = "zero-only";
  expect(scaled({ generation }, { 30: 11, 590: 1 }).events).toHaveLength(3);
  // zero from 590: decisions at 660, 720, 780, 840 and 900, and 180 s
  const { events, workers } = scaled({ generation }, { 30: 11, 590: 0 }, { "worker-2": 2 });
  expect(events.slice(3)).toEqual(["1080 worker-1 killed", "1080 worker-2 killed"]);
  expect(workers.map(({ killedTasks }) => killedTasks)).toEqual([0, 0, 2]);
});

test("with as many at least as at most, nothing changes", () => {
  expect(scaled({ minWorkers: 2, maxWorkers: 2 }, { 30: 500, 600: 0 }).events).toEqual([
    "0 worker-0 active",
    "0 worker-1 active",
  ]);
});
