/**
 * The versions that can be simulated: of Airflow, and of its Amazon provider.
 * @module
 */

export const AIRFLOW_VERSIONS = ["2.7.2", "2.10.5", "2.11.0", "3.2.1", "3.3.2"] as const;

/** Which Airflow is simulated. */
export type AirflowVersion = (typeof AIRFLOW_VERSIONS)[number];

export const AMAZON_PROVIDER_VERSIONS = ["8.7.1", "9.2.0", "9.8.0", "9.25.0", "9.39.0"] as const;

/** Which apache-airflow-providers-amazon is simulated. */
export type AmazonProviderVersion = (typeof AMAZON_PROVIDER_VERSIONS)[number];

/** Which Airflow, and which providers with it. */
export interface Versions {
  readonly airflow: AirflowVersion;
  readonly amazonProvider: AmazonProviderVersion;
}

export const DEFAULT_AIRFLOW: AirflowVersion = "2.7.2";

/** The provider that an Airflow's constraints files pin, or that Amazon MWAA's image has with it. */
const PROVIDER_OF_ITS_DAY: Readonly<Record<AirflowVersion, AmazonProviderVersion>> = {
  "2.7.2": "8.7.1",
  "2.10.5": "9.2.0",
  "2.11.0": "9.8.0",
  "3.2.1": "9.25.0",
  "3.3.2": "9.39.0",
};

/** Fills in the versions that are not given: Airflow 2.7.2, and the provider of the Airflow's day. */
export function versionsOf(given: {
  readonly airflow?: AirflowVersion | undefined;
  readonly amazonProvider?: AmazonProviderVersion | undefined;
}): Versions {
  const { airflow = DEFAULT_AIRFLOW } = given;
  return { airflow, amazonProvider: given.amazonProvider ?? PROVIDER_OF_ITS_DAY[airflow] };
}

/** Reads versions from input that may be anything: an unknown one counts as not given. */
export function knownVersionsOf(airflow: unknown, amazonProvider: unknown): Versions {
  return versionsOf({
    airflow: AIRFLOW_VERSIONS.find((version) => version === airflow),
    amazonProvider: AMAZON_PROVIDER_VERSIONS.find((version) => version === amazonProvider),
  });
}

/** The first version that has something: of Airflow, `2.10` say, or of the Amazon provider. */
export type Since = ({ readonly airflow: string } | { readonly amazonProvider: string }) & {
  /** True for an argument whose default is true: then false is new too. */
  readonly isTrueElse?: boolean;
  /** The name of it in versions before. */
  readonly before?: string;
};

/** Tasks that the scheduler lets start from their trigger. */
export const START_FROM_TRIGGER: Since = { airflow: "2.10" };

/** Triggers that end their task themselves (BaseTaskEndEvent). */
export const END_FROM_TRIGGER: Since = { airflow: "2.10" };

/** `XComArg.concat`. */
export const CONCAT: Since = { airflow: "2.10" };
/** Runs that are asked for ahead. */
export const RUN_AFTER: Since = { airflow: "3.0" };

/** Partitions of assets, and runs about them. */
export const PARTITIONS: Since = { airflow: "3.2" };

/** Assets, under that name: datasets before. */
export const ASSETS: Since = { airflow: "3.0", before: "datasets" };

/** Arguments that not every version has, by name. */
export type NewArguments = Readonly<Record<string, Since>>;

/** Says that something came later than the version that is simulated; undefined where the version has it. */
export function tooOld(since: Since, versions: Versions): string | undefined {
  const [what, first, chosen, choose] =
    "airflow" in since
      ? ["Airflow", since.airflow, versions.airflow, AIRFLOW_VERSIONS]
      : ["the Amazon provider", since.amazonProvider, versions.amazonProvider, AMAZON_PROVIDER_VERSIONS];
  if (compareVersions(chosen, first) >= 0) return undefined;
  const later = choose
    .filter((version) => compareVersions(version, first) >= 0)
    .join(", ")
    .replace(/, (?=[^,]*$)/, " or ");
  const advice = since.before === undefined ? "leave it out" : `call it \`${since.before}\``;
  return `${what} has it from ${first} on, and ${chosen} is simulated: ${advice}, or choose ${later}`;
}

/** The first version that has something no more, and what is said in its place. */
export interface Gone {
  /** Of Airflow, or of the Amazon provider if `of` says so. */
  readonly since: string;
  readonly of?: "amazonProvider";
  readonly instead: string;
}

export const SLA_GONE: Gone = {
  since: "3.0",
  instead: "leave it out; deadlines, which Airflow 3 has in its place, change nothing of when tasks run",
};

/** Arguments that not every version has any more, by name. */
export type GoneArguments = Readonly<Record<string, Gone>>;

/** Says that the version that is simulated has something no more; undefined where it has. */
export function goneIn({ since, of, instead }: Gone, versions: Versions): string | undefined {
  const chosen = versions[of ?? "airflow"];
  if (compareVersions(chosen, since) < 0) return undefined;
  const what = of === undefined ? "Airflow" : "The Amazon provider";
  return `${what} has it no more from ${since} on, and ${chosen} is simulated: ${instead}`;
}

/** Compares two versions number by number: negative where the first is earlier. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split(".").map(Number), b.split(".").map(Number)];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Tells why workers that may die are not simulated in a version of Airflow; undefined where they are. */
export function lacksWorkers(what: string, airflow: string): string | undefined {
  if (!airflow.startsWith("3")) return undefined;
  return `${what} workers are simulated up to Airflow 2.11.0, and ${airflow} is: leave it out, or choose 2.7.2, 2.10.5 or 2.11.0`;
}
