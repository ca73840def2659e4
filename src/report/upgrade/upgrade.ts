import { type DagRunView, isFinished, provide, RUN_NAME, type TaskInstanceState } from "../../definition/index.ts";
import { figure } from "../../drawing/index.ts";
import { type RuleName, type Rules, rulesOf, type Versions } from "../../rules/index.ts";
import { buildSimulation, type Scenario } from "../../scenario/index.ts";
import { type LandedFigures, landedFigures } from "../landed-figures.ts";
import { differenceSaid } from "../verdict.ts";
import { type Calls, callsOf, otherParameters, valuesText } from "./call-parameters.ts";
import { CauseFinder, type Causes, type Experiment, type Reading, type Tried } from "./causes.ts";
import { type Aspect, type Facts, type FactsOfSubject, factOf, factsOf, type Subject } from "./facts.ts";

/** A difference between the versions. A value that does not exist in one of them is undefined there. */
export interface Difference {
  readonly subject: Subject;
  readonly aspect: Aspect;
  readonly from: string | number | null | undefined;
  readonly to: string | number | null | undefined;
  /** Where calls have another value in a parameter: how many. `from` and `to` are those of the first. */
  readonly calls?: number;
  /** The rules that make it so. */
  readonly causes: Causes;
}

/** A scenario under two versions. */
export interface Upgrade {
  readonly scenario: string;
  readonly from: Versions;
  readonly to: Versions;
  /** The effect on slots, landing times, late runs and ends, in one sentence. */
  readonly verdict: string;
  /** Of both together. */
  readonly taskInstances: number;
  /** Counts those that are left out of the differences: the window ends before they have ended in both versions. */
  readonly unfinished: number;
  readonly differences: readonly Difference[];
  /** The rules that differ between the versions. */
  readonly rules: readonly RuleName[];
  /** The number of simulations that it took. */
  readonly simulations: number;
}

export interface UpgradeOptions {
  readonly from: Versions;
  readonly to: Versions;
  /** Told before each simulation. */
  readonly onProgress?: (simulations: number) => void;
}

/** The facts of one simulation. */
interface SimulationOutcome {
  readonly facts: Facts;
  readonly calls: Calls;
  /** The figures that the verdict is made from: of the two versions, and of no mixture of their rules. */
  readonly told?: LandedFigures;
}

/** A run that is due at the same moment has another id in 3: its tasks draw the same numbers all the same. */
const SAME_DRAWS = [provide(RUN_NAME, dueName)];

function dueName({ runId, runType, dataIntervalEnd }: Pick<DagRunView, "runId" | "runType" | "dataIntervalEnd">) {
  return runType === "scheduled" && dataIntervalEnd !== null ? `due ${dataIntervalEnd}` : runId;
}

const NOTHING: SimulationOutcome = { facts: new Map(), calls: new Map() };

/** One thing that differs between the two versions, and what it is in any outcome. */
interface Question extends Omit<Difference, "causes"> {
  readonly answer: Reading<SimulationOutcome>;
}

/** The answers of one simulation, one for each question. */
type Answers = readonly ReturnType<Reading<SimulationOutcome>>[];

/** Subjects, over all simulations, after which sets of rules are not looked for any more: some seconds. */
const MOST_SUBJECTS = 80_000;

/** Runs a scenario under two versions, and finds the rule of each difference. */
export function explainUpgrade(scenario: Scenario, { from, to, onProgress }: UpgradeOptions): Upgrade {
  const [old, young] = [rulesOf(from), rulesOf(to)];
  const rules = (Object.keys(young) as RuleName[]).filter((name) => old[name] !== young[name]);
  const later = under(scenario, to);
  let count = 0;
  const run = (switched: ReadonlySet<RuleName>): Tried<SimulationOutcome> => {
    onProgress?.(++count);
    const mixed = Object.fromEntries([...switched].map((name) => [name, young[name]])) as Partial<Rules>;
    const read = new Set<RuleName>();
    const onRuleRead = (name: RuleName) => read.add(name);
    try {
      const result = buildSimulation(later, { rules: { ...old, ...mixed }, onRuleRead, services: SAME_DRAWS }).run();
      const calls = callsOf(result.apiCalls);
      const outcome = { facts: factsOf(result, calls), calls };
      if (switched.size > 0 && switched.size < rules.length) return { outcome, read };
      return { outcome: { ...outcome, told: landedFigures(scenario, result) }, read };
    } catch (error) {
      if (switched.size === 0 || switched.size === rules.length) throw error;
      return { outcome: NOTHING, read }; // no version has these rules together
    }
  };
  const [first, last] = theTwo(rules, run);
  const [before, after] = [first.outcome.facts, last.outcome.facts];
  const unfinished = scenario.until === undefined ? new Set<string>() : unfinishedIn(before, after);
  const questions = [...otherFacts(before, after, unfinished), ...otherCalls(first.outcome.calls, last.outcome.calls)];
  const answered = ({ outcome, read }: Tried<SimulationOutcome>): Tried<Answers> => ({
    outcome: questions.map(({ answer }) => answer(outcome)),
    read,
  });
  const known = new Map([
    [0, answered(first)],
    [rules.length, answered(last)],
  ]);
  const finder = new CauseFinder(
    rules,
    (switched) => known.get(switched.size) ?? answered(run(switched)),
    MOST_SUBJECTS / after.size,
    isSame,
  );
  const differences = questions.map(({ answer: _, ...difference }, i): Difference => {
    return { ...difference, causes: finder.causesOf((answers) => answers[i]) };
  });
  const taskInstances = [...new Map([...before, ...after]).values()].filter(({ subject }) => isTask(subject)).length;
  const verdict = verdictOf(to, first.outcome, last.outcome);
  const counts = { taskInstances, unfinished: unfinished.size, simulations: count };
  return { scenario: scenario.name, from, to, verdict, differences, rules, ...counts };
}

