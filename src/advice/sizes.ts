/**
 * The smallest sizes with which runs land in time in most of the nights that are drawn.
 * @module
 */
import type { Changes, Recording } from "../replay/index.ts";
import { shareInTime } from "./in-time.ts";
import { inNight, type Night } from "./nights.ts";
import type { Asker, Replayed } from "./replays.ts";

/** A size that can be changed: worker slots, the slots of a pool, a limit. */
export interface Sizable {
  readonly name: string;
  readonly now: number;
  /** The least that a task can run with. */
  readonly least: number;
  readonly changesOf: (size: number) => Changes;
  /** True if its size of now is the night as it was drawn. */
  readonly isAlone: boolean;
}

export interface Size {
  readonly name: string;
  readonly now: number;
  /** Undefined where not even twice as many are enough. */
  readonly enough: number | undefined;
  /** The share of nights in which it is, and how many were drawn: of a longer history each series of days has several. */
  readonly share: number;
  readonly nights: number;
}

/** The share of nights that a size has to be enough in. */
const CONFIDENCE = 0.95;

/** Nights in which the next size is tried too. */
const NEIGHBOUR = 4;

/**
 * Looks for the smallest size: by bisection, then up from there until a size is enough and the next does not hurt, as more slots
 * can. A size is given up as soon as too many nights have failed; nights that have failed before are asked first.
 */
export async function smallestSize(
  asker: Asker,
  recording: Recording,
  { name, now, least, changesOf, isAlone }: Sizable,
  nights: readonly Night[],
): Promise<Size> {
  const order = [...nights];
  const known = new Map<number, number>();
  const mean = (shares: number[]) => shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  if (isAlone) known.set(now, mean(nights.map(({ today }) => shareInTime(recording, today, today))));
  const heldIn = async (size: number, { seed, today }: Night): Promise<number> => {
    const tonight = await inNight(asker, changesOf(size), seed, `${name}: ${size}, night ${seed + 1}`);
    return shareInTime(recording, tonight, today);
  };
  const shareOf = async (size: number): Promise<number> => {
    const share = known.get(size) ?? (await shareHeld(order, asker.lanes, (night) => heldIn(size, night)));
    known.set(size, share);
    return share;
  };
  const step = Math.max(1, Math.round(now / 32));
  const most = Math.max(now * 2, least);
  const isEnough = async (size: number) => (await shareOf(size)) >= CONFIDENCE;
  let [low, high] = (await isEnough(now)) ? [least - 1, now] : [now, most];
  while (high - low > step) {
    const middle = Math.floor((low + high) / 2);
    if (await isEnough(middle)) high = middle;
    else low = middle;
  }
  const drawn = nights.length * Math.max(1, recording.runs.days);
  const isNextEnough = async (size: number) => {
    const hardest = order.slice(0, NEIGHBOUR);
    return (
      (await shareHeld(hardest, asker.lanes, (night) => heldIn(size + step, night))) >= (known.get(size) ?? 0) - 0.1
    );
  };
  for (let size = high; size <= most; size += step)
    if ((await isEnough(size)) && (size >= now || (await isNextEnough(size))))
      return { name, now, enough: size, share: await shareOf(size), nights: drawn };
  return { name, now, enough: undefined, share: 0, nights: drawn };
}

/** The share of nights that hold, a few at once; 0 as soon as too many have failed. Those that fail most come to the front. */
async function shareHeld(order: Night[], lanes: number, heldIn: (night: Night) => Promise<number>): Promise<number> {
  const shares = new Map<Night, number>();
  let lost = 0;
  for (let from = 0; from < order.length && lost <= order.length * (1 - CONFIDENCE); from += lanes)
    await Promise.all(
      order.slice(from, from + lanes).map(async (night) => {
        const share = await heldIn(night);
        shares.set(night, share);
        lost += 1 - share;
      }),
    );
  order.sort((a, b) => (shares.get(a) ?? 1) - (shares.get(b) ?? 1));
  return lost > order.length * (1 - CONFIDENCE) ? 0 : 1 - lost / Math.max(1, order.length);
}

/** Pools that tasks of the history hold most, and DAGs whose own limit keeps tasks back. */
const [MOST_POOLS, MOST_LIMITS] = [3, 1];

/** Airflow's own size of the pool that nobody has sized. */
const UNSIZED = { name: "default_pool", slots: 128 };

/** Lists the pools and limits whose smallest size is asked. */
export function sizablesOf({ history }: Recording, { dags }: Replayed): Sizable[] {
  const held = new Map<string, { hours: number; least: number }>();
  for (const [dagId, { running }] of dags)
    for (const { pool, poolSlots } of history.dags.get(dagId)?.tasks ?? []) {
      const { hours, least } = held.get(pool) ?? { hours: 0, least: 1 };
      held.set(pool, { hours: hours + running, least: Math.max(least, poolSlots) });
    }
  const pools = [...history.pools]
    .filter(([name, { slots }]) => slots > 0 && held.has(name) && (name !== UNSIZED.name || slots !== UNSIZED.slots))
    .sort(([a], [b]) => (held.get(b)?.hours ?? 0) - (held.get(a)?.hours ?? 0))
    .slice(0, MOST_POOLS)
    .map(([name, { slots }]): Sizable => {
      const least = held.get(name)?.least ?? 1;
      return {
        name: `slots of pool ${name}`,
        now: slots,
        least,
        isAlone: true,
        changesOf: (size) => ({ pools: { [name]: size } }),
      };
    });
  const limits = [...dags]
    .filter(([dagId, { scheduled }]) => scheduled > 300 && history.dags.get(dagId)?.maxActiveTasks != null)
    .sort(([, a], [, b]) => b.scheduled - a.scheduled)
    .slice(0, MOST_LIMITS)
    .map(([dagId]): Sizable => {
      const now = history.dags.get(dagId)?.maxActiveTasks ?? 1;
      const changesOf = (maxActiveTasks: number) => ({ dags: { [dagId]: { maxActiveTasks } } });
      return { name: `max_active_tasks of ${dagId}`, now, least: 1, isAlone: true, changesOf };
    });
  return [...pools, ...limits];
}
