import { DAG, Simulation, type TaskContext, type TriggerRun } from "airlapse";
import { BaseOperator, BaseTrigger, PythonOperator, TriggerEvent } from "airlapse/operators";
import { describe, expect, test } from "vitest";

const cleanUps: string[] = [];
const events: unknown[] = [];

/** Its code yields what nobody can wait for. */
class YieldingTrigger extends BaseTrigger<{ readonly catches: boolean }> {
  *run(): TriggerRun {
    try {
      yield 5 as never;
    } catch (error) {
      if (!this.kwargs.catches) throw error;
      yield new TriggerEvent((error as Error).message);
    } finally {
      cleanUps.push("trigger");
    }
  }
}

class Deferring extends BaseOperator<{ readonly dag: DAG; readonly taskId: string; readonly catches: boolean }> {
  execute() {
    const trigger = new YieldingTrigger({ catches: this.args.catches });
    return this.defer({ trigger, methodName: "executeComplete" });
  }

  executeComplete(_: TaskContext, event: unknown): void {
    events.push(event);
  }
}

describe("code that yields what cannot be waited for", () => {
  test("of a task: the task fails, its `finally` runs, and the message says who, what, and what may be yielded", () => {
    const seen: string[] = [];
    const dag = new DAG("d");
    new PythonOperator({
      dag,
      taskId: "t",
      *pythonCallable(): Generator<never, void, unknown> {
        try {
          yield 5 as never;
        } finally {
          seen.push("cleaned up");
        }
      },
    });
    const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
    expect(seen).toEqual(["cleaned up"]);
    expect(result.taskInstance("r", "t").state).toBe("failed");
    expect(result.errors.map(({ type, message }) => [type, message])).toEqual([
      [
        "TypeError",
        'The task "t" of the DAG "d", run "r", yielded `5` (number): expected a sleep, a promise or a process',
      ],
    ]);
  });

  test.each([true, false])("of a trigger, which may catch it (%s)", (catches) => {
    cleanUps.length = 0;
    events.length = 0;
    const dag = new DAG("d");
    new Deferring({ dag, taskId: "t", catches });
    const lines: string[] = [];
    const simulation = new Simulation({ dags: [dag] }).on("log", ({ message }) => lines.push(message));
    const result = simulation.trigger("d", { runId: "r" }).run();
    const message =
      'The trigger YieldingTrigger of task "t" of the DAG "d" in run "r" yielded `5` (number): expected a sleep, a promise or a TriggerEvent';
    expect(cleanUps).toEqual(["trigger"]);
    expect(result.taskInstance("r", "t").state).toBe(catches ? "success" : "failed");
    expect(events).toEqual(catches ? [{ event: message }] : []);
    expect(lines.some((line) => line.includes(`exited with error ${message}`))).toBe(!catches);
  });
});

test("an async function that a PythonOperator is given sleeps in virtual time", async () => {
  const dag = new DAG("d");
  new PythonOperator({
    dag,
    taskId: "t",
    async pythonCallable(context): Promise<number> {
      await context.sleep(60);
      return context.now / 1e6;
    },
  });
  const result = await new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).runAsync();
  const { startDate, endDate } = result.taskInstance("r", "t");
  expect((endDate ?? 0) - (startDate ?? 0)).toBe(60e6);
});
