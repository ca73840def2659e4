import { DateTime } from "luxon";
import { AwsModel, type AwsSpec } from "../cloud/index.ts";
import {
  Calendar,
  DAG,
  type DagArguments,
  Dataset,
  referencedTaskIds,
  type XComReference,
} from "../definition/index.ts";
import { durationMicros } from "../kernel/index.ts";
import { type BaseOperator, type Linkable, type LinkableTask, partial, TaskGroup } from "../operators/index.ts";
import { DEFAULT_CONFIG, type PartialConfig, rulesOf, versionsOf } from "../rules/index.ts";
import type { PoolOptions, SimulationOptions, TriggererSpec } from "../simulation/index.ts";
import { Simulation } from "../simulation/index.ts";
import { act } from "./act.ts";
import { NAMES_OF_3 } from "./airflow-options.ts";
import { withArrivals } from "./arrivals.ts";
import { camelKeys, given } from "./camel-keys.ts";
import { mayDefer } from "./deferrable-default.ts";
import { executorOptions, mortalOptions } from "./executor-options.ts";
import { ConvertedKwargs, isSource, type KwargsSpec, referenceOf, type SourceSpec } from "./mapped-sources.ts";
import { OPERATORS } from "./operators-by-name.ts";
import type { Raw } from "./raw.ts";
import { withOccurrences } from "./recurring.ts";
import { scheduleOf } from "./schedules.ts";
import type { Scenario, ScenarioTask } from "./schema.ts";
import { camel, snake } from "./schema-parts.ts";

type ScenarioDag = Scenario["dags"][number];

/** Where a DAG begins that does not say: a day before the scenario. */
export const DEFAULT_START = -86_400;

/** With a language: luxon asks the system for its own otherwise, which takes 10 ms. */
const IN_UTC = { zone: "utc", locale: "en-US" } as const;

/** The start of a scenario. */
function startOf({ start }: Pick<Scenario, "start">): DateTime {
  return DateTime.fromISO(start ?? "2024-01-01T00:00:00Z", IN_UTC);
}

/** Replaces the model of AWS, virtual time, services and the rules of the version, and switches on the causes of waits and the checkers. */
export type Surroundings = Pick<
  SimulationOptions,
  "check" | "clock" | "cloud" | "explain" | "onRuleRead" | "rules" | "services"
>;

/** The simulation that a scenario describes, with its runs and actions. */
export function buildSimulation(scenario: Scenario, surroundings: Surroundings = {}): Simulation {
  const { runs = [] } = withArrivals(scenario);
  const dags = scenario.dags.map((dag) => buildDag(dag, scenario));
  const simulation = new Simulation({ ...simulationOptions(scenario), ...surroundings, dags });
  for (const { dag_id, run_id, at, conf, logical_at, run_after, partition_key } of runs) {
    const more = { logicalAt: logical_at, runAfter: run_after, partitionKey: partition_key };
    simulation.trigger(dag_id, given({ runId: run_id, at, conf, ...more }));
  }
  for (const action of scenario.actions ?? []) {
    act(simulation, action);
  }
  return simulation;
}

/** The versions that a scenario names. */
function simulationVersions({
  airflow,
  amazon_provider: amazonProvider,
}: Pick<Scenario, "airflow" | "amazon_provider">) {
  return given({ airflow, amazonProvider });
}

/** All options but the DAGs. */
export function simulationOptions(scenario: Scenario): Omit<SimulationOptions, "dags"> {
  const { config = {}, pools = {}, executor = {}, overheads = {}, phases = {}, triggerers, cloud } = scenario;
  const { scheduler_loop: loop, ...ofTasks } = overheads;
  return {
    start: startOf(scenario),
    ...simulationVersions(scenario),
    ...given({ until: scenario.until, seed: scenario.seed }),
    config: simulatedConfig(config),
    pools: Object.fromEntries(
      Object.entries(pools).map(([name, pool]) => [name, camelKeys(pool) as unknown as PoolOptions]),
    ),
    executor: { ...executorOptions(executor), ...camelKeys(ofTasks) },
    ...(loop === undefined ? {} : { schedulerLoop: loopCost(loop) }),
    ...mortalOptions(scenario),
    phases: camelKeys(phases),
    ...(triggerers === undefined
      ? {}
      : { triggerers: triggerers.map((triggerer) => given(camelKeys(triggerer)) as TriggererSpec) }),
    ...(cloud === undefined ? {} : { cloud: new AwsModel(awsSpec(cloud, scenario)) }),
  };
}

/** The costs of the scheduler's loop in this library's words. */
function loopCost(loop: NonNullable<NonNullable<Scenario["overheads"]>["scheduler_loop"]>) {
  return typeof loop === "number" || "distribution" in loop ? loop : given(camelKeys(loop));
}

