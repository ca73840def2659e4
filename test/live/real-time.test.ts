import { DAG, Simulation, type TaskContext, type TriggerContext, traceDifferences } from "airlapse";
import { RealTimeKernel, type Steps, sleep } from "airlapse/kernel";
import { BaseOperator, BaseTrigger, chain, PythonOperator, TriggerEvent } from "airlapse/operators";
import { buildSimulation } from "airlapse/scenario";
import { describe, expect, test } from "vitest";
import { recordedScenarios } from "../conformance/recorded.ts";
import { ScriptedTime, scriptedClock } from "./scripted-time.ts";

/** A promise, and how it is settled from outside. */
function outside<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((keep) => (resolve = keep));
  return { promise, resolve };
}

describe("a kernel in real time", () => {
  test("lets others go on while a promise is outstanding, and hears of it at the instant at which it settles", async () => {
    const answer = outside<string>();
    const kernel = new RealTimeKernel(() => new ScriptedTime([[2.5, () => answer.resolve("answer")]]));
    const seen: [string, number][] = [];
    kernel.spawn(function* () {
      seen.push([(yield answer.promise) as string, kernel.now / 1e6]);
      yield sleep(1);
      seen.push(["slept", kernel.now / 1e6]);
    });
    kernel.after(2, () => seen.push(["other", kernel.now / 1e6]));
    await kernel.runAsync();
    expect(seen).toEqual([
      ["other", 2],
      ["answer", 2.5],
      ["slept", 3.5],
    ]);
  });

  test("knows the time also where an async function awaits something of its own", async () => {
    const answer = outside<void>();
    const kernel = new RealTimeKernel(() => new ScriptedTime([[2.5, () => answer.resolve()]]));
    const seen: number[] = [];
    kernel.spawn(async (self) => {
      await answer.promise;
      await self.sleep(1);
      seen.push(kernel.now / 1e6);
    });
    kernel.after(10, () => {});
    await kernel.runAsync();
    expect(seen).toEqual([3.5]);
  });

  test("does what is late at its own instant, so that no delay adds up", async () => {
    const time = new ScriptedTime();
    const kernel = new RealTimeKernel(() => time);
    const seen: number[] = [];
    kernel.spawn(function* () {
      for (let i = 0; i < 3; i += 1) {
        yield sleep(1);
        time.now += 300_000; // the machine was busy
        seen.push(kernel.now / 1e6);
      }
    });
    await kernel.runAsync();
    expect(seen).toEqual([1, 2, 3]);
  });

  test("ends where nothing will ever happen again", async () => {
    const kernel = new RealTimeKernel(() => new ScriptedTime());
    await kernel.runAsync(5e6);
    expect(kernel.now).toBe(0);
  });
});

/** An operator that asks outside, and notes what becomes of it. */
class AskingOperator extends BaseOperator<{
  readonly dag: DAG;
  readonly taskId: string;
  readonly executionTimeout?: number;
}> {
  static asked: AbortSignal[] = [];
  static killed: number[] = [];

  *execute(context: TaskContext): Steps<unknown> {
    AskingOperator.asked.push(context.signal);
    return yield new Promise(() => {});
  }

  override onKill(context: TaskContext): void {
    AskingOperator.killed.push(context.now / 1e6);
  }
}

function asking(executionTimeout?: number): DAG {
  AskingOperator.asked = [];
  AskingOperator.killed = [];
  const dag = new DAG("d");
  new AskingOperator({ dag, taskId: "a", ...(executionTimeout === undefined ? {} : { executionTimeout }) });
  return dag;
}

const statesOf = (history: readonly { readonly at: number; readonly state: string | null }[]) =>
  history.map(({ at, state }) => [at / 1e6, state]);

