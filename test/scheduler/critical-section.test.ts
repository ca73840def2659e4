/**
 * The critical section by itself: which scheduled task instances are queued, given pools and limits.
 * @module
 */
import { describe, expect, test } from "vitest";
import { Pool, type TaskInstance } from "../../src/database/index.ts";
import { criticalSection, type TakeScheduled } from "../../src/scheduler/critical-section.ts";

interface Wanted {
  readonly pool?: Pool;
  readonly poolSlots?: number;
  readonly dag?: { dagId: string; activeTasks: number; maxActiveTasks: number };
  readonly maxActiveTisPerDag?: number;
  readonly active?: number;
}

const free = { dagId: "free", activeTasks: 0, maxActiveTasks: 100 };

/** Task instances in the order in which the query would find them. */
function scheduled(...wanted: readonly Wanted[]) {
  const instances = wanted.map(({ pool, poolSlots = 1, dag = free, maxActiveTisPerDag = null, active = 0 }, i) => {
    const settings = { pool: pool?.name ?? "missing", poolSlots, maxActiveTisPerDag, maxActiveTisPerDagrun: null };
    return { id: i, task: { settings, dag, pool, active }, dagRun: {} } as unknown as TaskInstance;
  });
  const queries: number[][] = [];
  const taken = new Set<TaskInstance>();
  const take: TakeScheduled = (limit, starved) => {
    const batch = instances
      .filter(
        (instance) =>
          !taken.has(instance) &&
          !starved.pools.has(instance.task.settings.pool) &&
          !starved.dags.has(instance.task.dag.dagId) &&
          !starved.tasks.has(instance.task),
      )
      .slice(0, limit);
    for (const instance of batch) taken.add(instance);
    queries.push(batch.map(({ id }) => id));
    return batch;
  };
  return { take, queries };
}

const ids = (instances: readonly TaskInstance[]) => instances.map(({ id }) => id);

describe("the critical section", () => {
  test("queues in the order of the query until the pool is full", () => {
    const pool = new Pool("p", 3, false);
    const { take } = scheduled({ pool }, { pool, poolSlots: 2 }, { pool });
    expect(ids(criticalSection(16, [pool], take))).toEqual([0, 1]);
  });

  test("lets a smaller task of the pool go first where a larger one does not fit", () => {
    const pool = new Pool("p", 3, false);
    const { take } = scheduled({ pool, poolSlots: 2 }, { pool, poolSlots: 2 }, { pool });
    expect(ids(criticalSection(16, [pool], take))).toEqual([0, 2]);
  });

  test("asks for no more rows than there are free slots in all pools, though rows are no slots", () => {
    const [small, large] = [new Pool("small", 1, false), new Pool("large", 1, false)];
    const { take, queries } = scheduled({ pool: small }, { pool: small }, { pool: large });
    expect(ids(criticalSection(16, [small, large], take))).toEqual([0]); // the row of the large pool was not among the first two
    expect(queries).toEqual([[0, 1]]);
  });

  test("does not replace blocked rows of a batch of which any was queued", () => {
    const pool = new Pool("p", 100, false);
    const full = { dagId: "full", activeTasks: 2, maxActiveTasks: 2 };
    const { take, queries } = scheduled({ pool, dag: full }, { pool }, { pool });
    expect(ids(criticalSection(2, [pool], take))).toEqual([1]);
    expect(queries).toEqual([[0, 1]]);
  });

  test("asks again without what was found starved, where not one of a batch could be queued", () => {
    const pool = new Pool("p", 100, false);
    const full = { dagId: "full", activeTasks: 2, maxActiveTasks: 2 };
    const { take, queries } = scheduled({ pool, dag: full }, { pool, dag: full }, { pool });
    expect(ids(criticalSection(2, [pool], take))).toEqual([2]);
    expect(queries).toEqual([[0, 1], [2]]);
  });

  test("counts what it queues against max_active_tasks and max_active_tis_per_dag", () => {
    const pool = new Pool("p", 100, false);
    const dag = { dagId: "d", activeTasks: 1, maxActiveTasks: 2 };
    const tight = scheduled({ pool, dag }, { pool, dag });
    expect(ids(criticalSection(16, [pool], tight.take))).toEqual([0]);
    const limited = scheduled({ pool, maxActiveTisPerDag: 2, active: 2 }, { pool });
    expect(ids(criticalSection(16, [pool], limited.take))).toEqual([1]);
  });

  test("passes over a task of a pool that does not exist", () => {
    const pool = new Pool("p", 1, false);
    const { take, queries } = scheduled({}, { pool });
    expect(ids(criticalSection(16, [pool], take))).toEqual([1]);
    expect(queries).toEqual([[0], [1]]);
  });

  test("queues nothing, and asks for nothing, where all pools are full", () => {
    const pool = new Pool("p", 1, false);
    pool.running = 1;
    const { take, queries } = scheduled({ pool });
    expect(criticalSection(16, [pool], take)).toEqual([]);
    expect(queries).toEqual([]);
  });

  test("does not let an overfull pool take slots from others", () => {
    const [over, open] = [new Pool("over", 1, false), new Pool("open", 2, false)];
    over.running = 3;
    const { take } = scheduled({ pool: open }, { pool: open });
    expect(ids(criticalSection(16, [over, open], take))).toEqual([0, 1]);
  });
});
