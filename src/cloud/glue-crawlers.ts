import { ClientError } from "../hooks/index.ts";
import type { Seconds } from "../kernel/index.ts";
import { fnmatch } from "../python/index.ts";
import type { RandomSeconds, RandomStreams } from "../random/index.ts";
import type { Operation } from "./service-model.ts";

type Settings = Readonly<Record<string, unknown>>;

/** The ends of a crawl. */
export const CRAWL_OUTCOMES = ["SUCCEEDED", "FAILED", "CANCELLED"] as const;
export type CrawlOutcome = (typeof CRAWL_OUTCOMES)[number];

/** Describes the crawls of a crawler. */
export interface CrawlerSpec {
  /** With `*` it describes every crawler that is made under a name that matches. */
  readonly name: string;
  /** The configuration of one that is there already. */
  readonly existing?: Settings;
  /** Seconds that it is RUNNING. Default 0. */
  readonly duration?: RandomSeconds;
  /** Seconds that it is STOPPING after that. Default 0. */
  readonly stopping?: RandomSeconds;
  /** Ends of its crawls, in order; the last repeats. Default SUCCEEDED. */
  readonly outcomes?: readonly CrawlOutcome[];
}

interface Crawler {
  readonly spec: CrawlerSpec;
  config: Settings | undefined;
  /** The last crawl. */
  crawl: Crawl | undefined;
  starts: number;
}

/** When it was started, and how long it takes. */
interface Crawl {
  readonly startedAt: Seconds;
  readonly duration: Seconds;
  readonly stopping: Seconds;
}

/** Glue's crawlers: READY, RUNNING for a while, STOPPING for a while, READY again. */
export class GlueCrawlers {
  readonly #specs: readonly CrawlerSpec[];
  readonly #random: RandomStreams;
  readonly #crawlers = new Map<string, Crawler>();

  constructor(specs: readonly CrawlerSpec[], random: RandomStreams) {
    this.#random = random;
    this.#specs = specs;
    for (const spec of specs)
      this.#crawlers.set(spec.name, { spec, config: spec.existing, crawl: undefined, starts: 0 });
  }

  operations(): [string, Operation][] {
    return [
      ["glue.GetCrawler", ({ Name }: { Name: string }, now) => ({ Crawler: this.#get(Name, now) })],
      ["glue.CreateCrawler", (params) => this.#create(params)],
      ["glue.UpdateCrawler", (params) => this.#update(params)],
      ["glue.StartCrawler", ({ Name }: { Name: string }, now) => this.#start(Name, now)],
      [
        "glue.GetCrawlerMetrics",
        ({ CrawlerNameList: names }: { CrawlerNameList: string[] }) => ({ CrawlerMetricsList: names.map(metrics) }),
      ],
      ["glue.GetTags", () => ({ Tags: {} })],
      ["glue.TagResource", () => ({})],
      ["glue.UntagResource", () => ({})],
    ] as [string, Operation][];
  }

  #find(name: string, operation: string): Crawler {
    const crawler = this.#crawlers.get(name);
    if (crawler?.config === undefined)
      throw glueError("EntityNotFoundException", `Crawler ${name} not found.`, operation);
    return crawler;
  }

  #get(name: string, now: number) {
    const crawler = this.#find(name, "GetCrawler");
    const { state, last } = stateOf(crawler, now);
    return {
      ...crawler.config,
      Name: name,
      State: state,
      ...(last === undefined ? {} : { LastCrawl: { Status: last } }),
    };
  }

  /** Describes a new crawler by its own description, or the first with a pattern that its name matches. */
  #create({ Name: name, ...config }: Settings & { readonly Name: string }) {
    const known = this.#crawlers.get(name);
    if (known !== undefined) known.config = config;
    else {
      const spec = this.#specs.find((pattern) => pattern.name.includes("*") && fnmatch(name, pattern.name)) ?? { name };
      this.#crawlers.set(name, { spec, config, crawl: undefined, starts: 0 });
    }
    return {};
  }

  #update({ Name: name, ...config }: Settings & { readonly Name: string }) {
    const crawler = this.#find(name, "UpdateCrawler");
    crawler.config = { ...crawler.config, ...config };
    return {};
  }

  #start(name: string, now: number) {
    const crawler = this.#find(name, "StartCrawler");
    if (stateOf(crawler, now).state !== "READY")
      throw glueError("CrawlerRunningException", `Crawler with name ${name} has already started`, "StartCrawler");
    crawler.starts += 1;
    const { duration = 0, stopping = 0 } = crawler.spec;
    const draw = (value: RandomSeconds, what: string) =>
      this.#random.draw(value, ["crawler", name, crawler.starts, what]);
    crawler.crawl = { startedAt: now, duration: draw(duration, "duration"), stopping: draw(stopping, "stopping") };
    return {};
  }
}

function stateOf({ spec, crawl, starts }: Crawler, now: number): { readonly state: string; readonly last?: string } {
  if (crawl === undefined) return { state: "READY" };
  const { outcomes = ["SUCCEEDED"] } = spec;
  const { duration, stopping } = crawl;
  const elapsed = now - crawl.startedAt;
  if (elapsed < duration) return { state: "RUNNING" };
  if (elapsed < duration + stopping) return { state: "STOPPING" };
  return { state: "READY", last: outcomes[Math.min(starts, outcomes.length) - 1] ?? "SUCCEEDED" };
}

function metrics(name: string) {
  return {
    CrawlerName: name,
    TimeLeftSeconds: 0,
    LastRuntimeSeconds: 1,
    MedianRuntimeSeconds: 1,
    TablesCreated: 1,
    TablesUpdated: 0,
    TablesDeleted: 0,
  };
}

/** An error that Glue's description knows, so that clients throw an exception of that name. */
export function glueError(code: string, message: string, operation: string): ClientError {
  return new ClientError({ code, message, operation, status: 400, isModeled: true });
}
