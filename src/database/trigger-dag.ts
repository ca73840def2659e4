import { AirflowException, ofAnotherType, runIdProblem } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { Rules } from "../rules/index.ts";
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
  checkRunId(runId);
  const runType = runTypeOf(metadata, runId, given);
  if (runType === "manual") checkRunId(runId, metadata.rules);
  return metadata.runLife.create(dag, {
    runId,
    runType,
    logicalDate,
    dataInterval: logicalDate === null ? null : dag.timetable.inferManualDataInterval(about),
    runAfter,
    conf: given.conf ?? {},
    externalTrigger: true,
    partitionKey: given.partitionKey,
  });
}

function checkRunId(runId: string, rules?: Rules): void {
  const problem = runIdProblem(runId, rules);
  if (problem !== undefined) throw new AirflowException(problem);
}

/** The type of a run that is asked for: see `Rules.runIdsOfOthersAre` and `Rules.operatorRunsAre`. */
function runTypeOf({ rules }: Metadata, runId: string, { isByOperator = false }: TriggerArguments): DagRunType {
  if (isByOperator && rules.operatorRunsAre === "operator_triggered") return "operator_triggered";
  if (rules.runIdsOfOthersAre === "refused") return "manual";
  return ofAnotherType(runId) ?? "manual";
}
