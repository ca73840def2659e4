import {
  causeOf,
  type DagRunWhy,
  type DagWhy,
  findingLines,
  type SimulationResult,
  storyLines,
  storyName,
  type TaskInstanceWhy,
  type WhyStep,
} from "../observe/index.ts";
import { printableName } from "../options/index.ts";
import { buildSimulation, type Scenario } from "../scenario/index.ts";
import { type ExitCode, reportFailures } from "./exit-code.ts";
import { allOrNothing, InputError } from "./input-error.ts";
import { type LimitOptions, limitsOf } from "./limits.ts";
import { readScenarioFiles } from "./read-scenarios.ts";
import { sayWarnings } from "./run-scenario.ts";
import { complain, say, sayLines } from "./terminal.ts";
import { checkVersionOptions, chosenVersions, type VersionOptions } from "./version-options.ts";
import { inSeconds } from "./why-json.ts";
import { type OtherMode, otherMode } from "./why-other-mode.ts";
import { findInstances, findNamed, findRuns, type Named, parseInstant } from "./why-selection.ts";

export interface WhyOptions extends VersionOptions, LimitOptions {
  /** A task, or a DAG. */
  readonly task?: string;
  readonly run?: string;
  readonly at?: string;
  /** Tells all, however long that is. */
  readonly all?: true;
  readonly json?: true;
}

/** The most findings, and the most task instances of a list. */
const MOST = 10;

/** An answer: lines for people, the same for machines. */
interface Answer {
  readonly lines: readonly string[];
  readonly json: object;
}

/** `airlapse why`: the causes of what happens in each scenario of a file. */
export async function whyCommand(file: string, options: WhyOptions): Promise<ExitCode> {
  const [limits, , scenarios] = allOrNothing(
    () => limitsOf(options),
    () => checkVersionOptions(options),
    () => readScenarioFiles([file], chosenVersions(options)),
  );
  const failures: [name: string, error: unknown][] = [];
  const answers: object[] = [];
  for (const { scenario } of scenarios) {
    try {
      const at = options.at === undefined ? undefined : parseInstant(options.at, startOf(scenario));
      const simulation = buildSimulation(scenario, { explain: true });
      const named = options.task === undefined ? undefined : findNamed(options.task, namesOf(simulation), scenario);
      sayWarnings(simulation, scenario.name);
      const result = simulation.run(limits());
      const { lines, json } = answer(result, {
        otherMode: (why) => otherMode(why, result, scenario, limits()),
        named,
        at,
        run: options.run,
        most: options.all ? Number.POSITIVE_INFINITY : MOST,
      });
      answers.push({ scenario: scenario.name, endedAt: result.endedAt, ...json });
      if (options.json !== true)
        sayLines([...(scenarios.length > 1 ? [`# ${printableName(scenario.name)}`] : []), ...lines]);
    } catch (error) {
      if (error instanceof InputError && scenarios.length === 1) throw error;
      if (error instanceof InputError) complain(printableName(error.message));
      else failures.push([scenario.name, error]);
    }
  }
  if (options.json === true) say(JSON.stringify(inSeconds(answers.length === 1 ? answers[0] : answers), null, 2));
  return reportFailures(failures);
}

function startOf({ start }: Scenario): string {
  return start ?? "2024-01-01T00:00:00Z";
}

function namesOf({ options }: ReturnType<typeof buildSimulation>) {
  return options.dags.map(({ dagId, tasks }) => ({ dagId, taskIds: [...tasks.keys()] }));
}

interface Question {
  readonly named: Named | undefined;
  readonly run: string | undefined;
  /** In microseconds. */
  readonly at: number | undefined;
  readonly most: number;
  readonly otherMode: (why: TaskInstanceWhy) => OtherMode | undefined;
}

function answer(result: SimulationResult, question: Question): Answer {
  const { named, run, at } = question;
  if (named === undefined && run === undefined)
    return at === undefined ? overview(result, question) : instantOf(result, question, at);
  const runs = run === undefined ? undefined : findRuns(run, named, result);
  if (named !== undefined && run !== undefined && runs?.length === 0) {
    const cause = result.whyNoDagRun(named.dagId, run);
    return {
      lines: [printableName(`there is no run ${run} of ${named.dagId}: ${cause.text} [${cause.code}]`)],
      json: { noDagRun: cause },
    };
  }
  if (named?.taskId != null) return taskAnswer(result, question, named, runs);
  if (runs !== undefined)
    return runsAnswer(
      result,
      question,
      runs.map(({ dagId, runId }) => result.whyDagRun(dagId, runId)),
    );
  return dagAnswer(result, question, named?.dagId ?? "");
}

/** Lists what most needs to be explained. */
function overview(result: SimulationResult, { most }: Question): Answer {
  const findings = result.findings();
  const lines =
    findings.length === 0
      ? ["nothing needs to be explained: all has succeeded, and nothing waited for a limit"]
      : findingLines(findings, most);
  return { lines, json: { findings } };
}