/** The cloud in this library's words. What is inside `existing` is AWS's own. */
function awsSpec(cloud: NonNullable<Scenario["cloud"]>, { airflow, start, until }: Scenario): AwsSpec {
  const { s3: { objects = [], ...s3 } = {}, glue, denied, latency, ...services } = cloud;
  const { crawlers = [], jobs = [], partitions = [] } = glue ?? {};
  const span = { start: startOf({ start }), until, rules: rulesOf(versionsOf({ airflow })) };
  const converted = {
    crawlers: crawlers.map(camelKeys),
    jobs: jobs.map(camelKeys),
    partitions: withOccurrences(partitions, "expression", span),
  } as unknown as AwsSpec["glue"];
  const others = Object.entries(camelKeys(services)).map(([key, lists]) => [
    key,
    Object.fromEntries(
      Object.entries(camelKeys(lists as Raw)).map(([list, entries]) => [list, (entries as Raw[]).map(camelKeys)]),
    ),
  ]);
  const bucket = { ...s3, objects: withOccurrences(objects, "key", span) };
  return { ...given({ s3: bucket, denied, latency, glue: converted }), ...Object.fromEntries(others) } as AwsSpec;
}

/** The options that the simulation has a use for. */
export function simulatedConfig(config: NonNullable<Scenario["config"]>): PartialConfig {
  const sections = config as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
  return Object.fromEntries(
    Object.entries(DEFAULT_CONFIG).map(([section, standard]) => {
      const options = camelKeys(sections[snake(section)] ?? {});
      const names = [...Object.keys(standard), ...(NAMES_OF_3[section] ?? [])];
      return [section, Object.fromEntries(Object.entries(options).filter(([option]) => names.includes(option)))];
    }),
  );
}

/** Does nothing: what a scenario's callbacks are for is that the trace tells when they are called. */
const NOTHING = () => {};

/** Arguments in this library's words: datasets by their URIs, callbacks by their names. */
function taskArguments({
  callbacks = [],
  outlets,
  ...rest
}: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return {
    ...camelKeys(rest),
    ...Object.fromEntries((callbacks as string[]).map((name) => [camel(`${name}_callback`), NOTHING])),
    ...(outlets === undefined ? {} : { outlets: (outlets as string[]).map((uri) => new Dataset(uri)) }),
  };
}

/** A DAG of a scenario. Groups come before the tasks, and their own dependencies after them. */
export function buildDag(
  spec: ScenarioDag,
  scenario: Pick<Scenario, "airflow" | "amazon_provider" | "config" | "start">,
): DAG {
  const start = startOf(scenario);
  const at = (seconds: number) => DateTime.fromMillis(start.toMillis() + Math.round(seconds * 1000), IN_UTC);
  const {
    dag_id,
    tasks,
    start_at = DEFAULT_START,
    timezone = "utc",
    deadline: _deadline,
    owner: _owner,
    end_at,
    default_args = {},
    schedule,
    ...others
  } = spec;
  const { task_groups = [], callbacks = [], ...rest } = others;
  const dag = new DAG(dag_id, {
    ...(given(camelKeys(rest)) as DagArguments),
    ...taskArguments({ callbacks }),
    schedule: scheduleOf(schedule, at),
    startDate: at(start_at).setZone(timezone),
    ...(end_at === null || end_at === undefined ? {} : { endDate: at(end_at) }),
    defaultArgs: taskArguments(default_args),
  });
  const groups = new Map<string, TaskGroup>();
  for (const {
    group_id: groupId,
    parent_group,
    prefix_group_id,
    default_args = {},
    expand,
    expand_kwargs,
  } of task_groups) {
    const more = given({ prefixGroupId: prefix_group_id, parentGroup: groups.get(parent_group ?? "") });
    const values =
      expand_kwargs === undefined
        ? expand && mappedValues(expand)
        : ({ kind: "list-of-dicts", value: mappedKwargs(expand_kwargs as KwargsSpec) } as const);
    const group = new TaskGroup({ dag, groupId, defaultArgs: taskArguments(default_args), ...more }, values);
    groups.set(group.groupId, group);
  }
  const defaults = scenario.config?.operators?.["default_deferrable"] === true ? { deferrable: true } : {};
  const versions = versionsOf(simulationVersions(scenario));
  const built = new Map<string, LinkableTask>();
  const later: (() => void)[] = [];
  for (const task of tasks) {
    const made = buildTask(
      task,
      dag,
      groups.get(task.task_group ?? ""),
      start,
      mayDefer(task, versions) ? defaults : {},
    );
    built.set(made.taskId, made);
    const link = () => linkTask(made as BaseOperator, task, (id) => groups.get(id) ?? built.get(id));
    if ([...(task.upstream ?? []), ...(task.teardown_of ?? [])].every((id) => groups.has(id) || built.has(id))) link();
    else later.push(link);
  }
  for (const link of later) link();
  for (const [i, group] of [...groups.values()].entries())
    for (const id of sourcesOf(group, (task_groups[i]?.expand ?? task_groups[i]?.expand_kwargs) !== undefined))
      group.setUpstream(built.get(id) as Linkable);
  for (const [i, group] of [...groups.values()].entries())
    for (const id of task_groups[i]?.upstream ?? []) group.setUpstream((groups.get(id) ?? built.get(id)) as Linkable);
  return dag;
}

