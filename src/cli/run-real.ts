import { AwsSdk } from "../aws/index.ts";
import { realClock } from "../live/index.ts";
import { buildSimulation, type Scenario } from "../scenario/index.ts";
import type { Simulation } from "../simulation/index.ts";
import type { Interruption } from "./exit-code.ts";
import { LiveFigures } from "./live-figures.ts";
import { LiveScreen, type Shown } from "./live-screen.ts";
import type { Real } from "./real-options.ts";
import { type Asked, runWithOutputs, type ScenarioRun, sayWarnings } from "./run-scenario.ts";
import { complain, say } from "./terminal.ts";

/** A run in real time that has ended or was interrupted. */
export interface RealRun {
  readonly outcome: ScenarioRun;
  readonly interruptedBy: Interruption | null;
}

/** Runs a scenario's DAGs against AWS, in real time; the model of AWS in it is left aside. Ctrl-C ends it cleanly. */
export async function runReal(scenario: Scenario, { speed, endpoint }: Real, asked: Asked): Promise<RealRun> {
  const start = scenario.start ?? `${new Date().toISOString().slice(0, 19)}Z`;
  const cloud = new AwsSdk(endpoint === undefined ? {} : { endpoint });
  await cloud.load();
  const { explain } = asked;
  const simulation = buildSimulation({ ...scenario, start }, { clock: realClock({ speed }), cloud, explain });
  sayWarnings(simulation, scenario.name);
  const workerSlots = scenario.executor?.worker_slots ?? Number.POSITIVE_INFINITY;
  const view = watch(simulation, { name: scenario.name, speed, workerSlots });
  let interruptedBy: Interruption | null = null;
  const interrupt = (signal: Interruption) => {
    if (interruptedBy === null) {
      const notice = "interrupted: tasks that run are told to end; once more ends it at once";
      if (view === undefined) complain(notice);
      else view.note(notice);
    }
    interruptedBy = signal;
    simulation.interrupt();
  };
  const signals: readonly Interruption[] = ["SIGINT", "SIGTERM"];
  for (const signal of signals) process.on(signal, interrupt as NodeJS.SignalsListener);
  try {
    const outcome = await runWithOutputs(simulation, asked, (limits) => simulation.runAsync(limits));
    return { outcome, interruptedBy };
  } finally {
    for (const signal of signals) process.off(signal, interrupt as NodeJS.SignalsListener);
    view?.end();
  }
}

/** A screen on a terminal; elsewhere lines, as they come. */
function watch(simulation: Simulation, shown: Shown): LiveScreen | undefined {
  if (process.stdout.isTTY) return new LiveScreen(process.stdout, simulation, shown);
  new LiveFigures(simulation, say);
  return undefined;
}
