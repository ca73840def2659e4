import { AIRFLOW_VERSIONS, AMAZON_PROVIDER_VERSIONS, nearestAirflow, nearestAmazonProvider } from "../rules/index.ts";
import type { Chosen } from "../scenario/index.ts";
import { InputError } from "./input-error.ts";

/** The options about versions. */
export interface VersionOptions {
  readonly airflow?: string;
  readonly amazonProvider?: string;
}

/** Throws an InputError that names every version that is not known. */
export function checkVersionOptions({ airflow, amazonProvider }: VersionOptions): void {
  const wrong = [
    ...unknownVersions([["--airflow", airflow]], AIRFLOW_VERSIONS, nearestAirflow),
    ...unknownVersions([["--amazon-provider", amazonProvider]], AMAZON_PROVIDER_VERSIONS, nearestAmazonProvider),
  ];
  if (wrong.length > 0) throw new InputError(wrong);
}

/** The versions that replace those of the scenarios. A version that was not given is left out. */
export function chosenVersions({ airflow, amazonProvider }: VersionOptions): Chosen {
  const [known] = AIRFLOW_VERSIONS.filter((version) => version === airflow);
  const [knownProvider] = AMAZON_PROVIDER_VERSIONS.filter((version) => version === amazonProvider);
  return {
    ...(known === undefined ? {} : { airflow: known }),
    ...(knownProvider === undefined ? {} : { amazon_provider: knownProvider }),
  };
}

/** Options that name a version that is not simulated, with the nearest that is. */
export function unknownVersions(
  options: readonly (readonly [option: string, given: string | undefined])[],
  known: readonly string[],
  nearest: (given: string) => string,
): readonly string[] {
  return options.flatMap(([option, given]) =>
    given === undefined || known.includes(given)
      ? []
      : [`Expected ${option} to be one of ${known.join(", ")}, got "${given}"${nearest(given)}`],
  );
}