/** As soon as what it waits for is there: what a group's leaves are depends on what the file has said before. */
function linkTask(made: BaseOperator, task: ScenarioTask, find: (id: string) => Linkable | undefined): void {
  const { upstream = [], setup = false, teardown_of, on_failure_fail_dagrun: onFailureFailDagrun = false } = task;
  made.setUpstream(...upstream.map((id) => find(id) as Linkable));
  if (setup) made.asSetup();
  if (teardown_of !== undefined) {
    const setups = teardown_of.map((id) => find(id) as BaseOperator);
    made.asTeardown({ setups, onFailureFailDagrun });
  }
}

/** Without what a program says is undefined. */
function mappedEntries(expand: Readonly<Record<string, Mapped | undefined>>): [key: string, value: Mapped][] {
  return Object.entries(expand).filter((entry): entry is [string, Mapped] => entry[1] !== undefined);
}

type Mapped = readonly unknown[] | SourceSpec;

function mappedValues(expand: Readonly<Record<string, Mapped>>): Record<string, readonly unknown[] | XComReference> {
  const entries = mappedEntries(expand);
  return Object.fromEntries(entries.map(([key, value]) => [key, isSource(value) ? referenceOf(value) : value]));
}

/** The tasks whose results a group is mapped over. */
function sourcesOf({ mappedGroups: [own] }: TaskGroup, isMapped: boolean): readonly string[] {
  return own === undefined || !isMapped ? [] : referencedTaskIds(own.expandInput);
}

type Kwargs = Readonly<Record<string, unknown>>;

/** The values of `expand_kwargs`, each object converted to the names of this library. */
function mappedKwargs(given: KwargsSpec, convert: (kwargs: Kwargs) => Kwargs = (kwargs) => kwargs) {
  const reference = (source: SourceSpec) => new ConvertedKwargs(referenceOf(source), convert);
  if (isSource(given)) return reference(given);
  return given.map((one) => (isSource(one) ? reference(one) : convert(one)));
}

function buildTask(
  spec: ScenarioTask,
  dag: DAG,
  taskGroup: TaskGroup | undefined,
  start: DateTime,
  defaults: { readonly deferrable?: boolean },
): LinkableTask {
  const { task_id, operator, task_group: _, upstream: __, setup: ___, teardown_of: ____, ...more } = spec;
  const { on_failure_fail_dagrun: _____, ...others } = more;
  const { expand, expand_kwargs: kwargs, from_group = {}, ...rest } = others;
  const { operatorClass, convert } = OPERATORS[operator] as (typeof OPERATORS)[string];
  const calendar = new Calendar(start);
  const isoAt = (seconds: number) => calendar.isoformat(durationMicros(seconds));
  const fromGroup = Object.entries(from_group).map(([key, name]) => [key, taskGroup?.argument(name)]);
  const values = { ...withTriggerKwargs(rest), ...Object.fromEntries(fromGroup) };
  const own = { ...defaults, ...taskArguments(values), ...given({ taskGroup }) };
  const args = { dag, taskId: task_id, ...(convert === undefined ? own : convert(own, isoAt)) } as never;
  if (kwargs !== undefined) {
    const converted = (one: Kwargs) => {
      const own = taskArguments(withTriggerKwargs(one));
      return convert === undefined ? own : convert(own, isoAt);
    };
    return partial(operatorClass as never, args).expandKwargs(mappedKwargs(kwargs, converted) as never);
  }
  if (expand === undefined) return new operatorClass(args);
  return partial(operatorClass as never, args).expand(camelKeys(mappedValues(withTriggerKwargs(expand))) as never);
}

/** Converts the arguments of a trigger to this library's names, for one task or for each map index. */
function withTriggerKwargs<Given extends Readonly<Record<string, unknown>>>(given: Given): Given {
  const { trigger_kwargs: kwargs } = given;
  if (typeof kwargs !== "object" || kwargs === null) return given;
  return { ...given, trigger_kwargs: Array.isArray(kwargs) ? kwargs.map(triggerKwargs) : triggerKwargs(kwargs) };
}

function triggerKwargs(given: object): Record<string, unknown> {
  const { moment, ...rest } = camelKeys(given as Readonly<Record<string, unknown>>);
  return { ...rest, ...(moment === undefined ? {} : { moment: durationMicros(moment as number) }) };
}
