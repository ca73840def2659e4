/**
 * Operators, sensors and triggers that a user writes, with the same base classes as the library's own.
 * @module
 */
import {
  DAG,
  provide,
  Simulation,
  type SimulationOptions,
  serviceKey,
  type TaskContext,
  type TriggerContext,
} from "airlapse";
import { sleep } from "airlapse/kernel";
import {
  BaseOperator,
  type BaseOperatorArguments,
  BaseSensor,
  type BaseSensorArguments,
  BaseTrigger,
  PokeReturnValue,
  TriggerEvent,
} from "airlapse/operators";
import { describe, expect, test } from "vitest";
import { history, runOnce, simulate, timeOf, Work } from "../pipelines.ts";

/** A service outside: a queue whose messages arrive at an instant. */
interface MessageQueue {
  arrivesAt(name: string): number;
}
const QUEUE = serviceKey<MessageQueue>("queue");
const services: SimulationOptions["services"] = [provide(QUEUE, { arrivesAt: () => 42e6 })];

interface QueueArguments extends BaseSensorArguments {
  readonly queue: string;
  readonly deferrable?: boolean;
}

class QueueSensor extends BaseSensor<QueueArguments> {
  static override readonly templateFields = ["queue"];
  queue: string;

  constructor(given: QueueArguments) {
    super(given);
    this.queue = given.queue;
  }

  poke(context: TaskContext) {
    context.recordApiCall("queue.Peek", { queue: this.queue });
    return new PokeReturnValue(context.now >= context.service(QUEUE).arrivesAt(this.queue), `message of ${this.queue}`);
  }

  override execute(context: TaskContext) {
    if (this.args.deferrable !== true) return super.execute(context);
    return this.defer({ trigger: new QueueTrigger({ queue: this.queue, every: 5 }), methodName: "executeComplete" });
  }

  executeComplete(_context: TaskContext, { event }: { readonly event: unknown }) {
    return event;
  }
}

class QueueTrigger extends BaseTrigger<{ readonly queue: string; readonly every: number }> {
  override *run(context: TriggerContext) {
    while (context.now < context.service(QUEUE).arrivesAt(this.kwargs.queue)) yield sleep(this.kwargs.every);
    yield new TriggerEvent(`message of ${this.kwargs.queue}`);
  }
}

/** The same, as an async generator. */
class AsyncQueueTrigger extends BaseTrigger<{ readonly queue: string; readonly every: number }> {
  override async *run(context: TriggerContext) {
    while (context.now < (await Promise.resolve(context.service(QUEUE).arrivesAt(this.kwargs.queue))))
      await context.sleep(this.kwargs.every);
    yield new TriggerEvent(`message of ${this.kwargs.queue}`);
  }
}

class AsyncQueueSensor extends QueueSensor {
  override async execute() {
    await Promise.resolve();
    return this.defer({
      trigger: new AsyncQueueTrigger({ queue: this.queue, every: 5 }),
      methodName: "executeComplete",
    });
  }
}

