/**
 * The number of decisions grows with the number of task instances, and not with its square.
 * @module
 */
import { DAG, Simulation } from "airlapse";
import { BaseOperator, chain, EmptyOperator, partial, TaskGroup, XComArg } from "airlapse/operators";
import { afterEach, expect, test, vi } from "vitest";
import { Dependencies } from "../../src/scheduler/dependencies.ts";

class List extends BaseOperator<ConstructorParameters<typeof BaseOperator>[0] & { readonly count: number }> {
  execute() {
    return Array.from({ length: this.args.count }, (_, i) => i);
  }
}

class Item extends BaseOperator<ConstructorParameters<typeof BaseOperator>[0] & { readonly item?: number }> {
  execute() {
    return null;
  }
}

const LOADS: Readonly<Record<string, (dag: DAG, count: number) => void>> = {
  "a task mapped over a result": (dag, count) => {
    const list = new List({ dag, taskId: "list", count });
    const mapped = partial(Item, { dag, taskId: "mapped" }).expand({ item: new XComArg("list") });
    chain(list, mapped, new EmptyOperator({ dag, taskId: "join" }));
  },
  "a mapped task behind another": (dag, count) => {
    const items = Array.from({ length: count }, (_, i) => i);
    chain(
      partial(Item, { dag, taskId: "first" }).expand({ item: items }),
      partial(Item, { dag, taskId: "second" }).expand({ item: items }),
    );
  },
  "a mapped task group": (dag, count) => {
    const group = new TaskGroup({ dag, groupId: "group" }, { item: Array.from({ length: count }, (_, i) => i) });
    chain(new Item({ taskGroup: group, taskId: "first" }), new Item({ taskGroup: group, taskId: "second" }));
  },
  "a join": (dag, count) => {
    const tasks = Array.from({ length: count }, (_, i) => new Item({ dag, taskId: `t${i}` }));
    new Item({ dag, taskId: "join" }).setUpstream(...tasks);
  },
};

afterEach(() => vi.restoreAllMocks());

/** The number of times that dependencies are evaluated, with so many task instances side by side. */
function decisions(fill: (dag: DAG, count: number) => void, count: number): number {
  const evaluate = vi.spyOn(Dependencies.prototype, "evaluate");
  const dag = new DAG("d", { maxActiveTasks: 10_000 });
  fill(dag, count);
  const config = { core: { parallelism: 64 } };
  const pools = { default_pool: { slots: 10_000 } };
  const result = new Simulation({ dags: [dag], config, pools }).trigger("d", { runId: "r" }).run();
  expect(result.dagRun("r").state).toBe("success");
  const { length } = evaluate.mock.calls;
  evaluate.mockRestore();
  return length;
}

test.each(Object.entries(LOADS))("%s: four times as many instances take four times as many decisions", (_, fill) => {
  const [few, many] = [decisions(fill, 100), decisions(fill, 400)];
  expect(many / few).toBeLessThan(5);
});
