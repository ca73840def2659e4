/**
 * The public types, as users meet them. The compiler checks them (`npm run types`); run, they check nothing more.
 * @module
 */
import {
  AwsModel,
  DAG,
  type DagRunState,
  type Micros,
  type ProvidedService,
  provide,
  type Seconds,
  type ServiceKey,
  Simulation,
  type SimulationResult,
  serviceKey,
  type TaskContext,
  type TaskInstanceState,
  type TriggerContext,
} from "airlapse";
import { Experiment } from "airlapse/experiment";
import { BaseOperator, type BaseOperatorArguments, EmptyOperator, PythonOperator, partial } from "airlapse/operators";
import { type GlueJobOperator, S3KeySensor } from "airlapse/operators/amazon";
import { describe, expectTypeOf, test } from "vitest";

interface Prices {
  of(item: string): number;
}
const PRICES = serviceKey<Prices>("prices");

type ArgumentsOf<Class extends abstract new (...given: never) => unknown> = ConstructorParameters<Class>[0];

describe("service keys", () => {
  test("carry the type of what they stand for", () => {
    expectTypeOf(PRICES).toEqualTypeOf<ServiceKey<Prices>>();
    const ask = (context: TaskContext) => context.service(PRICES);
    expectTypeOf(ask).returns.toEqualTypeOf<Prices>();
    const askInTrigger = (context: TriggerContext) => context.service(PRICES).of("a");
    expectTypeOf(askInTrigger).returns.toEqualTypeOf<number>();
  });

  test("are provided with nothing else", () => {
    expectTypeOf(provide(PRICES, { of: () => 1 })).toEqualTypeOf<ProvidedService>();
    // @ts-expect-error: a price is a number
    provide(PRICES, { of: () => "1" });
  });
});

describe("operators' arguments", () => {
  test("are those of their class, with those of BaseOperator", () => {
    expectTypeOf<ArgumentsOf<typeof S3KeySensor>>().toExtend<BaseOperatorArguments>();
    expectTypeOf<ArgumentsOf<typeof S3KeySensor>>().toHaveProperty("bucketKey");
    expectTypeOf<ArgumentsOf<typeof GlueJobOperator>["retries"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<BaseOperatorArguments["executionTimeout"]>().toEqualTypeOf<Seconds | null | undefined>();
  });

  test("are needed where they have no default, and unknown ones are none", () => {
    const dag = new DAG("d");
    // @ts-expect-error: bucketKey is missing
    new S3KeySensor({ dag, taskId: "a" });
    // @ts-expect-error: retrys is no argument
    new EmptyOperator({ dag, taskId: "b", retrys: 1 });
    // @ts-expect-error: a mode is `poke` or `reschedule`
    new S3KeySensor({ dag, taskId: "c", bucketKey: "s3://b/k", mode: "wait" });
  });

  test("of a mapped task are lists of them", () => {
    const mapped = partial(PythonOperator, { taskId: "t", pythonCallable: () => 1 });
    expectTypeOf(mapped.expand).parameter(0).toHaveProperty("opKwargs");
    // @ts-expect-error: there is no such argument to map over
    mapped.expand({ opKwarg: [] });
  });

  test("of a class of one's own reach its code", () => {
    class Copy extends BaseOperator<BaseOperatorArguments & { readonly bucket: string }> {
      execute() {
        return this.args.bucket;
      }
    }
    expectTypeOf<Copy["args"]["bucket"]>().toEqualTypeOf<string>();
    expectTypeOf<ReturnType<Copy["execute"]>>().toEqualTypeOf<string>();
  });
});

describe("a simulation", () => {
  test("takes its options and no others", () => {
    // @ts-expect-error: executer is no option
    const misspelt = () => new Simulation({ dags: [], executer: {} });
    // @ts-expect-error: workerslots is no option
    const nested = () => new Simulation({ dags: [], executor: { workerslots: 1 } });
    // @ts-expect-error: there is no such version
    const version = () => new Simulation({ dags: [], airflow: "1.0" });
    // @ts-expect-error: from is no field of an object
    const object = () => new AwsModel({ s3: { objects: [{ bucket: "b", key: "k", from: 1 }] } });
    for (const make of [misspelt, nested, version, object]) expectTypeOf(make).toBeFunction();
  });

  test("can be chained up to its result", () => {
    expectTypeOf<Simulation["trigger"]>().returns.toEqualTypeOf<Simulation>();
    expectTypeOf<Simulation["run"]>().returns.toEqualTypeOf<SimulationResult>();
    expectTypeOf<Simulation["runAsync"]>().returns.resolves.toEqualTypeOf<SimulationResult>();
  });

  test("says what it listens to", () => {
    const simulation = new Simulation({ dags: [] });
    simulation.on("log", ({ message }) => expectTypeOf(message).toEqualTypeOf<string>());
    // @ts-expect-error: there is no such event
    simulation.on("logs", () => {});
  });
});

describe("results", () => {
  test("have exact states and instants in microseconds", () => {
    type Instance = ReturnType<SimulationResult["taskInstance"]>;
    expectTypeOf<Instance["state"]>().toEqualTypeOf<TaskInstanceState | null>();
    expectTypeOf<Instance["startDate"]>().toEqualTypeOf<Micros | null>();
    expectTypeOf<SimulationResult["dagRuns"][number]["state"]>().toEqualTypeOf<DagRunState>();
    expectTypeOf<SimulationResult["taskInstances"]>().toExtend<readonly Instance[]>();
  });

  test("of an experiment know its parameters", () => {
    const experiment = new Experiment({
      name: "e",
      parameters: { size: [1, 2] },
      measure: ({ parameters }) => {
        expectTypeOf(parameters.size).toExtend<number>();
        return { area: 1 };
      },
    });
    expectTypeOf(experiment.trials[0]?.parameters.size).toExtend<number | undefined>();
  });
});

describe("contexts", () => {
  test("are in microseconds, and a trigger's knows no task", () => {
    expectTypeOf<TaskContext["now"]>().toEqualTypeOf<Micros>();
    expectTypeOf<TaskContext["ti"]["mapIndex"]>().toEqualTypeOf<number>();
    expectTypeOf<TaskContext["runId"]>().toEqualTypeOf<string>();
    expectTypeOf<TriggerContext>().not.toHaveProperty("task");
  });
});
