import { DateTime } from "luxon";
import { AwsModel, type AwsSpec } from "../cloud/index.ts";
import { durationMicros } from "../kernel/index.ts";
import { Calendar, DAG, type DagArguments, DEFAULT_CONFIG, type PartialConfig, type Schedule } from "../model/index.ts";

import { type BaseOperator, type LinkableTask, partial } from "../operators/index.ts";
import { type PoolOptions, Simulation, type SimulationOptions, type TriggererSpec } from "../simulation.ts";
import { camel } from "./operator-table.ts";
import { OPERATORS } from "./operators-by-name.ts";
import type { Scenario, ScenarioTask } from "./schema.ts";

type ScenarioDag = Scenario["dags"][number];

/** Where a DAG begins that does not say: a day before the scenario. */
const DEFAULT_START = -86_400;

/** What is given, less what is null or not there. */
function given<T extends object>(values: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  ) as never;
}

function camelKeys(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [camel(key), value]));
}

/** When a scenario starts. */
function startOf({ start }: Pick<Scenario, "start">): DateTime {
  return start === undefined ? DateTime.utc(2024, 1, 1) : DateTime.fromISO(start, { zone: "utc" });
}

/** The simulation that a scenario describes, with its runs and actions. */
export function buildSimulation(scenario: Scenario): Simulation {
  const dags = scenario.dags.map((dag) => buildDag(dag, scenario));
  const simulation = new Simulation({ ...simulationOptions(scenario), dags });
  for (const { dag_id, run_id, at, conf, logical_at } of scenario.runs ?? []) {
    simulation.trigger(dag_id, given({ runId: run_id, at, conf, logicalAt: logical_at }));
  }
  for (const action of scenario.actions ?? []) {
    const which = { at: action.at, dagId: action.dag_id, runId: action.run_id, taskId: action.task_id };
    if (action.do === "clear") simulation.clear(which);
    else simulation.mark(action.state, which);
  }
  return simulation;
}

/** All options but the DAGs. */
export function simulationOptions(scenario: Scenario): Omit<SimulationOptions, "dags"> {
  const { config = {}, pools = {}, executor = {}, overheads = {}, phases = {}, triggerers, cloud } = scenario;
  return {
    start: startOf(scenario),
    ...given({ until: scenario.until }),
    config: simulatedConfig(config),
    pools: Object.fromEntries(
      Object.entries(pools).map(([name, pool]) => [name, camelKeys(pool) as unknown as PoolOptions]),
    ),
    executor: { ...given({ workerSlots: executor.worker_slots }), ...camelKeys(overheads) },
    phases: camelKeys(phases),
    ...(triggerers === undefined
      ? {}
      : { triggerers: triggerers.map((triggerer) => given(camelKeys(triggerer)) as TriggererSpec) }),
    ...(cloud === undefined ? {} : { cloud: new AwsModel(awsSpec(cloud)) }),
  };
}

/** The cloud in this library's words. What is inside `existing` is AWS's own. */
function awsSpec({ s3, glue, denied }: NonNullable<Scenario["cloud"]>): AwsSpec {
  const { crawlers = [], jobs = [] } = glue ?? {};
  const converted = { crawlers: crawlers.map(camelKeys), jobs: jobs.map(camelKeys) } as unknown as AwsSpec["glue"];
  return { ...given({ s3, denied, glue: converted }) } as AwsSpec;
}

/** The options that the simulation has a use for. */
export function simulatedConfig(config: NonNullable<Scenario["config"]>): PartialConfig {
  const sections = config as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
  return Object.fromEntries(
    Object.entries(DEFAULT_CONFIG).map(([section, standard]) => {
      const options = camelKeys(sections[section] ?? {});
      return [section, Object.fromEntries(Object.entries(options).filter(([option]) => option in standard))];
    }),
  );
}

/** A DAG of a scenario. */
export function buildDag(spec: ScenarioDag, scenario: Pick<Scenario, "start" | "config">): DAG {
  const start = startOf(scenario);
  const at = (seconds: number) => start.plus({ milliseconds: Math.round(seconds * 1000) });
  const { dag_id, tasks, start_at = DEFAULT_START, end_at, default_args = {}, schedule, ...rest } = spec;
  const dag = new DAG(dag_id, {
    ...(given(camelKeys(rest)) as DagArguments),
    schedule: (schedule ?? null) as Schedule,
    startDate: at(start_at),
    ...(end_at === null || end_at === undefined ? {} : { endDate: at(end_at) }),
    defaultArgs: camelKeys(default_args),
  });
  const defaults = scenario.config?.operators?.["default_deferrable"] === true ? { deferrable: true } : {};
  const built = new Map(tasks.map((task) => [task.task_id, buildTask(task, dag, start, defaults)]));
  for (const { task_id, upstream = [], setup = false, teardown_of } of tasks) {
    const task = built.get(task_id) as BaseOperator;
    task.setUpstream(...upstream.map((id) => built.get(id) as LinkableTask));
    if (setup) task.asSetup();
    if (teardown_of !== undefined) task.asTeardown({ setups: teardown_of.map((id) => built.get(id) as BaseOperator) });
  }
  return dag;
}

function buildTask(
  spec: ScenarioTask,
  dag: DAG,
  start: DateTime,
  defaults: { readonly deferrable?: boolean },
): LinkableTask {
  const { task_id, operator, upstream: _, setup: __, teardown_of: ___, expand, ...rest } = spec;
  const { operatorClass, convert, fields } = OPERATORS[operator] as (typeof OPERATORS)[string];
  const calendar = new Calendar(start);
  const isoAt = (seconds: number) => calendar.isoformat(durationMicros(seconds));
  const own = { ...("deferrable" in fields ? defaults : {}), ...camelKeys(rest) };
  const args = { dag, taskId: task_id, ...(convert === undefined ? own : convert(own, isoAt)) } as never;
  if (expand === undefined) return new operatorClass(args);
  return partial(operatorClass as never, args).expand(camelKeys(expand) as never);
}
