import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { sha256 } from "../digest/index.ts";
import type { Seconds } from "../kernel/index.ts";
import { type RandomSeconds, type RandomSource, sampler } from "./distribution.ts";

/** The name of a stream: its purpose, from the general to the particular. */
export type StreamName = readonly (string | number)[];

/** Part of each seed, so that another way of deriving them is another version and not a silent change. */
const VERSION = "airlapse-1";

/**
 * Streams of random numbers, one for each purpose, all from one seed. The numbers of a stream depend on the seed and on its
 * name alone: one more draw from a stream shifts no other, and the order in which streams are asked for does not matter.
 *
 * @example
 * const streams = new RandomStreams(7);
 * const first = streams.draw({ distribution: "uniform", min: 1, max: 9 }, ["duration", "a"]);
 * const again = new RandomStreams(7).draw({ distribution: "uniform", min: 1, max: 9 }, ["duration", "a"]);
 * console.log(first === again); // true
 */
export class RandomStreams {
  readonly seed: number;

  constructor(seed: number) {
    if (!isSeed(seed)) throw new RangeError(`Expected \`seed\` to be a whole number from 0 up, got \`${seed}\``);
    this.seed = seed;
  }

  /** A stream from its beginning. */
  stream(name: StreamName): RandomSource {
    const hash = hashOf(this.seed, name);
    const words = [0, 4, 8, 12].map((at) => hash.getInt32(at, true));
    const generator = xoroshiro128plusFromState(words);
    return () => uniformFloat64(generator);
  }

  /** The first value of a stream; a plain number of seconds is itself. */
  draw(value: RandomSeconds, name: StreamName): Seconds {
    return typeof value === "number" ? value : sampler(value, this.stream(name))();
  }

  /** A seed of its own for something inside, such as one repetition of an experiment. */
  derivedSeed(name: StreamName): number {
    const hash = hashOf(this.seed, name);
    return hash.getUint32(0, true) * 2 ** 21 + (hash.getUint32(4, true) >>> 11);
  }
}

export function isSeed(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Each part is written behind its length, so that no two names read alike. */
function hashOf(seed: number, name: StreamName): DataView {
  const parts = [VERSION, seed, ...name].map(String);
  return new DataView(sha256(parts.map((part) => `${part.length}:${part}`).join("")).buffer);
}
