/**
 * Loads of other shapes than the bench's: each is a list of simulations for a size.
 * @module
 */
import { DAG, Dataset, Simulation } from "airlapse";
import { sleep } from "airlapse/kernel";
import {
  BaseOperator,
  BaseSensor,
  BaseTrigger,
  chain,
  partial,
  TaskGroup,
  TriggerEvent,
  XComArg,
} from "airlapse/operators";
import { DateTime } from "luxon";

/** @typedef {import("airlapse/operators").BaseOperatorArguments & { seconds?: number }} WorkArguments */
/**
 * @typedef {{
 *   sizes: readonly [number, number, number], make: (size: number) => Simulation[], peer?: string,
 *   work?: (size: number) => number
 * }} Load `work` is what the CPU is held against, where that is not the task instances.
 */

const START = DateTime.utc(2024, 1, 1);
const DAY = 86_400;
/** A limit that nothing here reaches. */
const MANY = 1e7;
const LIMITS = { maxActiveRuns: MANY, maxActiveTasks: MANY };
const POOLS = { default_pool: { slots: MANY } };
const HOURLY = { schedule: "0 * * * *", startDate: START, catchup: true };

/** @extends {BaseOperator<WorkArguments>} */
class Work extends BaseOperator {
  *execute() {
    yield sleep(this.args.seconds ?? 5);
  }
}

class Quick extends BaseOperator {
  execute() {
    return null;
  }
}

/** @extends {BaseOperator<WorkArguments & { count: number }>} */
class List extends BaseOperator {
  execute() {
    return Array.from({ length: this.args.count }, (_, i) => i % 7);
  }
}

/** @extends {BaseSensor<import("airlapse/operators").BaseSensorArguments & { until: number }>} */
class Poker extends BaseSensor {
  /** @param {import("airlapse").TaskContext} context */
  poke(context) {
    return context.now >= this.args.until * 1e6;
  }
}

/** @extends {BaseTrigger<{ seconds: number }>} */
class WaitTrigger extends BaseTrigger {
  *run() {
    yield sleep(this.kwargs.seconds);
    yield new TriggerEvent("success");
  }
}

/** @extends {BaseOperator<WorkArguments & { seconds: number }>} */
class Deferring extends BaseOperator {
  execute() {
    return this.defer({ trigger: new WaitTrigger({ seconds: this.args.seconds }), methodName: "done" });
  }

  done() {}
}

/** @template T @param {number} count @param {(i: number) => T} make */
const times = (count, make) => Array.from({ length: count }, (_, i) => make(i));

/** One run of one DAG. @param {(dag: DAG) => void} fill @param {number} parallelism */
function oneRun(fill, parallelism = 64) {
  const dag = new DAG("load", LIMITS);
  fill(dag);
  const config = { core: { parallelism, maxMapLength: MANY } };
  return [new Simulation({ dags: [dag], until: 1e8, pools: POOLS, config }).trigger("load", { runId: "r" })];
}

/** Many DAGs at once. @param {DAG[]} dags @param {number} days */
const fleet = (dags, days) => [
  new Simulation({
    dags,
    start: START,
    until: days * DAY,
    pools: POOLS,
    config: { core: { parallelism: 1000 } },
    keep: "aggregates",
  }),
];

/** DAGs of a chain that run each hour. @param {number} count @param {number} length */
const hourlyDags = (count, length) =>
  times(count, (d) => {
    const dag = new DAG(`d${d}`, HOURLY);
    chain(...times(length, (t) => new Work({ dag, taskId: `t${t}` })));
    return dag;
  });

