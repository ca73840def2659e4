import { DAG, Simulation, SimulationError } from "airlapse";
import { chain, EmptyOperator, PythonOperator, partial, TaskGroup, TimeDeltaSensor, XComArg } from "airlapse/operators";
import { describe, expect, test } from "vitest";

function upstreamOf(dag: DAG, taskId: string): string[] {
  return [...(dag.tasks.get(taskId)?.upstreamTaskIds ?? [])].sort();
}

function problemsOf(dag: DAG): readonly string[] {
  try {
    new Simulation({ dags: [dag] });
  } catch (error) {
    if (error instanceof SimulationError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

describe("a task group", () => {
  test("prefixes the ids of its tasks and groups, unless it is told not to", () => {
    const dag = new DAG("d");
    const outer = new TaskGroup({ dag, groupId: "outer" });
    const inner = new TaskGroup({ groupId: "inner", parentGroup: outer });
    const plain = new TaskGroup({ groupId: "plain", parentGroup: inner, prefixGroupId: false });
    for (const taskGroup of [outer, inner, plain]) new EmptyOperator({ taskGroup, taskId: `of_${taskGroup.groupId}` });
    expect([...dag.tasks.keys()]).toEqual(["outer.of_outer", "outer.inner.of_outer.inner", "of_outer.inner.plain"]);
  });

  test("comes behind another with its roots behind all leaves of that", () => {
    const dag = new DAG("d");
    const [first, second] = ["first", "second"].map((groupId) => new TaskGroup({ dag, groupId })) as [
      TaskGroup,
      TaskGroup,
    ];
    const task = (taskGroup: TaskGroup, taskId: string) => new EmptyOperator({ taskGroup, taskId });
    const [a, b, c] = [task(first, "a"), task(first, "b"), task(first, "c")];
    const [x, y] = [task(second, "x"), task(second, "y")];
    chain(a, [b, c]);
    chain(x, y);
    const last = new EmptyOperator({ dag, taskId: "last" });
    chain(first, second, last);
    expect(upstreamOf(dag, "second.x")).toEqual(["first.b", "first.c"]);
    expect(upstreamOf(dag, "second.y")).toEqual(["second.x"]);
    expect(upstreamOf(dag, "last")).toEqual(["second.y"]);
  });

  test("has none of its teardowns among its leaves", () => {
    const dag = new DAG("d");
    const taskGroup = new TaskGroup({ dag, groupId: "g" });
    const setup = new EmptyOperator({ taskGroup, taskId: "setup" }).asSetup();
    const work = new EmptyOperator({ taskGroup, taskId: "work" });
    const teardown = new EmptyOperator({ taskGroup, taskId: "teardown" }).asTeardown({ setups: [setup] });
    chain(setup, work, teardown);
    expect(taskGroup.leaves).toEqual([work]);
    expect(taskGroup.roots).toEqual([setup]);
  });

  test("gives its defaults over the DAG's and under the task's own, to mapped tasks too", () => {
    const dag = new DAG("d", { defaultArgs: { retries: 1, retryDelay: 10, priorityWeight: 7 } });
    const outer = new TaskGroup({ dag, groupId: "o", defaultArgs: { retries: 2, retryDelay: 20 } });
    const taskGroup = new TaskGroup({ groupId: "i", parentGroup: outer, defaultArgs: { retryDelay: 30 } });
    new EmptyOperator({ taskGroup, taskId: "t", retries: 3 });
    partial(TimeDeltaSensor, { taskGroup, taskId: "m" }).expand({ delta: [1, 2] });
    expect(dag.tasks.get("o.i.t")?.settings).toMatchObject({ retries: 3, retryDelay: 30e6, priorityWeight: 7 });
    expect(dag.tasks.get("o.i.m")?.settings).toMatchObject({ retries: 2, retryDelay: 30e6, priorityWeight: 7 });
  });

  test("is refused where its id is taken, or is none", () => {
    const dag = new DAG("d");
    for (const groupId of ["g", "g", "a.b"]) new TaskGroup({ dag, groupId });
    new TaskGroup({ dag, groupId: "free of charge", prefixGroupId: false });
    new EmptyOperator({ dag, taskId: "g" });
    expect(problemsOf(dag)).toEqual([
      "DAG \"d\", taskGroups: group_id 'g' has already been added to the DAG",
      "DAG \"d\", taskGroups: Task id 'g' has already been added to the DAG",
      "DAG \"d\", taskGroups: The key 'a.b' has to be made of alphanumeric characters, dashes and underscores exclusively",
    ]);
  });
});

describe("a mapped task group", () => {
  const seen: string[] = [];
  const note = (dag: DAG, values: readonly string[] | XComArg) =>
    TaskGroup.expand({ dag, groupId: "g" }, { file: values as readonly string[] }, (taskGroup, { file }) => {
      const copy = new PythonOperator({
        taskGroup,
        taskId: "copy",
        opKwargs: { path: file, nested: [{ file }] },
        pythonCallable: (context, { path, nested }) => {
          seen.push(`copy ${context.ti.mapIndex} ${path} ${JSON.stringify(nested)}`);
          if (path === "b") throw new Error("no such file");
        },
      });
      const check = new PythonOperator({
        taskGroup,
        taskId: "check",
        opKwargs: { path: file },
        pythonCallable: (context, { path }) => void seen.push(`check ${context.ti.mapIndex} ${path}`),
      });
      chain(copy, check);
    });

  test("hands each instance its value, and lets it wait for its own map index alone", () => {
    const dag = new DAG("d");
    note(dag, ["a", "b"]);
    seen.length = 0;
    const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r1" }).run();
    expect(seen).toEqual(['copy 0 a [{"file":"a"}]', 'copy 1 b [{"file":"b"}]', "check 0 a"]);
    expect(result.taskInstance("r1", "g.check", { mapIndex: 1 }).state).toBe("upstream_failed");
  });

  test("comes behind the task whose result it is mapped over", () => {
    const dag = new DAG("d");
    new PythonOperator({ dag, taskId: "list_files", pythonCallable: () => ["x", "y", "z"] });
    note(dag, new XComArg("list_files"));
    expect(upstreamOf(dag, "g.copy")).toEqual(["list_files"]);
    expect(upstreamOf(dag, "g.check")).toEqual(["g.copy"]);
    seen.length = 0;
    new Simulation({ dags: [dag] }).trigger("d", { runId: "r1" }).run();
    expect(seen.filter((line) => line.startsWith("check"))).toEqual(["check 0 x", "check 1 y", "check 2 z"]);
  });

  test("is refused around a mapped task, as in Airflow", () => {
    const dag = new DAG("d");
    TaskGroup.expand({ dag, groupId: "g" }, { x: [1, 2] }, (taskGroup) => {
      partial(TimeDeltaSensor, { taskGroup, taskId: "m" }).expand({ delta: [1, 2] });
    });
    expect(problemsOf(dag)).toEqual([
      'DAG "d", task "g.m", expand: operator expansion in an expanded task group is not yet supported: map either the group or the task',
    ]);
  });
});