describe("a sensor of one's own", () => {
  test("waits in poke mode, asking a service of the simulation", () => {
    const result = runOnce((dag) => new QueueSensor({ dag, taskId: "t", queue: "q-{{ run_id }}", pokeInterval: 10 }), {
      services,
    });
    expect(timeOf(result, "t", "success")).toBe(51);
    expect(result.usage().apiCalls).toEqual([{ service: "queue", by: "worker", count: 6 }]);
    expect(result.apiCalls[0]?.params).toEqual({ queue: "q-r1" });
  });

  test("waits in reschedule mode without another line of code", () => {
    const result = runOnce(
      (dag) => new QueueSensor({ dag, taskId: "t", queue: "q", mode: "reschedule", pokeInterval: 10 }),
      { services },
    );
    expect(timeOf(result, "t", "success")).toBe(51);
    expect(result.reschedules).toBe(5);
  });

  test("defers to a trigger that is a generator", () => {
    const result = runOnce((dag) => new QueueSensor({ dag, taskId: "t", queue: "q", deferrable: true }), { services });
    // started at 1.5, looking every 5 s: found at 46.5, submitted at 47.25, resumed at 48
    expect(history(result, "t").slice(-4)).toEqual(["47.25 scheduled", "48 queued", "48 running", "48 success"]);
  });

  test("defers from an async function to a trigger that is an async generator, at the same times", async () => {
    const simulation = simulate((dag) => new AsyncQueueSensor({ dag, taskId: "t", queue: "q" }), { services });
    const result = await simulation.runAsync();
    expect(history(result, "t").slice(-4)).toEqual(["47.25 scheduled", "48 queued", "48 running", "48 success"]);
  });

  test("is told which service is missing", () => {
    const result = runOnce((dag) => new QueueSensor({ dag, taskId: "t", queue: "q" }));
    expect(result.errors[0]?.message).toBe(
      "Expected the simulation to have the service `queue`, got none: pass it as `services: [provide(queue, ...)]`",
    );
  });

  test.each([
    ["softFail skips it where it times out", { softFail: true }, "skipped"],
    ["without softFail it fails, whatever retries are left", { retries: 3 }, "failed"],
  ] as const)("%s", (_, given, state) => {
    const result = runOnce(
      (dag) => new QueueSensor({ dag, taskId: "t", queue: "q", pokeInterval: 10, timeout: 25, ...given }),
      { services },
    );
    // pokes at 1, 11, 21 and 31: only after the last one has it waited for more than 25 s
    expect(history(result, "t").at(-1)).toBe(`31 ${state}`);
  });

  test("silentFail takes errors of a poke for 'not yet'", () => {
    class Shaky extends BaseSensor {
      poke(context: TaskContext): boolean {
        if (context.now < 20e6) throw new Error("connection lost");
        return true;
      }
    }
    const state = (silentFail: boolean) =>
      runOnce((dag) => new Shaky({ dag, taskId: "t", pokeInterval: 10, silentFail })).taskInstance("r1", "t").state;
    expect(state(true)).toBe("success");
    expect(state(false)).toBe("failed");
  });
});

describe("an operator of one's own", () => {
  class Export extends BaseOperator<BaseOperatorArguments & { readonly table: string }> {
    static override readonly templateFields = ["table"];
    table = this.args.table;
    #job: string | undefined;

    *execute(context: TaskContext) {
      this.#job = `export-${this.table}`;
      context.log.info("Exporting %s", this.table);
      yield sleep(600);
      return this.#job;
    }

    override onKill(context: TaskContext) {
      context.log.warning("Stopping %s", this.#job);
    }
  }

  test("renders its template fields, logs, and returns its result", () => {
    const lines: string[] = [];
    const simulation = simulate((dag) => new Export({ dag, taskId: "t", table: "events_{{ ds_nodash }}" }));
    simulation.on("log", ({ at, level, message }) => lines.push(`${at / 1e6} ${level} ${message}`));
    simulation.run();
    expect(lines).toContain("1 INFO Exporting events_20240101");
  });

  test("is told to clean up where it is marked while it runs: at the second heartbeat after that", () => {
    const lines: string[] = [];
    const simulation = simulate((dag) => {
      new Export({ dag, taskId: "t", table: "x" });
      new Work({ dag, taskId: "keep", seconds: 100 }); // else the run would end with the mark, and the simulation with it
    });
    simulation.on("log", ({ at, message }) => lines.push(`${at / 1e6} ${message}`));
    simulation.mark("failed", { at: 30, dagId: "d", runId: "r1", taskId: "t" });
    const result = simulation.run();
    expect(lines).toContain("36 Stopping export-x"); // heartbeats at 31 and 36
    expect(result.usage().slotSeconds).toBe(35 + 100);
  });

  test("may be one definition in any number of simulations, which do not change it", () => {
    const dag = new DAG("d");
    new Export({ dag, taskId: "t", table: "{{ run_id }}" });
    const run = () => new Simulation({ dags: [dag] }).trigger("d", { runId: "r1" }).run().trace();
    expect(JSON.stringify(run())).toBe(JSON.stringify(run()));
    expect(dag.tasks.get("t")).toMatchObject({ table: "{{ run_id }}" });
  });
});
