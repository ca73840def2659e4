import { AirflowException, ofAnotherType, runIdProblem } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { DagModel } from "./dag-model.ts";
import type { DagRun, DagRunType } from "./dag-run.ts";
import type { Metadata } from "./metadata.ts";

/** The arguments of a run that a person, or a task, asks for. */
export interface TriggerArguments {
  /** Default `manual__` and the logical date. */
  readonly runId?: string | undefined;
  /** Default now. */
  readonly logicalDate?: Micros | undefined;
  readonly conf?: Readonly<Record<string, unknown>> | undefined;
  /** The moment before which it does not start. Default now. */
  readonly runAfter?: Micros | undefined;
  /** The partition of assets that it is about. Default none. */
  readonly partitionKey?: string | undefined;
  /** True where a task asks for it. Default false. */
  readonly isByOperator?: boolean;
}

/** Makes a manual run (`trigger_dag`, api/common/trigger_dag.py). */
export function triggerDag(metadata: Metadata, dag: DagModel, given: TriggerArguments): DagRun {
  const { now } = metadata.kernel;
  const isAlwaysDated = metadata.rules.manualRunsAreAbout === "their logical date";
  const logicalDate = given.logicalDate ?? (isAlwaysDated ? now : null);
  const runAfter = given.runAfter ?? now;
  const about = isAlwaysDated && logicalDate !== null ? logicalDate : runAfter;
  const runId = given.runId ?? `manual__${metadata.calendar.isoformat(about)}`;
  const { isByOperator = false } = given;
  const isOperators = isByOperator && metadata.rules.operatorRunsAre === "operator_triggered";
  const wrongId = runIdProblem(runId, isOperators ? undefined : metadata.rules);
  if (wrongId !== undefined) throw new AirflowException(wrongId);
  return metadata.runLife.create(dag, {
    runId,
    runType: isOperators ? "operator_triggered" : runTypeOf(metadata, runId),
    logicalDate,
    dataInterval: logicalDate === null ? null : dag.timetable.inferManualDataInterval(about),
    runAfter,
    conf: given.conf ?? {},
    externalTrigger: true,
    partitionKey: given.partitionKey,
  });
}

/** The type of a run that is asked for by hand: see `Rules.runIdsOfOthersAre`. */
function runTypeOf({ rules }: Metadata, runId: string): DagRunType {
  return (rules.runIdsOfOthersAre === "refused" ? undefined : ofAnotherType(runId)) ?? "manual";
}
