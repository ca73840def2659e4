import type { Seconds } from "../kernel/index.ts";
import type { InstanceMeasure, Measured, Recording, RunMeasure } from "../replay/index.ts";
import { pairedRuns } from "./errors.ts";

/** A run whose end the replay misses, and the first task instance in it that went otherwise. */
export interface WorstRun {
  readonly run: RunMeasure;
  /** The end in the replay less the end in history; null where it has ended in one only. */
  readonly off: Seconds | null;
  readonly task: string;
  readonly cause: string;
}

const MOST = 10;

/** A second: two times closer than that are the same. */
const TOLERANCE = 1;

/** The runs that are furthest off, worst first. Those that are right to a second are none. */
export function worstRuns(_recording: Recording, truth: Measured, replayed: Measured): WorstRun[] {
  const found: { readonly was: RunMeasure; readonly is: RunMeasure | undefined; readonly off: Seconds | null }[] = [];
  for (const [was, is] of pairedRuns(truth, replayed)) {
    const run = was ?? is;
    if (run === undefined) continue;
    const [ended, endsNow] = [was?.end ?? null, is?.end ?? null];
    const off = ended !== null && endsNow !== null ? endsNow - ended : null;
    const isOff = off === null ? (ended === null) !== (endsNow === null) : Math.abs(off) > TOLERANCE;
    if (isOff) found.push({ was: run, is, off });
  }
  const size = (off: Seconds | null) => (off === null ? Number.POSITIVE_INFINITY : Math.abs(off));
  const worst = found.sort((a, b) => size(b.off) - size(a.off)).slice(0, MOST);
  const ofRun = new Map<string, [task: string, was: InstanceMeasure][]>();
  for (const [key, was] of truth.instances) {
    const cut = key.indexOf("\n", key.indexOf("\n") + 1);
    const run = key.slice(0, cut);
    const known = ofRun.get(run);
    if (known === undefined) ofRun.set(run, [[key.slice(cut + 1), was]]);
    else known.push([key.slice(cut + 1), was]);
  }
  return worst.map(({ was, is, off }) => {
    const tasks = ofRun.get(`${was.dagId}\n${was.runId}`) ?? [];
    return { run: was, off, ...firstDifference(tasks, is, replayed) };
  });
}

function firstDifference(
  tasks: readonly [task: string, was: InstanceMeasure][],
  run: RunMeasure | undefined,
  replayed: Measured,
): { readonly task: string; readonly cause: string } {
  if (run === undefined) return { task: "", cause: "the replay made no such run" };
  const inOrder = [...tasks].sort(
    (a, b) => (a[1].started ?? Number.POSITIVE_INFINITY) - (b[1].started ?? Number.POSITIVE_INFINITY),
  );
  for (const [task, was] of inOrder) {
    const is = replayed.instances.get(`${run.dagId}\n${run.runId}\n${task}`);
    const cause = is === undefined ? "it is not in the replay" : causeOf(was, is);
    const [name = "", index] = task.split("\n");
    if (cause !== undefined) return { task: index === "-1" ? name : `${name}[${index}]`, cause };
  }
  return { task: "", cause: "its tasks are right: the run itself was ended otherwise" };
}

function causeOf(was: InstanceMeasure, is: InstanceMeasure): string | undefined {
  if (was.started === null || is.started === null)
    return was.started === is.started ? undefined : `it has ${was.started === null ? "not " : ""}started in history`;
  if (Math.abs(is.started - was.started) > TOLERANCE) {
    const later = is.started > was.started ? "later" : "earlier";
    const queuedOff = was.queued === null || is.queued === null ? 0 : is.queued - was.queued;
    return Math.abs(queuedOff) > TOLERANCE
      ? `queued ${Math.abs(queuedOff).toFixed(0)} s ${later}: pools, limits, or what it comes behind`
      : `started ${Math.abs(is.started - was.started).toFixed(0)} s ${later}: worker slots, or its process`;
  }
  if (was.ended !== null && is.ended !== null && Math.abs(is.ended - was.ended) > TOLERANCE)
    return `took ${Math.abs(is.ended - was.ended).toFixed(0)} s ${is.ended > was.ended ? "longer" : "less"}`;
  return undefined;
}
