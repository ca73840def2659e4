import { KeyError, type RuntimeContext } from "../definition/index.ts";
import { type Steps, settle } from "../kernel/index.ts";
import { isEqual, pythonFloat } from "../python/index.ts";
import { AWS, AwsClient, type AwsConnection, type Crawler, GLUE, type GlueOperations, STS } from "./aws-clients.ts";
import { ClientError } from "./client-error.ts";
import { type Acceptance, type Waiter, waitUntil } from "./waiter.ts";

/** The configuration of a crawler. */
export type CrawlerConfig = Readonly<Record<string, unknown>> & { readonly Name: string };

/** The most times that boto's waiter asks. */
const MAX_ATTEMPTS = 1000;

/** Glue's crawlers (providers/amazon/aws/hooks/glue_crawler.py). */
export class GlueCrawlerHook {
  readonly #context: RuntimeContext;
  readonly #connection: AwsConnection;
  readonly #client: AwsClient<GlueOperations>;

  constructor(context: RuntimeContext, connection: AwsConnection) {
    this.#context = context;
    this.#connection = connection;
    this.#client = new AwsClient(context, GLUE, connection);
  }

  *hasCrawler(name: string): Steps<boolean> {
    this.#context.log.at("glue_crawler.py:57").info("Checking if crawler already exists: %s", name);
    try {
      yield* this.getCrawler(name);
      return true;
    } catch (error) {
      if (error instanceof ClientError && error.code === "EntityNotFoundException") return false;
      throw error;
    }
  }

  *getCrawler(name: string): Steps<Crawler> {
    const { Crawler } = yield* settle(this.#client.call("GetCrawler", { Name: name }));
    return Crawler;
  }

  *createCrawler(config: CrawlerConfig): Steps<void> {
    this.#context.log.at("glue_crawler.py:157").info("Creating crawler: %s", config.Name);
    yield* settle(this.#client.call("CreateCrawler", config));
  }

  /** Updates a crawler where any of the settings given differs. Those not given are not compared. */
  *updateCrawler(config: CrawlerConfig): Steps<void> {
    const { log } = this.#context;
    const current = yield* this.getCrawler(config.Name);
    const { Tags: tags, ...settings } = config;
    if (tags !== undefined) yield* this.#updateTags(config.Name, tags as Readonly<Record<string, string>>);
    const different = Object.fromEntries(
      Object.entries(settings).filter(([key, value]) => !isEqual(current[key] ?? null, value)),
    );
    if (Object.keys(different).length === 0) return;
    log.at("glue_crawler.py:100").info("Updating crawler: %s", config.Name);
    yield* settle(this.#client.call("UpdateCrawler", settings as CrawlerConfig));
    log.at("glue_crawler.py:102").info("Updated configurations: %s", different);
  }

  /** Changes and deletes existing tags. New ones are never added. */
  *#updateTags(name: string, wanted: Readonly<Record<string, string>>): Steps<void> {
    const { log } = this.#context;
    const sts = new AwsClient(this.#context, STS, this.#connection);
    const { Account } = yield* settle(sts.call("GetCallerIdentity", {}));
    const region = yield* settle(this.#context.service(AWS).region(this.#context, this.#connection));
    const arn = `arn:${partitionOf(region)}:glue:${region}:${Account}:crawler/${name}`;
    const { Tags: current } = yield* settle(this.#client.call("GetTags", { ResourceArn: arn }));
    const changed = Object.entries(wanted).filter(
      ([key, value]) => current[key] !== undefined && current[key] !== value,
    );
    const missing = Object.keys(current).filter((key) => wanted[key] === undefined);
    if (changed.length > 0) {
      log.at("glue_crawler.py:135").info("Updating crawler tags: %s", name);
      yield* settle(this.#client.call("TagResource", { ResourceArn: arn, TagsToAdd: Object.fromEntries(changed) }));
      log.at("glue_crawler.py:137").info("Updated crawler tags: %s", name);
    }
    if (missing.length > 0) {
      log.at("glue_crawler.py:140").info("Deleting crawler tags: %s", name);
      yield* settle(this.#client.call("UntagResource", { ResourceArn: arn, TagsToRemove: missing }));
      log.at("glue_crawler.py:142").info("Deleted crawler tags: %s", name);
    }
  }

  *startCrawler(name: string): Steps<void> {
    this.#context.log.at("glue_crawler.py:170").info("Starting crawler %s", name);
    yield* settle(this.#client.call("StartCrawler", { Name: name }));
  }

  /** Waits on the worker, silently, and tells at the end what the crawl has come to. */
  *waitForCrawlerCompletion(name: string, pollIntervalSeconds: number): Steps<string> {
    const { log } = this.#context;
    yield* waitUntil(this.crawlerReady(name), pollIntervalSeconds, MAX_ATTEMPTS);
    const crawler = yield* this.getCrawler(name);
    log.at("glue_crawler.py:185").info("crawler_config: %s", crawler);
    if (crawler.LastCrawl === undefined) throw new KeyError("'LastCrawl'");
    const { CrawlerMetricsList: list } = yield* settle(
      this.#client.call("GetCrawlerMetrics", { CrawlerNameList: [name] }),
    );
    const metrics = list[0] ?? {};
    log.at("glue_crawler.py:190").info("Status: %s", crawler.LastCrawl.Status);
    log
      .at("glue_crawler.py:191")
      .info("Last Runtime Duration (seconds): %s", pythonFloat(Number(metrics["LastRuntimeSeconds"])));
    log
      .at("glue_crawler.py:192")
      .info("Median Runtime Duration (seconds): %s", pythonFloat(Number(metrics["MedianRuntimeSeconds"])));
    log.at("glue_crawler.py:193").info("Tables Created: %s", metrics["TablesCreated"]);
    log.at("glue_crawler.py:194").info("Tables Updated: %s", metrics["TablesUpdated"]);
    log.at("glue_crawler.py:195").info("Tables Deleted: %s", metrics["TablesDeleted"]);
    return crawler.LastCrawl.Status;
  }

  /** The provider's waiter of that name (waiters/glue.json). */
  crawlerReady(name: string): Waiter<Crawler> {
    return { name: "crawler_ready", ask: () => this.getCrawler(name), accept: acceptCrawler };
  }
}

function acceptCrawler({ State, LastCrawl }: Crawler): Acceptance {
  if (State !== "READY") return "retry";
  for (const status of ["FAILED", "CANCELLED"]) {
    if (LastCrawl?.Status === status)
      return {
        failure: `For expression "Crawler.State == 'READY' && Crawler.LastCrawl.Status == '${status}'" we matched expected path: "True"`,
      };
  }
  return "success";
}

/** The partition that a region lies in. */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
