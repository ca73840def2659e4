/**
 * Limits that more tasks exceed than they allow, because deferred ones do not count.
 * @module
 */
import type { TaskInstance } from "../../database/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { Evidence } from "./evidence.ts";
import type { Span } from "./history.ts";
import { instant } from "./texts.ts";
import { type Cause, causeOf } from "./why.ts";

/** A limit that was exceeded, most of all at an instant. */
export interface Exceeded extends Cause {
  /** The name of the limit, which no other has. */
  readonly key: string;
  readonly instance: TaskInstance;
  readonly at: Micros;
  readonly by: number;
  /** The times in which it was exceeded. */
  readonly spans: readonly Span[];
}

/** Exceeded limits are looked for once in each simulation. */
const KNOWN = new WeakMap<Evidence, readonly Exceeded[]>();

/** The limits that were exceeded while it was deferred, and did not count it. */
export function uncountedWhile(
  instance: TaskInstance,
  { from, to }: { readonly from: Micros; readonly to: Micros },
  evidence: Evidence,
): Cause[] {
  const known = KNOWN.get(evidence) ?? exceededLimits(evidence);
  KNOWN.set(evidence, known);
  const own = new Set(limitsOf(instance, evidence).map(({ key }) => key));
  const isThen = ({ spans }: Exceeded) => spans.some((span) => span.from < to && span.to > from);
  return known.filter((one) => own.has(one.key) && isThen(one)).map(causeOf);
}

interface Count {
  readonly key: string;
  readonly name: string;
  readonly limit: number;
  readonly instance: TaskInstance;
  counted: number;
  deferred: number;
  readonly spans: Span[];
  peak: { readonly counted: number; readonly deferred: number; readonly at: Micros } | undefined;
}

/** Each limit that active and deferred tasks together have exceeded. */
export function exceededLimits(evidence: Evidence): Exceeded[] {
  const counts = new Map<string, Count>();
  const { changes } = evidence.recorder;
  const { instances } = evidence;
  for (let row = 0; row < changes.length; row += 1) {
    if (changes.kind(row) !== "taskInstance") continue;
    const instance = instances[changes.subject(row)] as TaskInstance;
    const [state, from] = [changes.taskInstanceState(row), changes.taskInstanceStateBefore(row)];
    const [active, wasActive] = [isActive(state), isActive(from)];
    const [deferred, wasDeferred] = [state === "deferred", from === "deferred"];
    if (active === wasActive && deferred === wasDeferred) continue;
    for (const { key, name, limit, takes } of limitsOf(instance, evidence)) {
      const count = counts.get(key) ?? {
        key,
        name,
        limit,
        instance,
        counted: 0,
        deferred: 0,
        spans: [],
        peak: undefined,
      };
      counts.set(key, count);
      count.counted += takes * (Number(active) - Number(wasActive));
      count.deferred += takes * (Number(deferred) - Number(wasDeferred));
      note(count, changes.at(row), evidence.facts.endedAt);
      if (
        count.counted + count.deferred >
        (count.peak === undefined ? limit : count.peak.counted + count.peak.deferred)
      )
        count.peak = { counted: count.counted, deferred: count.deferred, at: changes.at(row) };
    }
  }
  return [...counts.values()].flatMap(({ key, name, limit, instance, peak, spans }) =>
    peak === undefined || peak.deferred === 0
      ? []
      : [
          {
            key,
            code: "deferredNotCounted" as const,
            text: `${peak.counted + peak.deferred} were active at ${instant(peak.at)}, more than ${name} = ${limit}: ${peak.deferred} of them were deferred, and deferred tasks do not count`,
            instance,
            at: peak.at,
            by: peak.counted + peak.deferred - limit,
            spans,
          },
        ],
  );
}

/** Notes when a limit begins or ends to be exceeded. */
function note({ counted, deferred, limit, spans }: Count, at: Micros, endedAt: Micros): void {
  const last = spans.at(-1);
  const isOpen = last?.to === endedAt;
  const isExceeded = counted + deferred > limit;
  if (isExceeded && !isOpen) spans.push({ from: at, to: endedAt });
  else if (!isExceeded && isOpen) last.to = at;
}

function isActive(state: TaskInstance["state"]): boolean {
  return state === "running" || state === "queued";
}

interface Limit {
  readonly key: string;
  readonly name: string;
  readonly limit: number;
  readonly takes: number;
}

/** The limits that a task instance counts for, and not while it is deferred. */
function limitsOf({ task, dagRun }: TaskInstance, { facts }: Evidence): Limit[] {
  const { dag, pool, settings, taskId } = task;
  const limits: Limit[] = [
    {
      key: dag.limitsRuns ? `run ${dagRun.id}` : `dag ${dag.dagId}`,
      name: `max_active_tasks of ${dag.dagId}`,
      limit: dag.maxActiveTasks,
      takes: 1,
    },
  ];
  const taskLimitsCountAll = facts.rules.taskLimitsCount === "deferred too";
  if (settings.maxActiveTisPerDag !== null && !taskLimitsCountAll)
    limits.push({
      key: `task ${dag.dagId} ${taskId}`,
      name: `max_active_tis_per_dag of ${taskId}`,
      limit: settings.maxActiveTisPerDag,
      takes: 1,
    });
  if (settings.maxActiveTisPerDagrun !== null && !taskLimitsCountAll)
    limits.push({
      key: `task ${dagRun.id} ${taskId}`,
      name: `max_active_tis_per_dagrun of ${taskId}`,
      limit: settings.maxActiveTisPerDagrun,
      takes: 1,
    });
  if (pool !== undefined && !pool.includeDeferred && Number.isFinite(pool.slots))
    limits.push({
      key: `pool ${pool.name}`,
      name: `slots of pool "${pool.name}"`,
      limit: pool.slots,
      takes: settings.poolSlots,
    });
  return limits;
}