/** @type {Record<string, Load>} */
export const LOADS = {
  "500 hourly DAGs of 20 tasks, days": {
    sizes: [0.1, 0.3, 1],
    make: (days) => fleet(hourlyDags(500, 20), days),
    peer: "short",
  },
  "hourly DAGs of 2 tasks for 6 hours": { sizes: [100, 300, 1000], make: (dags) => fleet(hourlyDags(dags, 2), 0.25) },
  "mapped over a result": {
    sizes: [1000, 10_000, 100_000],
    make: (count) =>
      oneRun((dag) => {
        const list = new List({ dag, taskId: "list", count });
        const mapped = partial(Work, { dag, taskId: "mapped" }).expand({ seconds: new XComArg("list") });
        chain(list, mapped, new Quick({ dag, taskId: "join" }));
      }, 1000),
  },
  "mapped, then mapped over the same result": {
    sizes: [500, 1500, 5000],
    make: (count) =>
      oneRun((dag) => {
        const list = new List({ dag, taskId: "list", count });
        const first = partial(Work, { dag, taskId: "first" }).expand({ seconds: new XComArg("list") });
        const second = partial(Work, { dag, taskId: "second" }).expand({ seconds: new XComArg("list") });
        chain(list, first, second);
      }, 1000),
  },
  "a mapped task group of 2 tasks": {
    sizes: [500, 1500, 5000],
    make: (count) =>
      oneRun((dag) => {
        const group = new TaskGroup({ dag, groupId: "group" }, { seconds: times(count, (i) => i % 7) });
        const first = new Work({ dag, taskId: "first", taskGroup: group });
        chain(first, new Work({ dag, taskId: "second", taskGroup: group }));
      }, 1000),
  },
  "a chain": {
    sizes: [1000, 3000, 10_000],
    make: (length) => oneRun((dag) => chain(...times(length, (i) => new Quick({ dag, taskId: `t${i}` })))),
    peer: "chain",
  },
  "a join": {
    sizes: [1000, 3000, 10_000],
    make: (count) =>
      oneRun((dag) => {
        new Quick({ dag, taskId: "join" }).setUpstream(...times(count, (i) => new Work({ dag, taskId: `t${i}` })));
      }),
    peer: "join",
  },
  "two layers, each task behind all of the other": {
    sizes: [50, 100, 200],
    work: (width) => width * width, // edges
    make: (width) =>
      oneRun((dag) => {
        const upper = times(width, (i) => new Work({ dag, taskId: `a${i}` }));
        for (let i = 0; i < width; i += 1) new Work({ dag, taskId: `b${i}` }).setUpstream(...upper);
      }),
  },
  "triggers at once": {
    sizes: [1000, 3000, 10_000],
    make: (count) => {
      const dag = new DAG("load", LIMITS);
      for (let i = 0; i < count; i += 1) new Deferring({ dag, taskId: `t${i}`, seconds: 600 + (i % 100) });
      const config = { core: { parallelism: 1000 } };
      const triggerers = [{ capacity: MANY }];
      return [
        new Simulation({ dags: [dag], until: 1e7, pools: POOLS, config, triggerers }).trigger("load", { runId: "r" }),
      ];
    },
    peer: "triggers",
  },
  "100 sensors that reschedule, days": {
    sizes: [1, 3, 10],
    work: (days) => 100 * 1440 * days, // pokes
    make: (days) =>
      oneRun((dag) => {
        for (let i = 0; i < 100; i += 1)
          new Poker({ dag, taskId: `s${i}`, mode: "reschedule", until: days * DAY, timeout: 1e9 });
      }, 2000),
    peer: "reschedule",
  },
  "depends_on_past, runs": {
    sizes: [100, 300, 1000],
    make: (runs) => {
      const dag = new DAG("load", { ...HOURLY, startDate: START.minus({ hours: runs }), endDate: START });
      chain(...times(3, (i) => new Work({ dag, taskId: `t${i}`, seconds: 30, dependsOnPast: true })));
      return [new Simulation({ dags: [dag], start: START, until: runs * 200, pools: POOLS })];
    },
  },
  "a chain of DAGs by datasets, a day": {
    sizes: [10, 30, 100],
    make: (count) => {
      const sets = times(count, (i) => new Dataset(`s3://bucket/${i}`));
      const dags = sets.map((set, i) => {
        const before = sets[i - 1];
        const schedule = before === undefined ? { every: 600 } : [before];
        const dag = new DAG(`d${i}`, { schedule, startDate: START, catchup: true });
        new Quick({ dag, taskId: "t", outlets: [set] });
        return dag;
      });
      return fleet(dags, 1);
    },
  },
  "runs asked for at once, 16 at a time": {
    sizes: [1000, 3000, 10_000],
    make: (count) => {
      const dag = new DAG("load", { maxActiveRuns: 16, maxActiveTasks: 64 });
      chain(...times(3, (i) => new Work({ dag, taskId: `t${i}`, seconds: 30 })));
      const runs = times(count, (i) => ({ runId: `r${i}`, at: 0, logicalAt: i - count }));
      return [new Simulation({ dags: [dag], until: 1e8, pools: POOLS, keep: "aggregates" }).triggerAll("load", runs)];
    },
  },
  "simulations of 15 task instances": {
    sizes: [100, 300, 1000],
    make: (count) =>
      times(count, () => {
        const dag = new DAG("load", {});
        chain(...times(3, (i) => new Work({ dag, taskId: `t${i}`, seconds: 30 })));
        const simulation = new Simulation({ dags: [dag], until: 1e5 });
        for (let i = 0; i < 5; i += 1) simulation.trigger("load", { runId: `r${i}`, at: i });
        return simulation;
      }),
  },
};
