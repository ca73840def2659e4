import { DAG, Simulation } from "airlapse";
import type { Steps } from "airlapse/kernel";
import { PythonOperator, TimeDeltaSensorAsync } from "airlapse/operators";
import { expect, test } from "vitest";
import { LiveScreen } from "../../src/cli/live-screen.ts";
import { parseReal } from "../../src/cli/real-options.ts";

/** A terminal of that size, and what was written to it. */
function terminal(columns: number, rows: number) {
  const written: string[] = [];
  const stream = { columns, rows, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
  return { stream, written };
}

/** Stopped at 30 s: two tasks hold the two slots, one waits for a slot, three are deferred. */
function stopped(): Simulation {
  const dag = new DAG("d");
  for (const taskId of ["a", "b", "c"])
    new PythonOperator({
      dag,
      taskId,
      pool: "small",
      *pythonCallable(context): Steps<void> {
        context.log.info("it has\n%s", "a colour: \u001b[31m");
        yield context.sleep(3600);
      },
    });
  for (const taskId of ["x", "y", "z"]) new TimeDeltaSensorAsync({ dag, taskId, delta: 7200, priorityWeight: 10 });
  const options = { until: 30, executor: { workerSlots: 2 }, pools: { small: { slots: 3 } } };
  return new Simulation({ dags: [dag], ...options }).trigger("d", { runId: "r1" });
}

test("a screen shows slots, pools, triggers and the last lines, and no control sequence of anybody else's", () => {
  const { stream, written } = terminal(70, 24);
  const simulation = stopped();
  const screen = new LiveScreen(stream, simulation, { name: "mine\u001b[2J", speed: 60, workerSlots: 2 });
  simulation.run();
  screen.note("a notice");
  screen.end();
  const picture = (written.at(-1) ?? "").replaceAll("\u001b[2K", "").replace("\u001b[?1049l", "").split("\n");
  expect(picture.slice(0, 9)).toEqual([
    "mine\\u001b[2J: 30 s, 60 s a second",
    "runs               1 running",
    "tasks              1 queued, 3 deferred, 2 running",
    "worker slots       ■■ 2 of 2",
    "deferred           3, by 3 triggers",
    "pool default_pool  0 of 128, 3 deferred",
    "pool small         ■■■ 3 of 3",
    "calls              none",
    "a notice",
  ]);
  expect(picture.join("\n")).toContain("r1 b  INFO it has a colour: \\u001b[31m");
  expect(picture.every((line) => line.length < 70)).toBe(true);
});

test("what is asked for in real time is refused where it cannot be meant", () => {
  expect(parseReal({})).toBeNull();
  expect(parseReal({ real: true })).toEqual({ speed: 1 });
  expect(parseReal({ real: true, speed: "0.5", endpoint: "http://localhost:5000" })).toEqual({
    speed: 0.5,
    endpoint: "http://localhost:5000",
  });
  expect(() => parseReal({ speed: "2" })).toThrow("Expected --speed together with --real, got it alone");
  expect(() => parseReal({ endpoint: "http://x" })).toThrow("Expected --endpoint together with --real, got it alone");
  for (const speed of ["0", "-1", "fast", "1e9", "100001"])
    expect(() => parseReal({ real: true, speed })).toThrow(`Expected --speed to be a number above 0`);
  for (const endpoint of ["localhost:5000", "ftp://x", ""])
    expect(() => parseReal({ real: true, endpoint })).toThrow("Expected --endpoint to be a URL");
});
