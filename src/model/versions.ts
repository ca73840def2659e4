/**
 * The versions that can be simulated: of Airflow, and of its Amazon provider.
 * @module
 */

export const AIRFLOW_VERSIONS = ["2.7.2", "2.10.5", "2.11.0"] as const;

/** Which Airflow is simulated. */
export type AirflowVersion = (typeof AIRFLOW_VERSIONS)[number];

export const AMAZON_PROVIDER_VERSIONS = ["8.7.1", "9.2.0", "9.8.0"] as const;

/** Which apache-airflow-providers-amazon is simulated. */
export type AmazonProviderVersion = (typeof AMAZON_PROVIDER_VERSIONS)[number];

/** Which Airflow, and which providers with it. */
export interface Versions {
  readonly airflow: AirflowVersion;
  readonly amazonProvider: AmazonProviderVersion;
}

export const DEFAULT_AIRFLOW: AirflowVersion = "2.7.2";

/** The provider that an Airflow's constraints files pin. */
const PROVIDER_OF_ITS_DAY: Readonly<Record<AirflowVersion, AmazonProviderVersion>> = {
  "2.7.2": "8.7.1",
  "2.10.5": "9.2.0",
  "2.11.0": "9.8.0",
};

/** What is simulated where not all is said: Airflow 2.7.2, and the provider of the Airflow's day. */
export function versionsOf(given: {
  readonly airflow?: AirflowVersion | undefined;
  readonly amazonProvider?: AmazonProviderVersion | undefined;
}): Versions {
  const { airflow = DEFAULT_AIRFLOW } = given;
  return { airflow, amazonProvider: given.amazonProvider ?? PROVIDER_OF_ITS_DAY[airflow] };
}
