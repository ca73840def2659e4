/**
 * The order of examinations: bit sets of few runs and the array of many are the same order, and that of a plain sort.
 * @module
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { ExaminationArray } from "../../src/database/examination-order.ts";
import { ExaminationSets } from "../../src/database/examination-sets.ts";

interface Run {
  readonly place: number;
  readonly orderDate: number;
  readonly id: number;
  date: number;
}

const step = fc.record({
  kind: fc.constantFrom("enter", "enter", "leave", "examine", "examine", "examine", "setDate"),
  number: fc.nat(60),
  passes: fc.boolean(),
});

test("few runs, many runs and a plain sort are examined in one order", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 40 }), (steps, limit) => {
      const orders = [new ExaminationSets(50), new ExaminationArray()];
      const runs: Run[] = [];
      let [now, ids] = [0, 0];
      const sorted = () => runs.toSorted((a, b) => a.date - b.date || a.orderDate - b.orderDate || a.id - b.id);
      for (const { kind, number, passes } of steps) {
        if (passes) now += 1;
        const run = runs[number % Math.max(1, runs.length)];
        if (kind === "enter" && runs.length < 50) {
          const places = new Set(runs.map(({ place }) => place));
          const place = Array.from({ length: 51 }, (_, i) => i).find((i) => !places.has(i)) as number;
          ids += 1;
          const entered = { place, orderDate: number % 7, id: ids, date: passes ? -1 : number % (now + 1) };
          runs.push(entered);
          for (const order of orders) order.enter(place, entered.orderDate, entered.id, entered.date);
        } else if (kind === "leave" && run !== undefined) {
          runs.splice(runs.indexOf(run), 1);
          for (const order of orders) order.leave(run.place);
        } else if (kind === "setDate" && run !== undefined) {
          run.date = number % (now + 1);
          for (const order of orders) order.setDate(run.place, run.date);
        } else if (kind === "examine") {
          const first = sorted().slice(0, limit);
          for (const order of orders) {
            const count = order.list(limit);
            expect([...order.first.subarray(0, count)]).toEqual(first.map(({ place }) => place));
            order.examine(limit, now);
          }
          for (const examined of first) examined.date = now;
        }
      }
      for (const order of orders) {
        for (const { place, date } of runs) expect(order.dateOf(place)).toBe(date);
        const count = order.list(runs.length);
        expect([...order.first.subarray(0, count)]).toEqual(sorted().map(({ place }) => place));
        const before = order.order();
        expect(order.isOrder(before)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
