/**
 * A series of random scenarios, each run here and, where there is an oracle, by real Airflow.
 * @module
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DeletedWhileRunningError, traceDifferences } from "airlapse";
import { writeWhole } from "../dist/cli/whole-file.js";
import { differencesOfEveryRound } from "./every-round.js";
import { faultsScenario } from "./generate/faults.js";
import { meetingScenario } from "./generate/meeting.js";
import { personsScenario } from "./generate/persons.js";
import { serviceScenario } from "./generate/service-scenario.js";
import { generateScenario } from "./generate.js";
import { traceHere } from "./here.js";
import { broken } from "./invariants.js";
import { realTraces } from "./oracle.js";
import { shrink } from "./shrink.js";

/** @typedef {import("airlapse").Trace} Trace */
/** @typedef {import("airlapse").AirflowVersion} AirflowVersion */
/** @typedef {import("./generate/draft.js").ScenarioSpec} ScenarioSpec */
/**
 * @typedef {{
 *   seed: string, indices: readonly number[], oracle: readonly string[] | undefined, folder: string | undefined,
 *   more: boolean, meeting?: boolean, services?: boolean, faults?: boolean, persons?: boolean, airflow: AirflowVersion,
 *   shrinks: boolean, print: (text: string) => void,
 * }} Campaign
 */
/** @typedef {{ scenarios: number, compared: number, differing: number }} Tally */

/** Scenarios that the oracle gets at once: it takes seconds to start. */
const BATCH = 50;

/** Runs the series, prints what differs, and counts. @param {Campaign} campaign @returns {Promise<Tally>} */
export async function run(campaign) {
  const { indices, oracle, more, persons = false, airflow, print } = campaign;
  const make = scenariosOf(campaign);
  let [compared, differing] = [0, 0];
  for (let from = 0; from < indices.length; from += BATCH) {
    const batch = indices.slice(from, from + BATCH);
    const scenarios = batch.map((index) => recordable(make(index), airflow, more || persons));
    const real = oracle === undefined ? new Map() : await realTraces(oracle, scenarios, airflow);
    for (const [i, scenario] of scenarios.entries()) {
      const expected = real.get(scenario.name);
      if (expected !== undefined) compared += 1;
      else if (oracle !== undefined) print(`${scenario.name}: the oracle gives no trace of it`);
      const problems = problemsOf(scenario, expected, airflow);
      if (problems.length === 0) continue;
      differing += 1;
      await report(campaign, { scenario, index: /** @type {number} */ (batch[i]), problems, expected });
    }
    print(`${from + batch.length} of ${indices.length}, ${differing} differing`);
  }
  return { scenarios: indices.length, compared, differing };
}

/** Makes the scenarios of a campaign, by their index. @param {Campaign} campaign @returns {(index: number) => ScenarioSpec} */
function scenariosOf({ seed, more, meeting = false, services = false, faults = false, persons = false, airflow }) {
  if (persons) return (index) => withoutDeletesOfRunningTasks(personsScenario(seed, index, airflow), airflow);
  if (faults) return (index) => faultsScenario(seed, index, airflow);
  if (meeting) return (index) => meetingScenario(seed, index);
  if (services) return (index) => serviceScenario(seed, index, airflow);
  return (index) => generateScenario(seed, index, { more, airflow });
}

/**
 * Drops the first delete of a run that comes while one of its tasks runs, and the next, until there is none: up to Airflow 2 that
 * is not simulated.
 * @param {ScenarioSpec} scenario
 * @param {AirflowVersion} airflow
 * @returns {ScenarioSpec}
 */
function withoutDeletesOfRunningTasks(scenario, airflow) {
  try {
    traceHere(scenario, airflow);
    return scenario;
  } catch (error) {
    if (!(error instanceof DeletedWhileRunningError)) return scenario;
    const { actions = [] } = scenario;
    const isIt = (/** @type {{ do: string, run_id?: string }} */ action) =>
      action.do === "delete" && error.message.includes(`"${action.run_id}"`);
    const place = actions.findIndex(isIt);
    if (place < 0) return scenario;
    return withoutDeletesOfRunningTasks({ ...scenario, actions: actions.toSpliced(place, 1) }, airflow);
  }
}

/**
 * The oracle's AWS has no logs for the trigger of a verbose Glue job of 3. From 2.10 on a deferred S3KeysUnchangedSensor asks without a pause, so that time stands still: it is left to wait in its slot.
 * And the oracle alone cannot be asked how often the scheduler looks for orphans: its scheduler's job has no state in the
 * database, where a real one's is running, so that query takes all of its tasks for a dead scheduler's. oracle-more.py mends it.
 * @param {ScenarioSpec} scenario
 * @param {AirflowVersion} airflow
 * @param {boolean} more
 */
