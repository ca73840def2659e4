/**
 * The order of examinations against what it stands for: `ORDER BY last_scheduling_decision NULLS FIRST, execution_date`
 * with a limit, on rows that are all written.
 * @module
 */
import { describe, expect, test } from "vitest";
import type { DagRun } from "../../src/database/dag-run.ts";
import { RunningRuns } from "../../src/database/running-runs.ts";
import { randomNumbers } from "../random-numbers.ts";

interface Row {
  readonly run: DagRun;
  decision: number | null;
}

function run(id: number, logicalDate: number): DagRun {
  return { id, logicalDate, orderDate: logicalDate, place: -1, lastSchedulingDecision: null, backfill: null } as DagRun;
}

/** What a database would do. */
class NaiveRuns {
  readonly rows: Row[] = [];

  add(added: DagRun): void {
    this.rows.push({ run: added, decision: null });
  }

  remove(removed: DagRun): void {
    this.rows.splice(
      this.rows.findIndex((row) => row.run === removed),
      1,
    );
  }

  setDecision(changed: DagRun, decision: number | null): void {
    const row = this.rows.find((candidate) => candidate.run === changed);
    if (row !== undefined) row.decision = decision;
  }

  examine(limit: number, now: number): number[] {
    const first = (decision: number | null) => decision ?? -1;
    const ordered = this.rows.toSorted(
      (a, b) => first(a.decision) - first(b.decision) || a.run.orderDate - b.run.orderDate || a.run.id - b.run.id,
    );
    const taken = ordered.slice(0, limit);
    for (const row of taken) row.decision = now;
    return taken.map((row) => row.run.id);
  }
}

function examine(runs: RunningRuns, now: number): number[] {
  const ids: number[] = [];
  runs.examine(
    now,
    ({ id }) => ids.push(id),
    () => true,
  );
  return ids;
}

/** After the dates of all runs. */
const LATER = 1e12;

describe("the running runs", () => {
  test.each([1, 2, 3, 4, 5, 6])("are examined in the order of the database (seed %i)", (seed) => {
    const random = randomNumbers(seed);
    const limit = 1 + random(6);
    const [runs, naive] = [new RunningRuns(limit), new NaiveRuns()];
    const alive: DagRun[] = [];
    let now = 0;
    for (let i = 0; i < 1000; i += 1) {
      const action = random(10);
      const chosen = alive[random(Math.max(1, alive.length))];
      if (action < 2 && alive.length < 40) {
        const added = run(i, random(50));
        alive.push(added);
        runs.add(added, LATER);
        naive.add(added);
      } else if (action === 2 && chosen !== undefined) {
        alive.splice(alive.indexOf(chosen), 1);
        runs.remove(chosen);
        naive.remove(chosen);
      } else if (action === 3 && chosen !== undefined) {
        const older = random(4) === 0 ? null : Math.max(0, now - random(20)); // a task's process writes its stale copy back
        runs.setDecision(chosen, older);
        naive.setDecision(chosen, older);
      } else if (action < 6) {
        const rounds = 1 + random(60);
        runs.passRounds(rounds, (k) => now + k);
        for (let k = 1; k <= rounds; k += 1) naive.examine(limit, now + k);
        now += rounds;
      } else {
        now += random(2); // several iterations may fall on one instant
        expect(examine(runs, now)).toEqual(naive.examine(limit, now));
      }
      for (const row of naive.rows) expect(runs.decisionOf(row.run)).toBe(row.decision);
    }
  });

  test("are examined in that order however many there are, and while they become more and fewer", () => {
    const random = randomNumbers(7);
    const [runs, naive] = [new RunningRuns(20), new NaiveRuns()];
    const alive: DagRun[] = [];
    let now = 0;
    const change = (count: number) => {
      for (let i = 0; i < count; i += 1) {
        const added = run(alive.length + now * 1000, random(500));
        alive.push(added);
        runs.add(added, LATER);
        naive.add(added);
      }
      for (let i = count; i < 0; i += 1) {
        const [removed] = alive.splice(random(alive.length), 1) as [DagRun];
        runs.remove(removed);
        naive.remove(removed);
      }
    };
    for (const count of [400, 300, -100, -200, -250, 200, 400, -600]) {
      change(count);
      for (let k = 0; k < 8; k += 1) {
        runs.passRounds(3, (i) => now + i);
        for (let i = 1; i <= 3; i += 1) naive.examine(20, now + i);
        now += 4;
        expect(examine(runs, now)).toEqual(naive.examine(20, now));
        const chosen = alive[random(alive.length)] as DagRun;
        runs.setDecision(chosen, Math.max(0, now - 5));
        naive.setDecision(chosen, Math.max(0, now - 5));
      }
    }
    for (const row of naive.rows) expect(runs.decisionOf(row.run)).toBe(row.decision);
  });

  test("about a date to come take a place of each examination until then", () => {
    const runs = new RunningRuns(2);
    const [ahead, first, second] = [run(0, 50), run(1, 0), run(2, 1)] as const;
    Object.assign(ahead, { runAfter: 0 });
    runs.add(ahead, 10);
    runs.add(first, 10);
    runs.add(second, 10);
    expect(examine(runs, 10)).toEqual([0, 1]);
    expect(examine(runs, 11)).toEqual([0, 2]);
    expect(examine(runs, 50)).toEqual([0, 1]);
    expect(examine(runs, 51)).toEqual([2, 1]);
  });

  test("are passed over for a month in no time, and end up where examining them every second would have left them", () => {
    const month = 30 * 86_400;
    const [runs, naive] = [new RunningRuns(20), new NaiveRuns()];
    const all = Array.from({ length: 33 }, (_, id) => run(id, (id * 7) % 33));
    for (const added of all) {
      runs.add(added, LATER);
      naive.add(added);
    }
    runs.passRounds(month, (k) => k);
    // the order repeats itself: after a whole number of its periods it is the same again
    const period = findPeriod(naive, 20);
    const rest = month - period.start - Math.floor((month - period.start) / period.length - 1) * period.length;
    const again = new NaiveRuns();
    for (const added of all) again.add(added);
    for (let k = 1; k <= period.start + rest; k += 1) again.examine(20, k);
    expect(examine(runs, month + 1)).toEqual(again.examine(20, month + 1));
  });
});

/** After how many examinations the order is one that was there before, and how long ago that was. */
function findPeriod(naive: NaiveRuns, limit: number): { readonly start: number; readonly length: number } {
  const seen = new Map<string, number>();
  for (let k = 1; ; k += 1) {
    naive.examine(limit, k);
    const order = naive.rows
      .toSorted((a, b) => (a.decision ?? -1) - (b.decision ?? -1) || a.run.orderDate - b.run.orderDate)
      .map((row) => `${row.run.id}:${k - (row.decision ?? 0)}`)
      .join(" ");
    const before = seen.get(order);
    if (before !== undefined) return { start: before, length: k - before };
    seen.set(order, k);
  }
}
