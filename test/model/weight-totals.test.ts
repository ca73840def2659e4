/**
 * Priority weights over what can be reached, against the definition; and how often neighbours are looked at, so that a long
 * chain stays as cheap as it is.
 * @module
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TaskModel } from "../../src/database/task-model.ts";
import { weightTotals } from "../../src/database/weight-totals.ts";

interface Counted {
  readonly tasks: readonly TaskModel[];
  /** How often anyone has asked for the neighbours of a task. */
  looks(): number;
}

/** Tasks with only what weights are made of. An edge is a pair of indices. */
function tasksOf(weights: readonly number[], edges: readonly (readonly [number, number])[]): Counted {
  let looks = 0;
  const tasks: readonly TaskModel[] = weights.map((priorityWeight, index) => {
    const others = (from: 0 | 1) => (): readonly TaskModel[] => {
      looks += 1;
      return edges.filter((edge) => edge[from] === index).map((edge) => tasks[edge[1 - from] as number] as TaskModel);
    };
    const neighbours = { downstream: lazily(others(0)), upstream: lazily(others(1)) };
    return Object.defineProperties({ index, settings: { priorityWeight } }, neighbours) as unknown as TaskModel;
  });
  return { tasks, looks: () => looks };
}

const lazily = (get: () => readonly TaskModel[]): PropertyDescriptor => ({ get });

/** By definition: each that can be reached counts once. */
function byDefinition(tasks: readonly TaskModel[], direction: "downstream" | "upstream"): number[] {
  return tasks.map((task) => {
    const reached = new Set<TaskModel>();
    const visit = (from: TaskModel) => {
      for (const next of from[direction]) if (!reached.has(next)) visit(next);
      reached.add(from);
    };
    visit(task);
    return [...reached].reduce((sum, { settings }) => sum + settings.priorityWeight, 0);
  });
}

test.each(["downstream", "upstream"] as const)(
  "the totals of %s are the sums of what is reached, in any DAG",
  (direction) => {
    const dags = fc.integer({ min: 1, max: 14 }).chain((count) =>
      fc.record({
        weights: fc.array(fc.nat({ max: 1000 }), { minLength: count, maxLength: count }),
        // indices are no topological order: numbers are dealt out anew
        numbers: fc.shuffledSubarray([...Array(count).keys()], { minLength: count, maxLength: count }),
        pairs: fc.uniqueArray(fc.tuple(fc.nat({ max: count - 1 }), fc.nat({ max: count - 1 })), {
          selector: (pair) => pair.join(),
          maxLength: 40,
        }),
      }),
    );
    fc.assert(
      fc.property(dags, ({ weights, numbers, pairs }) => {
        const edges = pairs
          .filter(([a, b]) => a < b)
          .map(([a, b]) => [numbers[a] as number, numbers[b] as number] as const);
        const { tasks } = tasksOf(weights, edges);
        expect([...weightTotals(tasks, direction)]).toEqual(byDefinition(tasks, direction));
      }),
      { seed: 1, numRuns: 500 },
    );
  },
);

describe("neighbours are looked at a few times for each task", () => {
  const COUNT = 600;
  const chain = Array.from({ length: COUNT - 1 }, (_, i) => [i, i + 1] as const);
  /** 0 → 1, 2 → 3 → 4, 5 → 6 ... */
  const diamonds = Array.from({ length: COUNT / 3 - 1 }, (_, i) => 3 * i).flatMap(
    (i) =>
      [
        [i, i + 1],
        [i, i + 2],
        [i + 1, i + 3],
        [i + 2, i + 3],
      ] as const,
  );
  const joined = Array.from({ length: COUNT - 1 }, (_, i) => [i, COUNT - 1] as const);

  test.each([
    ["a chain", chain],
    ["diamonds one after the other", diamonds],
    ["a join", joined],
  ])("in %s", (_, edges) => {
    for (const direction of ["downstream", "upstream"] as const) {
      const { tasks, looks } = tasksOf(Array(COUNT).fill(1), edges);
      weightTotals(tasks, direction);
      expect(looks()).toBeLessThan(6 * COUNT);
    }
  });
});
