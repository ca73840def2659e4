/**
 * The four ways in which a pipeline can wait, and scenarios switched from one to another.
 * @module
 */
import {
  knownVersionsOf,
  type NewArguments,
  rulesOf,
  START_FROM_TRIGGER,
  tooOld,
  type Versions,
} from "../rules/index.ts";
import { camel, OPERATORS, type Scenario, type ScenarioTask } from "../scenario/index.ts";

export const MODES = ["standard", "reschedule", "deferrable", "start_from_trigger"] as const;

/**
 * `standard`: a task holds its worker slot while it waits. `reschedule`: a sensor gives it back between two pokes.
 * `deferrable`: the task waits in the triggerer, between two visits to a worker. `start_from_trigger`: as far as it can, without
 * the first visit, and without the second.
 */
export type Mode = (typeof MODES)[number];

/** The modes that a scenario can be run in: the last where its version has it and any of its tasks can. */
export function modesOf(scenario: Scenario): readonly Mode[] {
  return MODES.filter(
    (mode) => mode !== "start_from_trigger" || (lacksMode(scenario, mode) === undefined && canStart(scenario)),
  );
}

/** Why a scenario cannot be run in a mode: its version does not have it. */
export function lacksMode({ airflow, amazon_provider }: Scenario, mode: Mode): string | undefined {
  if (mode !== "start_from_trigger") return undefined;
  const versions = knownVersionsOf(airflow, amazon_provider);
  if (rulesOf(versions).mayStartFromTrigger) return tooOld(START_FROM_TRIGGER, versions);
  return `Airflow ${versions.airflow} has it switched off, and runs tasks on a worker first: choose another mode`;
}

/** True if the last mode changes anything. */
function canStart({ dags, airflow, amazon_provider }: Scenario): boolean {
  const versions = knownVersionsOf(airflow, amazon_provider);
  return dags.some(({ tasks }) =>
    tasks.some((task) => {
      const { start_from_trigger: start, end_from_trigger: end } = switched(task, "start_from_trigger", versions);
      return start === true || end === true;
    }),
  );
}

/** The scenario with every operator switched that can wait in that mode; the others wait as in the standard mode. */
export function inMode(scenario: Scenario, mode: Mode): Scenario {
  const versions = knownVersionsOf(scenario.airflow, scenario.amazon_provider);
  const dags = scenario.dags.map((dag) => ({
    ...dag,
    tasks: dag.tasks.map((task) => switched(task, mode, versions)),
  }));
  return { ...scenario, dags };
}

function switched(task: ScenarioTask, mode: Mode, versions: Versions): ScenarioTask {
  const hasStart = tooOld(START_FROM_TRIGGER, versions) === undefined;
  const own = OPERATORS[task.operator];
  const isStarted = mode === "start_from_trigger";
  const isDeferred = mode === "deferrable" || isStarted;
  const sibling = isDeferred ? asyncSibling(own, versions) : own?.syncSibling;
  const operator = sibling ?? task.operator;
  const spec = OPERATORS[operator];
  const fields = spec?.fields() ?? {};
  const settled = { ...task.expand, ...task.from_group };
  const takes = (field: string, value: unknown) =>
    fields[field]?.safeParse(value).success === true && isThere(spec?.operatorClass, field, versions);
  const set = (field: string, value: unknown) => (takes(field, value) && !(field in settled) ? { [field]: value } : {});
  return {
    ...task,
    operator,
    ...set("deferrable", isDeferred),
    ...set("mode", mode === "reschedule" && takes("mode", "reschedule") ? "reschedule" : "poke"),
    ...(hasStart && !isMappedBlindly(task) ? set("start_from_trigger", isStarted) : {}),
    ...(hasStart ? set("end_from_trigger", isStarted) : {}),
  };
}

/** The class that waits in the triggerer in place of one that does not defer itself: TimeSensor does from Airflow 3 on. */
function asyncSibling(own: (typeof OPERATORS)[string] | undefined, versions: Versions): string | undefined {
  const defersItself = own?.fields()["deferrable"] !== undefined && isThere(own.operatorClass, "deferrable", versions);
  return defersItself ? undefined : own?.asyncSibling;
}

/** True where the version's class has the argument: some operators learnt to defer later than others. */
function isThere(operatorClass: object | undefined, field: string, versions: Versions): boolean {
  const { newArguments = {} } = (operatorClass ?? {}) as { readonly newArguments?: NewArguments };
  const since = newArguments[camel(field)];
  return since === undefined || tooOld(since, versions) === undefined;
}

/** A mapped task cannot start from its trigger unless it is told what that is made of. */
function isMappedBlindly({ expand, from_group, ...task }: ScenarioTask): boolean {
  const isMapped = expand !== undefined || from_group !== undefined;
  return isMapped && expand?.["trigger_kwargs"] === undefined && task["trigger_kwargs"] === undefined;
}
