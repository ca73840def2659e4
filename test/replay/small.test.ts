/**
 * The export of a real Airflow 2.10.5, three DAGs in twelve hours, beside the trace of what that Airflow did.
 * @module
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { exportFiles } from "../../src/cli/export-folder.ts";
import { readHistory } from "../../src/history/index.ts";
import { Recording, replay } from "../../src/replay/index.ts";
import type { Simulation } from "../../src/simulation/index.ts";

const FOLDER = "test/replay/small";

interface TracedEvent {
  readonly t: number;
  readonly ti?: readonly [string, string, string, number];
  readonly run?: readonly [string, string];
  readonly state: string | null;
}

interface Trace {
  readonly events: readonly TracedEvent[];
  readonly slot_holders: readonly (readonly [at: number, delta: 1 | -1, held: readonly (string | number)[]])[];
}

/** Texts of all that happened, with the time to the millisecond: states, and slots taken and given back. */
interface Told {
  readonly states: string[];
  readonly slots: string[];
}

const told = (at: number, ...what: readonly unknown[]) => [at.toFixed(3), ...what].join(" ");

function recorded(): Told {
  const { events, slot_holders }: Trace = JSON.parse(
    gunzipSync(readFileSync(`${FOLDER}/base.trace.json.gz`)).toString(),
  );
  return {
    states: events.map(({ t, ti, run, state }) => told(t, ...(ti ?? run ?? []), state)),
    slots: slot_holders.map(([t, delta, held]) => told(t, delta, ...held.slice(0, 4))),
  };
}

async function replayed(): Promise<Told> {
  const recording = new Recording(await readHistory(exportFiles(FOLDER)));
  replay(recording, {}, { follows: true });
  const states: string[] = [];
  const slots: string[] = [];
  const onStart = (simulation: Simulation) => {
    simulation.on("taskInstance", ({ dagId, runId, taskId, mapIndex, state, at }) =>
      states.push(told(at / 1e6, dagId, runId, taskId, mapIndex, state)),
    );
    simulation.on("dagRun", ({ dagId, runId, state, at }) => states.push(told(at / 1e6, dagId, runId, state)));
    simulation.on("slot", ({ dagId, runId, taskId, mapIndex, delta, at }) =>
      slots.push(told(at / 1e6, delta, dagId, runId, taskId, mapIndex)),
    );
  };
  replay(recording, {}, { onStart });
  return { states, slots };
}

describe("the replay of a small environment, from what the API answers and serialized DAGs", async () => {
  const [was, is] = [recorded(), await replayed()];
  const sorted = (texts: readonly string[]) => [...texts].sort((a, b) => (a < b ? -1 : 1));

  test("has each state of each run and task instance when real Airflow had it, to the millisecond of the export", () => {
    expect(was.states.length).toBeGreaterThan(600);
    expect(sorted(is.states)).toEqual(sorted(was.states)); // of one commit the trace has rows in the order of the database
  });

  test("gives slots to tasks in the order in which they had them", () => {
    expect(is.slots).toEqual(was.slots);
  });
});
