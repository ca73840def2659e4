/**
 * `--export statsd=udp://…` of a simulation in real time: lines come when things happen, not when all is over.
 * @module
 */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { DAG, realClock, Simulation } from "airlapse";
import { PythonOperator } from "airlapse/operators";
import { expect, test } from "vitest";
import { openExport } from "../../src/cli/export-files.ts";

test("a task's start is told while it runs", async () => {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const lines: string[] = [];
  let hasStarted = () => {};
  const start = new Promise<void>((resolve) => {
    hasStarted = resolve;
  });
  socket.on("message", (message) => {
    lines.push(...String(message).split("\n"));
    if (lines.includes("airflow.ti.start.d.t:1|c")) hasStarted();
  });
  const dag = new DAG("d");
  // it ends once its start was heard of
  new PythonOperator({ dag, taskId: "t", pythonCallable: () => start });
  const simulation = new Simulation({ dags: [dag], clock: realClock({ speed: 20 }) }).trigger("d", { runId: "r" });
  const { end } = await openExport(
    { format: "statsd", to: `udp://127.0.0.1:${socket.address().port}` },
    simulation,
    (act) => act(),
  );
  const result = await simulation.runAsync();
  await end(result);
  expect(result.taskInstance("r", "t").state).toBe("success");
  socket.close();
});
