import { type DagRunView, isFinished, provide, RUN_NAME, type TaskInstanceState } from "../../definition/index.ts";
import { type RuleName, type Rules, rulesOf, type Versions } from "../../rules/index.ts";
import { buildSimulation, type Scenario } from "../../scenario/index.ts";
import { type LandedFigures, landedFigures } from "../landed-figures.ts";
import { differenceSaid } from "../verdict.ts";
import { type Calls, callsOf, callsText, otherParameters, valuesText } from "./call-parameters.ts";
import { CauseFinder, type Causes, type Tried } from "./causes.ts";
import { type Aspect, type Facts, type FactsOfSubject, factOf, factsOf, isSameFacts, type Subject } from "./facts.ts";

/** Something that is otherwise in the new version. What is not there in one of them is undefined there. */
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

/** Subjects, over all simulations, after which sets of rules are not looked for any more: some seconds. */
const MOST_SUBJECTS = 80_000;

/** Runs a scenario under two versions, and finds the rule of each difference. */
export function explainUpgrade(scenario: Scenario, { from, to, onProgress }: UpgradeOptions): Upgrade {
  const [old, young] = [rulesOf(from), rulesOf(to)];
  const rules = (Object.keys(young) as RuleName[]).filter((name) => old[name] !== young[name]);
  const later = under(scenario, to);
  const run = (switched: ReadonlySet<RuleName>): Tried<SimulationOutcome> => {
    onProgress?.(finder.tried + 1);
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
  const finder = new CauseFinder(rules, run, ({ facts }) => MOST_SUBJECTS / facts.size, isSame);
  const [first, last] = [finder.outcome([]), finder.outcome(rules)];
  const [before, after] = [first.facts, last.facts];
  const unfinished = scenario.until === undefined ? new Set<string>() : unfinishedIn(before, after);
  const differences = [...otherFacts(finder, rules, unfinished), ...otherCalls(finder, rules)];
  const taskInstances = [...new Map([...before, ...after]).values()].filter(({ subject }) => isTask(subject)).length;
  const verdict = verdictOf(to, first.told, last.told);
  const counts = { taskInstances, unfinished: unfinished.size, simulations: finder.tried };
  return { scenario: scenario.name, from, to, verdict, differences, rules, ...counts };
}

/** Tells if two simulations are the same in all that is compared. */
function isSame(one: SimulationOutcome, other: SimulationOutcome): boolean {
  if (one === other) return true;
  if (one.calls.size !== other.calls.size || !isSameFacts(one.facts, other.facts)) return false;
  return callsText(one.calls) === callsText(other.calls);
}

/** One outcome stands for both versions where no rule that differs is asked for. */
function verdictOf(
  { airflow, amazonProvider }: Versions,
  first: LandedFigures | undefined,
  last: LandedFigures | undefined,
): string {
  const said = first === undefined || last === undefined ? "" : differenceSaid(last, first);
  return `Airflow ${airflow} with provider ${amazonProvider} ${said === "" ? "changes nothing here" : said}.`;
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

function otherFacts(
  finder: CauseFinder<SimulationOutcome>,
  rules: readonly RuleName[],
  unfinished: ReadonlySet<string>,
): readonly Difference[] {
  const [before, after] = [finder.outcome([]).facts, finder.outcome(rules).facts];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key): Difference[] => {
    const [was, is] = [before.get(key), after.get(key)];
    const subject = (is ?? was)?.subject;
    if (subject === undefined || unfinished.has(key)) return [];
    // of what is there in one of them only, that it is there says all
    const isMissing = (was === undefined || is === undefined) && subject.dagId !== undefined;
    const aspects = Object.keys({ ...was?.values, ...is?.values }) as Aspect[];
    return aspects.flatMap((aspect): Difference[] => {
      const [from, to] = [was?.values[aspect], is?.values[aspect]];
      if (from === to || (isMissing && aspect !== "state")) return [];
      return [{ subject, aspect, from, to, causes: finder.causesOf(({ facts }) => factOf(facts, key, aspect)) }];
    });
  });
}

/** Calls of the same name with other parameters. */
function otherCalls(finder: CauseFinder<SimulationOutcome>, rules: readonly RuleName[]): readonly Difference[] {
  const [before, after] = [finder.outcome([]).calls, finder.outcome(rules).calls];
  return otherParameters(before, after).map(({ name, parameter, ...values }): Difference => {
    const causes = finder.causesOf(({ calls }) => valuesText(calls, name, parameter));
    return { subject: { name, parameter }, aspect: "parameter", ...values, causes };
  });
}

export function isTask({ taskId }: Subject): boolean {
  return taskId !== undefined;
}

function under(scenario: Scenario, { airflow, amazonProvider }: Versions): Scenario {
  return { ...scenario, airflow, amazon_provider: amazonProvider };
}
