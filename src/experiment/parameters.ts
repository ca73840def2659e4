import { type Distribution, distributionProblems, isSeed, RandomStreams } from "../random/index.ts";

export type ParameterValue = number | string | boolean;

/** From one number to another, both included where the steps lead there. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** A list and a range give a point for each value; a distribution gives each repetition a value of its own. */
export type ParameterSpec = readonly ParameterValue[] | Range | Distribution;
export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;

/** The values of one trial, by name. */
export type ParametersOf<Specs extends ParameterSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends readonly (infer Value)[] ? Value : number;
};

/** One measurement that is to be made: the values of its parameters, and the seed of its random numbers. */
export interface Trial<Parameters = Readonly<Record<string, ParameterValue>>> {
  /** The index of the trial among all trials. */
  readonly trial: number;
  /** Which combination of the values of lists and ranges it is. */
  readonly point: number;
  readonly repetition: number;
  /** The same for each point, so that points differ by their parameters only and not by luck. */
  readonly seed: number;
  readonly parameters: Parameters;
  /** The input of the experiment, where it has one. */
  readonly input?: unknown;
}

/** The parameters and repetitions that the trials of an experiment come from. */
export interface Plan {
  readonly parameters: ParameterSpecs;
  readonly repetitions: number;
  readonly seed: number;
  /** Plain data that all trials share. */
  readonly input?: unknown;
}

/** An experiment that cannot be made: everything that is wrong with it. */
export class ExperimentError extends Error {
  override readonly name = "ExperimentError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `${problems.length} ${problems.length === 1 ? "problem" : "problems"}\n${problems.map((one) => `  ${one}`).join("\n")}`,
    );
    this.problems = problems;
  }
}

const isList = (spec: ParameterSpec): spec is readonly ParameterValue[] => Array.isArray(spec);
const isRange = (spec: ParameterSpec): spec is Range => !isList(spec) && "step" in spec;

/** The most trials of an experiment: more are a mistake. */
export const MOST_TRIALS = 10_000_000;

export function planProblems({ parameters, repetitions, seed }: Plan): string[] {
  const problems = Object.entries(parameters).flatMap(([name, spec]) =>
    specProblems(spec).map((problem) => `parameters.${name}${problem}`),
  );
  if (!Number.isSafeInteger(repetitions) || repetitions < 1)
    problems.push(`repetitions: expected a whole number from 1 up, got \`${repetitions}\``);
  if (!isSeed(seed)) problems.push(`seed: expected a whole number from 0 up, got \`${seed}\``);
  if (problems.length > 0) return problems;
  const count = repetitions * Object.values(parameters).reduce((product, spec) => product * sizeOf(spec), 1);
  return count <= MOST_TRIALS ? [] : [`parameters: expected at most ${MOST_TRIALS} trials, got ${count}`];
}

function specProblems(spec: ParameterSpec): string[] {
  if (typeof spec !== "object" || spec === null)
    return [`: expected a list, a range or a distribution, got \`${String(spec)}\``];
  if (isList(spec)) {
    const known = spec.every(
      (value) => Number.isFinite(value) || typeof value === "string" || typeof value === "boolean",
    );
    if (!known || spec.length === 0) return [": expected a list of at least one finite number, text, true or false"];
    return new Set(spec).size === spec.length ? [] : [": expected each value once"];
  }
  if (!isRange(spec))
    return distributionProblems(spec).map(({ path, message }) => `${path === "" ? "" : `.${path}`}: ${message}`);
  const { from, to, step } = spec;
  if (![from, to, step].every(Number.isFinite) || step <= 0 || to < from)
    return [`: expected a range upwards with a step above 0, got from ${from} to ${to} by ${step}`];
  return [];
}

/** The number of points of a design. */
function sizeOf(spec: ParameterSpec): number {
  if (isList(spec)) return spec.length;
  return isRange(spec) ? Math.floor((spec.to - spec.from) / spec.step + 1e-9) + 1 : 1;
}

/** Where decimals are meant: 0.1 + 2 * 0.1 is 0.3. */
const decimal = (value: number) => Number(value.toPrecision(12));

/** The `index`th value of a list or range, or what a distribution gives for a repetition. */
function valueAt(
  name: string,
  spec: ParameterSpec,
  index: number,
  repetition: number,
  random: RandomStreams,
): ParameterValue {
  if (isList(spec)) return spec[index] as ParameterValue;
  if (isRange(spec)) return decimal(spec.from + index * spec.step);
  return random.draw(spec, ["parameter", name, repetition]);
}

/** All trials: the last parameter changes fastest, and repetitions before that. */
export function trialsOf({ parameters, repetitions, seed }: Plan): Trial[] {
  const random = new RandomStreams(seed);
  const entries = Object.entries(parameters);
  const points = entries.reduce((product, [, spec]) => product * sizeOf(spec), 1);
  return Array.from({ length: points * repetitions }, (_, trial) => {
    const [point, repetition] = [Math.floor(trial / repetitions), trial % repetitions];
    let rest = point;
    const values: [string, ParameterValue][] = [];
    for (const [name, spec] of [...entries].reverse()) {
      values.unshift([name, valueAt(name, spec, rest % sizeOf(spec), repetition, random)]);
      rest = Math.floor(rest / sizeOf(spec));
    }
    return {
      trial,
      point,
      repetition,
      seed: random.derivedSeed(["repetition", repetition]),
      parameters: Object.fromEntries(values),
    };
  });
}
