import type { Changes, Jam, Recording } from "../replay/index.ts";
import { together } from "./candidates.ts";
import type { Asker } from "./replays.ts";

/** A jam at a number of slots, and the smallest change that there is no jam with. */
export interface JamAdvice {
  readonly slots: number;
  readonly jam: Jam;
  /** In words; undefined where nothing that was tried breaks it. */
  readonly remedy: string | undefined;
}

/** Looks for a jam of sensors: with today's slots, and with fewer. The first that is found is looked at. */
export async function findJam(asker: Asker, recording: Recording): Promise<JamAdvice | undefined> {
  const { slots: now } = recording.fleet;
  const sizes = [...new Set([now, Math.ceil(now * 0.75), Math.ceil(now / 2), Math.ceil(now / 3)])].filter(
    (size) => size > 1,
  );
  for (const slots of sizes) {
    const { jam } = await asker.make(`jams with ${slots} slots`, { changes: { workerSlots: slots } });
    if (jam.seconds > 60) return { slots, jam, remedy: await remedyOf(asker, slots, jam) };
  }
  return undefined;
}

/** Tries sensors in reschedule mode, one more at a time, then more slots. */
async function remedyOf(asker: Asker, slots: number, { holders }: Jam): Promise<string | undefined> {
  const isBroken = async (changes: Changes) =>
    (await asker.make("breaks the jam", { changes: together({ workerSlots: slots }, changes) })).jam.seconds === 0;
  for (let count = 1; count <= Math.min(holders.length, 6); count += 1) {
    const some = holders.slice(0, count);
    if (await isBroken({ modes: some.map((pattern) => ({ mode: "reschedule", pattern })) }))
      return `${some.join(", ")} in reschedule mode`;
  }
  for (const more of [slots + 1, slots + 2, slots + 4])
    if (await isBroken({ workerSlots: more })) return `${more} worker slots`;
  return undefined;
}
