import { AIRFLOW_VERSIONS, AMAZON_PROVIDER_VERSIONS } from "../rules/index.ts";
import type { ChosenVersions } from "../scenario/index.ts";
import { InputError } from "./input-error.ts";

/** The options about versions. */
export interface VersionOptions {
  readonly airflow?: string;
  readonly amazonProvider?: string;
}

/** Throws an InputError that names every version that is not known. */
export function checkVersionOptions({ airflow, amazonProvider }: VersionOptions): void {
  const wrong = [
    ...problem("--airflow", airflow, AIRFLOW_VERSIONS),
    ...problem("--amazon-provider", amazonProvider, AMAZON_PROVIDER_VERSIONS),
  ];
  if (wrong.length > 0) throw new InputError(wrong);
}

/** The versions that replace those of the scenarios. A version that was not given is left out. */
export function chosenVersions({ airflow, amazonProvider }: VersionOptions): ChosenVersions {
  const [known] = AIRFLOW_VERSIONS.filter((version) => version === airflow);
  const [knownProvider] = AMAZON_PROVIDER_VERSIONS.filter((version) => version === amazonProvider);
  return {
    ...(known === undefined ? {} : { airflow: known }),
    ...(knownProvider === undefined ? {} : { amazon_provider: knownProvider }),
  };
}

function problem(option: string, given: string | undefined, known: readonly string[]): readonly string[] {
  if (given === undefined || known.includes(given)) return [];
  return [`Expected ${option} to be one of ${known.join(", ")}, got "${given}"`];
}
