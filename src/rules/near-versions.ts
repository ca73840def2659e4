/**
 * Versions that are not simulated: the nearest that is, and what is known to differ.
 * @module
 */
import { AMAZON_PROVIDER_VERSIONS, compareVersions } from "./versions.ts";

/** Versions from one on, up to the next row: the version to take in their place, and in what it is known to differ from them. */
interface Near {
  readonly from: string;
  readonly nearest: string;
  readonly differs: string;
}

const NEAR_AIRFLOWS: readonly Near[] = [
  { from: "0", nearest: "2.7.2", differs: "earlier versions were not compared with it" },
  { from: "2.7", nearest: "2.7.2", differs: "patches were not compared" },
  {
    from: "2.8",
    nearest: "2.7.2",
    differs: "no difference in scheduling is known, but 2.8 was not compared",
  },
  {
    from: "2.9",
    nearest: "2.10.5",
    differs:
      "2.9 counts tries as they begin, as 2.7.2 does, gives free places of a triggerer to the oldest trigger, and starts no task from its trigger; conditions of datasets and max_consecutive_failed_dag_runs are the same",
  },
  {
    from: "2.10",
    nearest: "2.10.5",
    differs: "later patches mended tasks that are stuck in queued; the rest of their scheduling is the same",
  },
  { from: "2.11", nearest: "2.11.0", differs: "patches were not compared" },
  {
    from: "3.0",
    nearest: "3.2.1",
    differs:
      "before 3.2 retry_exponential_backoff is true or false only and assets have no partitions; in one of these versions tasks began to reach the executor lowest priority first, which one is not known",
  },
  { from: "3.2", nearest: "3.2.1", differs: "patches were not compared" },
  {
    from: "3.3",
    nearest: "3.3.2",
    differs: "patches were not compared",
  },
  { from: "3.4", nearest: "3.3.2", differs: "it is newer than any that was compared" },
];

/** The end of a refusal: the nearest version of Airflow, and what is known to differ. Empty where no version was given. */
export function nearestAirflow(given: unknown): string {
  const near = isVersion(given)
    ? NEAR_AIRFLOWS.filter(({ from }) => compareVersions(given, from) >= 0).at(-1)
    : undefined;
  return near === undefined ? "" : `: the nearest is ${near.nearest}; ${near.differs}`;
}

/** The same of the Amazon provider. The rules between two versions that are known tell what differs. */
export function nearestAmazonProvider(given: unknown): string {
  if (!isVersion(given)) return "";
  const before = AMAZON_PROVIDER_VERSIONS.filter((version) => compareVersions(version, given) < 0).at(-1);
  const after = AMAZON_PROVIDER_VERSIONS.find((version) => compareVersions(version, given) > 0);
  if (before === undefined || after === undefined) return `: the nearest is ${before ?? after}`;
  return `: it lies between ${before} and ${after}, and \`airlapse upgrade\` with --from-provider and --to-provider tells what differs between these`;
}

function isVersion(given: unknown): given is string {
  return typeof given === "string" && /^\d+(?:\.\d+){1,3}$/.test(given);
}
