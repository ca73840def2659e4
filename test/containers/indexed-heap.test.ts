/**
 * A heap whose items move after their ranks have changed.
 * @module
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { IndexedHeap } from "../../src/containers/index.ts";

test("the top is the first of all, whatever was raised, lowered and taken out", () => {
  const steps = fc.array(
    fc.record({ kind: fc.constantFrom("raise", "lower", "pop"), item: fc.nat(9), by: fc.nat(20) }),
  );
  fc.assert(
    fc.property(steps, (given) => {
      const items = Array.from({ length: 10 }, (_, id) => ({ id, rank: 100 + id, placeInHeap: -1 }));
      const heap = new IndexedHeap<(typeof items)[number]>(
        (a, b) => a.rank < b.rank || (a.rank === b.rank && a.id < b.id),
      );
      const inside = () => items.filter(({ placeInHeap }) => placeInHeap >= 0);
      const first = () => inside().toSorted((a, b) => a.rank - b.rank || a.id - b.id)[0];
      for (const { kind, item, by } of given) {
        const chosen = items[item];
        if (kind === "raise" && chosen !== undefined) {
          if (chosen.placeInHeap >= 0) chosen.rank -= by;
          heap.raise(chosen);
        } else if (kind === "lower" && heap.top !== undefined) {
          heap.top.rank += by;
          heap.lowerTop();
        } else if (kind === "pop") {
          const expected = first();
          expect(heap.pop()).toBe(expected);
        }
        expect(heap.top).toBe(first());
        expect(heap.size).toBe(inside().length);
      }
    }),
  );
});
