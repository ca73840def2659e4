/** Something wrong inside of a distribution. */
export interface DistributionProblem {
  /** For instance `sigma`. */
  readonly path: string;
  readonly message: string;
}

type Check = (value: unknown) => string | undefined;

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

const seconds: Check = (value) => (isNumber(value) && value >= 0 ? undefined : "a finite number of seconds from 0 up");
const positive: Check = (value) => (isNumber(value) && value > 0 ? undefined : "a finite number of seconds above 0");
const spread: Check = (value) => (isNumber(value) && value >= 0 ? undefined : "a finite number from 0 up");
const values: Check = (value) =>
  Array.isArray(value) && value.length > 0 && value.every((one) => seconds(one) === undefined)
    ? undefined
    : "a list of at least one number of seconds, each from 0 up";

/** The parameters of each distribution. */
const PARAMETERS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  constant: { value: seconds },
  uniform: { min: seconds, max: seconds },
  exponential: { mean: positive },
  lognormal: { median: positive, sigma: spread },
  empirical: { values },
};

export const DISTRIBUTION_NAMES: readonly string[] = Object.keys(PARAMETERS);

/** All that is wrong with what should be a distribution. */
export function distributionProblems(given: unknown): DistributionProblem[] {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return [{ path: "", message: `expected a distribution, got \`${valueText(given)}\`` }];
  const { distribution: name, ...rest } = given as Readonly<Record<string, unknown>>;
  const parameters = typeof name === "string" && Object.hasOwn(PARAMETERS, name) ? (PARAMETERS[name] ?? {}) : undefined;
  if (parameters === undefined)
    return [
      { path: "distribution", message: `expected one of ${DISTRIBUTION_NAMES.join(", ")}, got \`${valueText(name)}\`` },
    ];
  const problems = Object.entries(parameters).flatMap(([path, check]) => {
    const expected = check(rest[path]);
    if (expected === undefined) return [];
    const message =
      rest[path] === undefined
        ? `missing: expected ${expected}`
        : `expected ${expected}, got \`${valueText(rest[path])}\``;
    return [{ path, message }];
  });
  const known = Object.keys(parameters);
  for (const path of Object.keys(rest))
    if (!known.includes(path)) problems.push({ path, message: `unknown: ${String(name)} takes ${known.join(", ")}` });
  if (problems.length === 0 && name === "uniform" && (rest["max"] as number) < (rest["min"] as number))
    problems.push({
      path: "max",
      message: `expected at least \`min\`, ${valueText(rest["min"])}, got \`${valueText(rest["max"])}\``,
    });
  return problems;
}

function valueText(value: unknown): string {
  const text =
    typeof value === "number" || typeof value === "bigint" ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
