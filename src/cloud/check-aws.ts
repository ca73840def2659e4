import { isSeconds, MOST_SECONDS } from "../kernel/index.ts";
import { type KnownKeys, type Problem, shown, unknownKeys } from "../options/index.ts";
import { distributionProblems } from "../random/index.ts";
import type { AwsSpec } from "./aws-spec.ts";
import { serviceProblems } from "./check-service.ts";
import { deniedProblems } from "./denied-calls.ts";
import { CRAWL_OUTCOMES, type CrawlerSpec } from "./glue-crawlers.ts";
import { JOB_RUN_OUTCOMES, type JobSpec } from "./glue-jobs.ts";
import type { PartitionSpec } from "./glue-partitions.ts";
import type { S3ObjectSpec, S3Spec } from "./s3-buckets.ts";
import { SERVICE_MODELS } from "./services/index.ts";

const AWS: KnownKeys<AwsSpec> = {
  s3: true,
  glue: true,
  denied: true,
  latency: true,
  region: true,
  ...namedServices(),
};

const S3: KnownKeys<S3Spec> = { buckets: true, objects: true };
const S3_OBJECT: KnownKeys<S3ObjectSpec> = { bucket: true, key: true, at: true, until: true, size: true, body: true };
const GLUE: KnownKeys<NonNullable<AwsSpec["glue"]>> = { crawlers: true, jobs: true, partitions: true };
const CRAWLER: KnownKeys<CrawlerSpec> = { name: true, existing: true, duration: true, stopping: true, outcomes: true };
const PARTITION: KnownKeys<PartitionSpec> = { database: true, table: true, expression: true, at: true, until: true };
const JOB: KnownKeys<JobSpec> = {
  name: true,
  existing: true,
  starting: true,
  duration: true,
  outcomes: true,
  maxConcurrentRuns: true,
};

/** The services that are declared, each by its key. */
function namedServices() {
  return Object.fromEntries(Object.keys(SERVICE_MODELS).map((key) => [key, true])) as {
    readonly [Key in keyof typeof SERVICE_MODELS]: true;
  };
}

/** Lists all problems of the description of a cloud, under its path in it. */
export function checkAws(spec: AwsSpec): Problem[] {
  const { s3 = {}, glue = {}, denied = [], latency } = spec;
  const problems = [...unknownKeys("", spec, AWS), ...unknownKeys("s3", s3, S3), ...unknownKeys("glue", glue, GLUE)];
  const refuse = (path: string, what: string, value: unknown) =>
    problems.push({ path, message: `expected ${what}, got \`${shown(value)}\`` });
  const seconds = (path: string, value: unknown) => {
    if (value !== undefined && !isSeconds(value)) refuse(path, `a number of seconds from 0 to ${MOST_SECONDS}`, value);
  };
  const randomSeconds = (path: string, value: unknown) => {
    if (typeof value !== "object" || value === null) seconds(path, value);
    else
      for (const problem of distributionProblems(value))
        problems.push({ path: problem.path === "" ? path : `${path}.${problem.path}`, message: problem.message });
  };
  const text = (path: string, value: unknown) => {
    if (typeof value !== "string" || value === "") refuse(path, "a text that is not empty", value);
  };
  const outcomes = (path: string, given: readonly string[] | undefined, known: readonly string[]) => {
    for (const outcome of given ?? [])
      if (!known.includes(outcome)) refuse(path, `outcomes out of ${known.join(", ")}`, outcome);
  };
  const list = <Item>(path: string, given: readonly Item[] | undefined): readonly Item[] => {
    if (given === undefined || Array.isArray(given)) return given ?? [];
    refuse(path, "a list", given);
    return [];
  };
  for (const [index, object] of list("s3.objects", s3.objects).entries()) {
    const path = `s3.objects[${index}]`;
    problems.push(...unknownKeys(path, object, S3_OBJECT));
    text(`${path}.bucket`, object.bucket);
    text(`${path}.key`, object.key);
    randomSeconds(`${path}.at`, object.at);
    seconds(`${path}.until`, object.until);
    if (object.body !== undefined && typeof object.body !== "string") refuse(`${path}.body`, "a text", object.body);
  }
  for (const [index, crawler] of list("glue.crawlers", glue.crawlers).entries()) {
    const path = `glue.crawlers[${index}]`;
    problems.push(...unknownKeys(path, crawler, CRAWLER));
    text(`${path}.name`, crawler.name);
    randomSeconds(`${path}.duration`, crawler.duration);
    randomSeconds(`${path}.stopping`, crawler.stopping);
    outcomes(`${path}.outcomes`, crawler.outcomes, CRAWL_OUTCOMES);
  }
  for (const [index, job] of list("glue.jobs", glue.jobs).entries()) {
    const path = `glue.jobs[${index}]`;
    problems.push(...unknownKeys(path, job, JOB));
    text(`${path}.name`, job.name);
    randomSeconds(`${path}.starting`, job.starting);
    randomSeconds(`${path}.duration`, job.duration);
    outcomes(`${path}.outcomes`, job.outcomes, JOB_RUN_OUTCOMES);
  }
  for (const [index, partition] of list("glue.partitions", glue.partitions).entries()) {
    const path = `glue.partitions[${index}]`;
    problems.push(...unknownKeys(path, partition, PARTITION));
    text(`${path}.database`, partition.database);
    text(`${path}.table`, partition.table);
    randomSeconds(`${path}.at`, partition.at);
    seconds(`${path}.until`, partition.until);
  }
  for (const [index, call] of list("denied", denied).entries())
    problems.push(...deniedProblems(`denied[${index}]`, call));
  seconds("latency", latency);
  for (const [key, { lists }] of Object.entries(SERVICE_MODELS))
    problems.push(...serviceProblems(key, lists, spec[key as keyof typeof SERVICE_MODELS]));
  return problems;
}