describe("a task that awaits an answer in real time", () => {
  test("fails at its execution_timeout, cleans up, and aborts what is outstanding", async () => {
    const simulation = new Simulation({ dags: [asking(90)], clock: scriptedClock() }).trigger("d", { runId: "r" });
    const result = await simulation.runAsync();
    expect(statesOf(result.taskInstance("r", "a").history).slice(-2)).toEqual([
      [1, "running"],
      [91, "failed"],
    ]);
    expect(result.errors.map(({ type }) => type)).toEqual(["AirflowTaskTimeout"]);
    expect(AskingOperator.killed).toEqual([91]);
    expect(AskingOperator.asked.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test("is ended by the heartbeats that find it marked by somebody, and aborts what is outstanding", async () => {
    const dag = asking();
    new PythonOperator({
      dag,
      taskId: "other",
      *pythonCallable(context): Steps<void> {
        yield context.sleep(60);
      },
    });
    const simulation = new Simulation({ dags: [dag], clock: scriptedClock() }).trigger("d", { runId: "r" });
    const result = await simulation.mark("failed", { at: 7, dagId: "d", runId: "r", taskId: "a" }).runAsync();
    expect(result.taskInstance("r", "a").state).toBe("failed");
    expect(AskingOperator.killed).toHaveLength(1);
    expect(AskingOperator.asked.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test("gets an answer that comes before the timeout, which then comes to nothing", async () => {
    const answer = outside<string>();
    const dag = new DAG("d");
    const ask = new PythonOperator({
      dag,
      taskId: "ask",
      executionTimeout: 90,
      *pythonCallable(): Steps<unknown> {
        return yield answer.promise;
      },
    });
    chain(
      ask,
      new PythonOperator({
        dag,
        taskId: "wait",
        *pythonCallable(context): Steps<void> {
          yield context.sleep(600);
        },
      }),
    );
    const clock = scriptedClock([[60, () => answer.resolve("here")]]);
    const result = await new Simulation({ dags: [dag], clock }).trigger("d", { runId: "r" }).runAsync();
    expect(result.dagRun("r").state).toBe("success");
    expect(result.taskInstance("r", "ask").endDate).toBe(60e6);
  });
});

test("a trigger that is cancelled aborts what is outstanding", async () => {
  const signals: AbortSignal[] = [];
  class AskingTrigger extends BaseTrigger<object> {
    *run(context: TriggerContext) {
      signals.push(context.signal);
      yield new Promise<void>(() => {});
      yield new TriggerEvent("never");
    }
  }
  class Deferring extends BaseOperator<{ readonly dag: DAG; readonly taskId: string }> {
    execute() {
      return this.defer({ trigger: new AskingTrigger({}), methodName: "executeComplete", timeout: 60 });
    }
  }
  const dag = new DAG("d");
  new Deferring({ dag, taskId: "a" });
  const result = await new Simulation({ dags: [dag], clock: scriptedClock() }).trigger("d", { runId: "r" }).runAsync();
  expect(result.errors.map(({ message }) => message)).toEqual(["Trigger/execution timeout"]);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});

describe("an interruption", () => {
  test("tells the tasks that run, begins no other, and gives the result so far", async () => {
    const dag = asking();
    new AskingOperator({ dag, taskId: "b" });
    const clock = scriptedClock([[30, () => simulation.interrupt()]]);
    const simulation = new Simulation({ dags: [dag], clock, executor: { workerSlots: 1 } }).trigger("d", {
      runId: "r",
    });
    const result = await simulation.runAsync();
    expect(result.endedAt).toBe(30e6);
    expect(AskingOperator.killed).toEqual([30]);
    expect(result.errors.map(({ taskId, message }) => [taskId, message])).toEqual([
      ["a", "Task received SIGTERM signal"],
    ]);
    expect(result.taskInstances.map(({ taskId, state }) => [taskId, state])).toEqual([
      ["a", "failed"],
      ["b", "queued"],
    ]);
    expect(AskingOperator.asked).toHaveLength(1);
  });

  test("waits for an on_kill that takes its time, but not for ever, and not when it comes a second time", async () => {
    class Stubborn extends AskingOperator {
      override onKill(): Promise<void> {
        return new Promise(() => {});
      }
    }
    const run = (script: readonly number[]) => {
      const dag = new DAG("d");
      new Stubborn({ dag, taskId: "a" });
      const clock = scriptedClock(script.map((at) => [at, () => simulation.interrupt()]));
      const simulation = new Simulation({ dags: [dag], clock }).trigger("d", { runId: "r" });
      return simulation.runAsync();
    };
    expect((await run([30])).endedAt).toBe(90e6);
    expect((await run([30, 31])).endedAt).toBe(31e6);
  });
});

describe("the same in real time as in virtual time, event by event", () => {
  test.each(recordedScenarios("sample"))("$name", async ({ scenario, trace }) => {
    const real = await buildSimulation(scenario, { clock: scriptedClock() }).runAsync();
    expect(traceDifferences(trace, real.trace(scenario.name))).toEqual([]);
  });

  test("worker slots are given on first in, first out", async () => {
    const build = () => {
      const dag = new DAG("d");
      for (let i = 0; i < 7; i += 1)
        new PythonOperator({
          dag,
          taskId: `t${i}`,
          *pythonCallable(context): Steps<void> {
            yield context.sleep(10 + i);
          },
        });
      return dag;
    };
    const options = { executor: { workerSlots: 2 } };
    const virtual = new Simulation({ dags: [build()], ...options }).trigger("d", { runId: "r" }).run();
    const clock = scriptedClock();
    const real = await new Simulation({ dags: [build()], clock, ...options }).trigger("d", { runId: "r" }).runAsync();
    expect(real.trace()).toEqual(virtual.trace());
    expect(real.usage().peakSlots).toBe(2);
  });
});

test("a simulation with a clock is not run in virtual time by mistake", () => {
  const simulation = new Simulation({ dags: [], clock: scriptedClock() });
  expect(() => simulation.run()).toThrow("runAsync()");
});
