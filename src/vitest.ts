/**
 * Matchers of vitest for results of simulations: `import "airlapse/vitest"` in a test, or in a setup file.
 * @module
 */
import { expect } from "vitest";
import { WAIT_CAUSES, type WaitCause } from "./database/index.ts";
import { duration, figure } from "./drawing/index.ts";
import type { LandingGoal, SimulationResult } from "./observe/index.ts";

/** The end by which all runs of a DAG have to have landed. */
export interface LandingWish {
  /** A clock time, the first after each run's data interval, or seconds after it. */
  readonly by: NonNullable<LandingGoal["deadline"]>;
  /** The zone of a clock time. Default that of the DAG's start date. */
  readonly timezone?: string;
}

/** The matchers that this module adds. */
export interface SimulationMatchers {
  /** Passes where each run of a DAG ended in time, and there was one. */
  toLand(dagId: string, wish: LandingWish): void;
  /** Passes where an instance of a task was deferred; of any task where none is named. */
  toHaveDeferred(taskId?: string): void;
  /** Passes where no more worker slots were in use at once. */
  toHoldAtMost(slots: number): void;
  /** Passes where any task instance waited for a cause. The simulation has to `explain`. */
  toWaitFor(cause: WaitCause): void;
}

declare module "@vitest/expect" {
  interface Matchers<T> extends SimulationMatchers {}
}

interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

const said = (pass: boolean, wanted: string, got: string): Verdict => ({
  pass,
  message: () => `Expected ${pass ? "not " : ""}${wanted}, got ${got}`,
});

expect.extend({
  toLand(result: SimulationResult, dagId: string, { by, timezone }: LandingWish): Verdict {
    const goal = { deadline: by, ...(timezone === undefined ? {} : { timezone }) };
    const dag = result.dags({ [dagId]: goal }).find((one) => one.dagId === dagId);
    if (dag === undefined) return said(false, `"${dagId}" to land by ${by}`, "no run of it");
    const worst =
      dag.clock?.worst ?? (dag.landing === null ? "no end" : `${duration(dag.landing.max)} after it was due`);
    return said(
      dag.late === 0,
      `all runs of "${dagId}" to land by ${by}`,
      `${dag.late} that are late, the worst at ${worst}`,
    );
  },

  toHaveDeferred(result: SimulationResult, taskId?: string): Verdict {
    const deferred = new Set<string>();
    for (const change of result.changes())
      if (change.kind === "taskInstance" && change.state === "deferred") deferred.add(change.taskId);
    const pass = taskId === undefined ? deferred.size > 0 : deferred.has(taskId);
    const names = deferred.size === 0 ? "none" : `only ${[...deferred].map((name) => `"${name}"`).join(", ")}`;
    return said(pass, taskId === undefined ? "a task to have deferred" : `"${taskId}" to have deferred`, names);
  },

  toHoldAtMost(result: SimulationResult, slots: number): Verdict {
    const { peakSlots } = result.usage();
    return said(peakSlots <= slots, `at most ${figure(slots)} worker slots in use at once`, figure(peakSlots));
  },

  toWaitFor(result: SimulationResult, cause: WaitCause): Verdict {
    if (!WAIT_CAUSES.includes(cause))
      throw new RangeError(`Expected a cause out of ${WAIT_CAUSES.join(", ")}, got "${cause}"`);
    const { waits } = result.analysis();
    const causes = Object.keys(waits).join(", ");
    return said((waits[cause] ?? 0) > 0, `a task instance to wait for ${cause}`, causes === "" ? "no waits" : causes);
  },
});