/** The simulations of the two versions: one stands for both where it asks for no rule in which they differ. */
function theTwo<Outcome>(rules: readonly RuleName[], run: Experiment<Outcome>): [Tried<Outcome>, Tried<Outcome>] {
  const first = run(new Set());
  return [first, rules.some((rule) => first.read.has(rule)) ? run(new Set(rules)) : first];
}

/** Tells if two simulations are the same in all that differs between the versions. */
function isSame(one: Answers, other: Answers): boolean {
  return one.every((answer, i) => answer === other[i]);
}

/** Says in a sentence the things that the new version changes. */
function verdictOf({ airflow, amazonProvider }: Versions, first: SimulationOutcome, last: SimulationOutcome): string {
  const said = first.told === undefined || last.told === undefined ? "" : differenceSaid(last.told, first.told);
  const parts = [said, callsSaid(countOf(last.calls), countOf(first.calls))].filter((text) => text !== "");
  const all = parts.length === 0 ? "changes nothing here" : parts.join("; ");
  return `Airflow ${airflow} with provider ${amazonProvider} ${all}.`;
}

/** Names a change in the number of calls by a hundredth or more. */
function callsSaid(now: number, before: number): string {
  if (Math.abs(now - before) < 0.01 * before || now === before) return "";
  return `AWS is asked ${figure(now)} times instead of ${figure(before)}`;
}

function countOf(calls: Calls): number {
  return [...calls.values()].reduce((sum, { count }) => sum + count, 0);
}

/** Identifies the task instances that are there in both versions, and have not ended in one. */
function unfinishedIn(before: Facts, after: Facts): ReadonlySet<string> {
  const isUnfinished = ({ values }: FactsOfSubject) => !isFinished(values.state as TaskInstanceState | null);
  return new Set(
    [...before].flatMap(([key, was]) => {
      const is = after.get(key);
      if (!isTask(was.subject) || is === undefined) return [];
      return isUnfinished(was) || isUnfinished(is) ? [key] : [];
    }),
  );
}

function otherFacts(before: Facts, after: Facts, unfinished: ReadonlySet<string>): readonly Question[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key): Question[] => {
    const [was, is] = [before.get(key), after.get(key)];
    const subject = (is ?? was)?.subject;
    if (subject === undefined || unfinished.has(key)) return [];
    // of what is there in one of them only, that it is there says all
    const isMissing = (was === undefined || is === undefined) && subject.dagId !== undefined;
    const aspects = Object.keys({ ...was?.values, ...is?.values }) as Aspect[];
    return aspects.flatMap((aspect): Question[] => {
      const [from, to] = [was?.values[aspect], is?.values[aspect]];
      if (from === to || (isMissing && aspect !== "state")) return [];
      return [{ subject, aspect, from, to, answer: ({ facts }) => factOf(facts, key, aspect) }];
    });
  });
}

/** Calls of the same name with other parameters. */
function otherCalls(before: Calls, after: Calls): readonly Question[] {
  return otherParameters(before, after).map(({ name, parameter, ...values }): Question => {
    const answer: Question["answer"] = ({ calls }) => valuesText(calls, name, parameter);
    return { subject: { name, parameter }, aspect: "parameter", ...values, answer };
  });
}

export function isTask({ taskId }: Subject): boolean {
  return taskId !== undefined;
}

function under(scenario: Scenario, { airflow, amazonProvider }: Versions): Scenario {
  return { ...scenario, airflow, amazon_provider: amazonProvider };
}
