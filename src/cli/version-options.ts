import { AIRFLOW_VERSIONS, AMAZON_PROVIDER_VERSIONS } from "../model/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { InputError } from "./input-error.ts";

/** What a command is told of versions. */
export interface VersionOptions {
  readonly airflow?: string;
  readonly amazonProvider?: string;
}

/** What a command puts in place of the versions that its scenarios name. */
export type ChosenVersions = Pick<Scenario, "airflow" | "amazon_provider">;

/** Throws an InputError that names every version that is not known. */
export function chosenVersions({ airflow, amazonProvider }: VersionOptions): ChosenVersions {
  const wrong = [
    ...problem("--airflow", airflow, AIRFLOW_VERSIONS),
    ...problem("--amazon-provider", amazonProvider, AMAZON_PROVIDER_VERSIONS),
  ];
  if (wrong.length > 0) throw new InputError(wrong.join("\n"));
  return {
    ...(airflow === undefined ? {} : { airflow }),
    ...(amazonProvider === undefined ? {} : { amazon_provider: amazonProvider }),
  } as ChosenVersions;
}

function problem(option: string, given: string | undefined, known: readonly string[]): readonly string[] {
  if (given === undefined || known.includes(given)) return [];
  return [`Expected ${option} to be one of ${known.join(", ")}, got "${given}"`];
}
