import { type Changes, type Jam, type Recording, replay } from "../replay/index.ts";
import { together } from "./candidates.ts";

/** A jam at a number of slots, and the smallest change that there is no jam with. */
export interface JamAdvice {
  readonly slots: number;
  readonly jam: Jam;
  /** In words; undefined where nothing that was tried breaks it. */
  readonly remedy: string | undefined;
}

/** Looks for a jam of sensors: with today's slots, and with fewer. The first that is found is looked at. */
export function findJam(recording: Recording, onProgress: (what: string) => void): JamAdvice | undefined {
  const { slots: now } = recording.fleet;
  const sizes = [...new Set([now, Math.ceil(now * 0.75), Math.ceil(now / 2), Math.ceil(now / 3)])].filter(
    (size) => size > 1,
  );
  for (const slots of sizes) {
    onProgress(`jams with ${slots} slots`);
    const { jam } = replay(recording, { workerSlots: slots });
    if (jam.seconds > 60) return { slots, jam, remedy: remedyOf(recording, slots, jam) };
  }
  return undefined;
}

/** Tries sensors in reschedule mode, one more at a time, then more slots. */
function remedyOf(recording: Recording, slots: number, { holders }: Jam): string | undefined {
  const isBroken = (changes: Changes) => replay(recording, together({ workerSlots: slots }, changes)).jam.seconds === 0;
  for (let count = 1; count <= Math.min(holders.length, 6); count += 1) {
    const some = holders.slice(0, count);
    if (isBroken({ modes: some.map((pattern) => ({ mode: "reschedule", pattern })) }))
      return `${some.join(", ")} in reschedule mode`;
  }
  for (const more of [slots + 1, slots + 2, slots + 4])
    if (replay(recording, { workerSlots: more }).jam.seconds === 0) return `${more} worker slots`;
  return undefined;
}
