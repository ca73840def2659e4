/**
 * Worker slots, which no export tells: read from how many tasks ran at once on each host.
 * @module
 */
import type { History, Instant, RunRecord } from "../history/index.ts";

export interface Fleet {
  readonly slots: number;
  /** Numbers of slots from later instants on. */
  readonly later: readonly { readonly at: Instant; readonly slots: number }[];
  /** The hosts that ran tasks, each with the most that it ran at once. */
  readonly hosts: ReadonlyMap<string, number>;
  /** False where nothing ever waited for a slot, so that there are at least so many. */
  readonly isKnown: boolean;
  /** The evidence, in words. */
  readonly evidence: string;
}

/** A span in which a process held a slot, as far as history shows. */
interface Span {
  readonly from: Instant;
  readonly to: Instant;
  readonly host: string;
}

/** The visits of tries to a worker. Where a try deferred or rescheduled, only its first and last moments are known as held. */
export function* heldSpans(runs: readonly RunRecord[], until: Instant): Generator<Span> {
  for (const { instances } of runs)
    for (const { tries } of instances.values())
      for (const { start, end, host, visits, queued, reschedules } of tries) {
        if (start === null) continue;
        const to = end ?? until;
        const paused = visits.length > 1 || reschedules !== null || (queued !== null && queued > start);
        const from = paused ? (visits.at(-1) ?? queued ?? start) : start;
        if (to > from) yield { from, to, host: host ?? "" };
      }
}

export function peakOf(spans: Iterable<{ readonly from: Instant; readonly to: Instant }>): number {
  const changes: [Instant, number][] = [];
  for (const { from, to } of spans) changes.push([from, 1], [to, -1]);
  changes.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let [level, peak] = [0, 0];
  for (const [, delta] of changes) {
    level += delta;
    if (level > peak) peak = level;
  }
  return peak;
}

/** Infers the fleet. What a person says in airlapse.json goes before. */
export function inferFleet(history: History, instantOf: (text: string) => Instant): Fleet {
  const { byHand, config } = history;
  const byHost = new Map<string, Span[]>();
  for (const span of heldSpans(history.runs, history.window.to)) {
    const spans = byHost.get(span.host);
    if (spans === undefined) byHost.set(span.host, [span]);
    else spans.push(span);
  }
  const hosts = new Map([...byHost].filter(([host]) => host !== "").map(([host, spans]) => [host, peakOf(spans)]));
  const peak = peakOf([...byHost.values()].flat());
  if (byHand.workerSlots !== undefined) {
    const later = (byHand.workerSlotsFrom ?? []).map(({ at, slots }) => ({ at: instantOf(at), slots }));
    return { slots: byHand.workerSlots, later, hosts, isKnown: true, evidence: "airlapse.json" };
  }
  const concurrency = Number(config.get("celery.worker_concurrency"));
  const most = Math.max(0, ...hosts.values());
  if (!(Number.isSafeInteger(concurrency) && concurrency >= most && most > 0)) {
    const slots = Math.max(1, peak);
    return { slots, later: [], hosts, isKnown: false, evidence: `at least so many: ${slots} tasks ran at once` };
  }
  const alive = [...byHost].filter(([host]) => host !== "").map(([, spans]) => lifeOf(spans));
  const steps = stepsOf(alive, history.window, concurrency);
  const shown = [...hosts.values()].slice(0, 8).join(" + ");
  return {
    slots: steps[0]?.slots ?? concurrency,
    later: steps.slice(1),
    hosts,
    isKnown: most === concurrency,
    evidence: `${hosts.size} ${hosts.size === 1 ? "host" : "hosts"} of celery.worker_concurrency = ${concurrency}, which ran ${shown} tasks at once`,
  };
}

function lifeOf(spans: readonly Span[]): { readonly from: Instant; readonly to: Instant } {
  return spans.reduce(({ from, to }, span) => ({ from: Math.min(from, span.from), to: Math.max(to, span.to) }), {
    from: Number.POSITIVE_INFINITY,
    to: Number.NEGATIVE_INFINITY,
  });
}

/** A host that ran nothing for less than this, or for a third of the window, at an edge of the window is taken to have been there. */
const EDGE = 3600e6;

/** Slots over time: hosts that come and go change them, and there is always one at least. */
function stepsOf(
  alive: readonly { readonly from: Instant; readonly to: Instant }[],
  window: { readonly from: Instant; readonly to: Instant },
  concurrency: number,
): { readonly at: Instant; readonly slots: number }[] {
  const edge = Math.max(EDGE, (window.to - window.from) / 3);
  const changes: [Instant, number][] = [];
  for (const { from, to } of alive) {
    changes.push([from - window.from <= edge ? window.from : from, 1]);
    if (window.to - to > edge) changes.push([to, -1]);
  }
  changes.sort((a, b) => a[0] - b[0]);
  const steps: { at: Instant; slots: number }[] = [];
  let hosts = 0;
  for (const [at, delta] of changes) {
    hosts += delta;
    const slots = Math.max(1, hosts) * concurrency;
    const last = steps.at(-1);
    if (last !== undefined && last.at === at) last.slots = slots;
    else if (last?.slots !== slots) steps.push({ at, slots });
  }
  return steps;
}
