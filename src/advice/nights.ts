/**
 * Nights that are drawn out of a history.
 * @module
 */
import type { Changes } from "../replay/index.ts";
import type { Asker, Replayed } from "./replays.ts";

/** A night that was drawn, and how it goes with today's settings. */
export interface Night {
  readonly seed: number;
  readonly today: Replayed;
}

/** Draws nights: orders of DAGs that are due at once, and of a longer history whole days. */
export function drawNights(asker: Asker, count: number): Promise<Night[]> {
  const draw = async (_: unknown, seed: number) => ({
    seed,
    today: await inNight(asker, {}, seed, `night ${seed + 1}`),
  });
  return Promise.all(Array.from({ length: count }, draw));
}

/** Replays a night under changes. */
export function inNight(asker: Asker, changes: Changes, seed: number, what: string): Promise<Replayed> {
  return asker.make(what, { changes, drawn: { orderSeed: seed, nightSeed: seed } });
}