function recordable(scenario, airflow, more) {
  if (airflow === "2.7.2") return scenario;
  const dags = scenario.dags.map((dag) => ({ ...dag, tasks: dag.tasks.map(asking) }));
  if (more || scenario.executor?.class !== undefined || scenario.config?.["scheduler"] === undefined)
    return { ...scenario, dags };
  const { orphaned_tasks_check_interval: _, ...scheduler } = scenario.config["scheduler"];
  return { ...scenario, dags, config: { ...scenario.config, scheduler } };
}

/** @param {ScenarioSpec["dags"][number]["tasks"][number]} task */
function asking(task) {
  if (task["operator"] === "GlueJobOperator" && task["deferrable"] === true) return { ...task, verbose: false };
  return task["operator"] === "S3KeysUnchangedSensor" ? { ...task, deferrable: false } : task;
}

/**
 * What is wrong with what a scenario does here. The invariants know no task groups.
 * @param {ScenarioSpec} scenario
 * @param {Trace | undefined} expected
 * @param {AirflowVersion} airflow
 */
function problemsOf(scenario, expected, airflow) {
  const hasGroups = scenario.dags.some((dag) => "task_groups" in dag);
  try {
    const actual = traceHere(scenario, airflow);
    return [
      ...(hasGroups ? [] : broken(scenario, actual)),
      ...differencesOfEveryRound(scenario, actual, airflow),
      ...(expected === undefined ? [] : traceDifferences(expected, actual)),
    ];
  } catch (error) {
    return [`does not run: ${/** @type {Error} */ (error).message}`];
  }
}

/**
 * Prints a difference, makes its scenario smaller, and keeps it.
 * @param {Campaign} campaign
 * @param {{ scenario: ScenarioSpec, index: number, problems: readonly string[], expected: Trace | undefined }} found
 */
async function report(
  { seed, oracle, folder, more, services, faults, persons = false, airflow, shrinks, print },
  { scenario, index, problems, expected },
) {
  print(`${scenario.name}: ${problems.length} differences\n${problems.join("\n\n")}`);
  print(
    `again: npm run differential -- --seed ${seed} --only ${index}${more ? " --more" : ""}${services ? " --services" : ""}${faults ? " --faults" : ""}${persons ? " --persons" : ""}${airflow === "2.7.2" ? "" : ` --airflow ${airflow}`}`,
  );
  const needsOracle = problemsOf(scenario, undefined, airflow).length === 0;
  const kinds = kindsOf(problems);
  /** @param {readonly string[]} others */
  const isSameKind = (others) => [...kindsOf(others)].some((kind) => kinds.has(kind));
  /** @param {ScenarioSpec} candidate */
  const stillDiffers = async (candidate) => {
    if (!isValid(candidate, airflow)) return false;
    if (!needsOracle || oracle === undefined) return isSameKind(problemsOf(candidate, undefined, airflow));
    const trace = (await realTraces(oracle, [candidate], airflow)).get(candidate.name);
    return trace !== undefined && isSameKind(problemsOf(candidate, trace, airflow));
  };
  const small = shrinks ? await shrink(scenario, stillDiffers) : scenario;
  const again =
    oracle === undefined || small === scenario
      ? expected
      : (await realTraces(oracle, [small], airflow)).get(small.name);
  print(`smallest: ${JSON.stringify(small)}`);
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const kept = { scenario: small, trace: again, differences: problemsOf(small, again, airflow) };
  writeWhole(join(folder, `${scenario.name}.json`), `${JSON.stringify(kept, null, 2)}\n`);
}

/**
 * What kinds of differences there are: of what table, and from what to what, whenever and wherever. A smaller scenario has to
 * show one of the same, else one mistake would be followed until it becomes another.
 * @param {readonly string[]} problems
 */
function kindsOf(problems) {
  return new Set(
    problems.map((problem) => {
      const step = problem.split("\n").find((line) => line.startsWith("  > ")) ?? problem;
      return `${problem.split(" ", 2).join(" ")}: ${step.replaceAll(/[\d.]+/g, "#").replaceAll(/\s+/g, " ")}`;
    }),
  );
}

/** Whether it is accepted and runs: else what differs would not be what was found. @param {ScenarioSpec} scenario @param {AirflowVersion} airflow */
function isValid(scenario, airflow) {
  try {
    traceHere(scenario, airflow);
    return true;
  } catch {
    return false;
  }
}
