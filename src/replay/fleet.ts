/**
 * Worker slots, which no export tells: read from how many tasks ran at once on each host.
 * @module
 */
import { Numbers } from "../containers/index.ts";
import type { History, Instant, TryRecord } from "../history/index.ts";

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

/** Spans in which processes held a slot, as far as history shows. */
class Spans {
  readonly #froms = new Numbers();
  readonly #tos = new Numbers();
  first: Instant = Number.POSITIVE_INFINITY;
  last: Instant = Number.NEGATIVE_INFINITY;

  add(from: Instant, to: Instant): void {
    this.#froms.push(from);
    this.#tos.push(to);
    this.first = Math.min(this.first, from);
    this.last = Math.max(this.last, to);
  }

  /** The most that there are at once; one that ends when another begins is none of them. */
  get peak(): number {
    const [froms, tos] = [this.#froms.toArray().sort(), this.#tos.toArray().sort()];
    let [ended, peak] = [0, 0];
    for (const [begun, from] of froms.entries()) {
      while (ended < tos.length && (tos[ended] as number) <= from) ended += 1;
      peak = Math.max(peak, begun + 1 - ended);
    }
    return peak;
  }
}

/** Where a try deferred or rescheduled, only its last visit to a worker is known from its beginning to its end. */
function addHeld(spans: Spans, { start, end, visits, queued, reschedules }: TryRecord, until: Instant): void {
  if (start === null) return;
  const to = end ?? until;
  const paused = visits.length > 1 || reschedules !== null || (queued !== null && queued > start);
  const from = paused ? (visits.at(-1) ?? queued ?? start) : start;
  if (to > from) spans.add(from, to);
}

/** Infers the fleet. What a person says in airlapse.json goes before. */
export function inferFleet(history: History, instantOf: (text: string) => Instant): Fleet {
  const { byHand, config } = history;
  const all = new Spans();
  const byHost = new Map<string, Spans>();
  for (const { instances } of history.runs)
    for (const { tries } of instances.values())
      for (const one of tries) {
        addHeld(all, one, history.window.to);
        if (one.host === null || one.host === "") continue;
        const ofHost = byHost.get(one.host) ?? new Spans();
        byHost.set(one.host, ofHost);
        addHeld(ofHost, one, history.window.to);
      }
  const hosts = new Map(
    [...byHost].map(([host, spans]) => [host, spans.peak]).filter((entry): entry is [string, number] => entry[1] !== 0),
  );
  if (byHand.workerSlots !== undefined) {
    const later = (byHand.workerSlotsFrom ?? []).map(({ at, slots }) => ({ at: instantOf(at), slots }));
    return { slots: byHand.workerSlots, later, hosts, isKnown: true, evidence: "airlapse.json" };
  }
  const concurrency = Number(config.get("celery.worker_concurrency"));
  const most = Math.max(0, ...hosts.values());
  if (!(Number.isSafeInteger(concurrency) && concurrency >= most && most > 0)) {
    const slots = Math.max(1, all.peak);
    return { slots, later: [], hosts, isKnown: false, evidence: `at least so many: ${slots} tasks ran at once` };
  }
  const steps = stepsOf([...byHost.values()], history.window, concurrency);
  const shown = [...hosts.values()].slice(0, 8).join(" + ");
  return {
    slots: steps[0]?.slots ?? concurrency,
    later: steps.slice(1),
    hosts,
    isKnown: most === concurrency,
    evidence: `${hosts.size} ${hosts.size === 1 ? "host" : "hosts"} of celery.worker_concurrency = ${concurrency}, which ran ${shown} tasks at once`,
  };
}

/** A host that ran nothing for less than this, or for a third of the window, at an edge of the window is taken to have been there. */
const EDGE = 3600e6;

/** Slots over time: hosts that come and go change them, and there is always one at least. */
function stepsOf(
  hostSpans: readonly Spans[],
  window: { readonly from: Instant; readonly to: Instant },
  concurrency: number,
): { readonly at: Instant; readonly slots: number }[] {
  const edge = Math.max(EDGE, (window.to - window.from) / 3);
  const changes: [Instant, number][] = [];
  for (const { first, last } of hostSpans) {
    if (first > last) continue;
    changes.push([first - window.from <= edge ? window.from : first, 1]);
    if (window.to - last > edge) changes.push([last, -1]);
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
