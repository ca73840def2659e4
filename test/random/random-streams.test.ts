/**
 * Random streams: what a stream gives depends on the seed and on its name alone.
 * @module
 */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, test } from "vitest";
import { RandomStreams } from "../../src/random/index.ts";

const take = (count: number, source: () => number) => Array.from({ length: count }, source);

describe("a random stream", () => {
  test("is xoroshiro128+ from the hash of the version, the seed and the name, each behind its length", () => {
    const hash = createHash("sha256").update("10:airlapse-11:74:task2:t1").digest();
    const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((at) => hash.readInt32LE(at)));
    const [high, low] = [generator.next() & 0x3ffffff, generator.next() & 0x7ffffff];
    expect(new RandomStreams(7).stream(["task", "t1"])()).toBe(high / 2 ** 26 + low / 2 ** 53);
  });

  test("is the same from the same seed and name, whatever was drawn from others before", () => {
    const alone = take(5, new RandomStreams(1).stream(["a"]));
    const streams = new RandomStreams(1);
    take(100, streams.stream(["b"]));
    expect(take(5, streams.stream(["a"]))).toEqual(alone);
  });

  test("has a name of its own: names whose parts read alike when joined are different streams", () => {
    const part = fc.string({ maxLength: 4, unit: fc.constantFrom("1", ":", "a") });
    const name = fc.array(part, { maxLength: 3 });
    fc.assert(
      fc.property(name, name, (a, b) => {
        const streams = new RandomStreams(0);
        const isSame = JSON.stringify(a) === JSON.stringify(b);
        expect(streams.stream(a)() === streams.stream(b)()).toBe(isSame);
      }),
    );
  });

  test("differs from seed to seed", () => {
    const firsts = Array.from({ length: 1000 }, (_, seed) => new RandomStreams(seed).stream(["a"])());
    expect(new Set(firsts).size).toBe(1000);
  });

  test("gives seeds that are whole numbers, for what is inside", () => {
    const seeds = Array.from({ length: 1000 }, (_, i) => new RandomStreams(3).derivedSeed(["repetition", i]));
    expect(seeds.every(Number.isSafeInteger)).toBe(true);
    expect(new Set(seeds).size).toBe(1000);
  });

  test.each([-1, 0.5, Number.NaN, 2 ** 53])("has no seed %d", (seed) => {
    expect(() => new RandomStreams(seed)).toThrow(RangeError);
  });
});