/** Stories of one task: the most telling one in full, the others in a line. */
function taskAnswer(
  result: SimulationResult,
  question: Question,
  named: Named,
  runs: ReturnType<typeof findRuns> | undefined,
): Answer {
  const instances = findInstances(named, runs, result);
  const stories = instances
    .map((instance) => result.why(instance))
    .map((why) => (question.at === undefined ? why : during(why, question.at)));
  if (stories.length === 0) {
    const dag = result.whyDag(named.dagId);
    return {
      lines: [
        printableName(
          `there is no task instance of ${named.dagId}.${named.taskId}${question.run === undefined ? "" : ` in ${question.run}: its start_date or end_date leaves it out [taskDates]`}`,
        ),
        ...storyLines(dag),
      ],
      json: { dag },
    };
  }
  const [first, ...rest] = ordered(stories) as [TaskInstanceWhy, ...TaskInstanceWhy[]];
  const other = question.at === undefined ? question.otherMode(first) : undefined;
  const lines = storyLines(first);
  if (other !== undefined) lines.push(printableName(`  ${other.text} [${other.code}]`));
  lines.push(...summaryLines(rest, question.most));
  return { lines, json: { taskInstances: stories, ...(other === undefined ? {} : { otherMode: other }) } };
}

/** Runs in full, with a line for each of their task instances that has not simply succeeded. */
function runsAnswer(result: SimulationResult, question: Question, runs: readonly DagRunWhy[]): Answer {
  const stories = runs.map((why) => ({
    ...(question.at === undefined ? why : during(why, question.at)),
    taskInstances: result.taskInstances
      .filter(({ dagId, runId }) => dagId === why.dagId && runId === why.runId)
      .map((instance) => result.why(instance)),
  }));
  const lines = stories.flatMap((why) => [
    ...storyLines(why),
    ...summaryLines(
      ordered(why.taskInstances).map((one) => (question.at === undefined ? one : during(one, question.at as number))),
      question.most,
    ),
  ]);
  return { lines, json: { dagRuns: stories } };
}

/** A DAG's own story, and that of each of its runs in a line. */
function dagAnswer(result: SimulationResult, { most, at }: Question, dagId: string): Answer {
  const dag = at === undefined ? result.whyDag(dagId) : during(result.whyDag(dagId), at);
  const runs = result.dagRuns.filter((run) => run.dagId === dagId).map(({ runId }) => result.whyDagRun(dagId, runId));
  const told = [...runs].sort((a, b) => Number(a.state === "success") - Number(b.state === "success"));
  return { lines: [...storyLines(dag), ...summaryLines(told, most)], json: { dag, dagRuns: runs } };
}

/** Tells what all that had not finished at an instant was doing, by task and cause. */
function instantOf(result: SimulationResult, { most }: Question, at: number): Answer {
  const stories = result.taskInstances
    .map((instance) => during(result.why(instance), at))
    .filter(({ steps }) => steps.some(({ to, from }) => to > from));
  return {
    lines: stories.length === 0 ? ["nothing was unfinished then"] : summaryLines(ordered(stories), most),
    json: { taskInstances: stories },
  };
}

/** Only what was at an instant: the step that it lies in, or the last one before it. */
function during<Why extends TaskInstanceWhy | DagRunWhy | DagWhy>(why: Why, at: number): Why {
  const during = why.steps.filter(({ from, to }) => from <= at && (to > at || from === at));
  const last = why.steps.filter(({ from }) => from <= at).at(-1);
  const steps: readonly WhyStep[] = during.length > 0 ? during : last === undefined ? [] : [last];
  const [step] = steps;
  const state = why.of === "dag" ? {} : { state: step?.state ?? null };
  const summary = step === undefined ? { code: "schedulerLoop" as const, text: "it was not there yet" } : causeOf(step);
  return { ...why, ...state, summary, steps };
}

/** Sorts stories: the one first that most needs to be explained. */
function ordered(stories: readonly TaskInstanceWhy[]): TaskInstanceWhy[] {
  const rank = ({ state, isForEver, summary }: TaskInstanceWhy) => {
    if (isForEver) return 0;
    if (state === "failed") return 1;
    if (state === "success") return 5;
    if (state === "skipped" || state === "upstream_failed") return 4;
    return summary.code === "executes" ? 3 : 2; // what waits is asked about, not what works
  };
  const longest = ({ steps }: TaskInstanceWhy, waits: boolean) =>
    Math.max(0, ...steps.map(({ from, to, code }) => (waits && code === "executes" ? 0 : to - from)));
  const waitedLonger = (a: TaskInstanceWhy, b: TaskInstanceWhy) => longest(b, true) - longest(a, true);
  return [...stories].sort((a, b) => rank(a) - rank(b) || waitedLonger(a, b) || longest(b, false) - longest(a, false));
}

/** Stories in a line each, those with one state and cause together. */
function summaryLines(stories: readonly (TaskInstanceWhy | DagRunWhy)[], most: number): string[] {
  const groups = new Map<string, { readonly first: TaskInstanceWhy | DagRunWhy; count: number }>();
  for (const why of stories) {
    const task = why.of === "taskInstance" ? `${why.dagId}.${why.taskId}` : why.dagId;
    const key = `${task} ${why.state} ${why.summary.code}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { first: why, count: 1 });
    else known.count += 1;
  }
  const lines = [...groups.values()]
    .slice(0, most)
    .map(({ first, count }) =>
      printableName(
        `- ${storyName(first)}${count > 1 ? ` (and ${count - 1} like it)` : ""}: ${first.summary.text} [${first.summary.code}]`,
      ),
    );
  return groups.size > most ? [...lines, `and ${groups.size - most} more: --all tells them all`] : lines;
}
