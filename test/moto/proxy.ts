/**
 * A proxy before moto, for what moto does not do: crawls and job runs that take some looks, and answers that go wrong.
 * @module
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What goes wrong with a call: for so many times, or always. */
export interface Fault {
  readonly call: string;
  readonly kind: "throttle" | "error" | "drop" | "hang";
  /** After how many calls of the kind it begins. */
  readonly after?: number;
  readonly times?: number;
}

export interface ProxyOptions {
  /** How many looks find a crawl, or a job run, going on. Default none. */
  readonly looks?: number;
  readonly faults?: readonly Fault[];
}

export interface AwsProxy {
  readonly url: string;
  /** All calls that came, retries among them: `s3.HeadObject`. */
  readonly calls: string[];
  /** How many calls were left by who had made them, before they were answered. */
  readonly left: () => number;
  stop(): Promise<void>;
}

type Answer = Record<string, Record<string, unknown> | undefined>;

export async function startProxy(moto: string, { looks = 0, faults = [] }: ProxyOptions = {}): Promise<AwsProxy> {
  const calls: string[] = [];
  let left = 0;
  const begun = new Map<string, number>();
  const server = createServer(async (incoming, response) => {
    const body = await bodyOf(incoming);
    const call = callOf(incoming, body);
    const earlier = calls.filter((other) => other === call).length;
    calls.push(call);
    response.on("close", () => {
      if (!response.writableFinished) left += 1;
    });
    const fault = faults.find(
      ({ call: of, after = 0, times = Number.POSITIVE_INFINITY }) =>
        of === call && earlier >= after && earlier < after + times,
    );
    if (fault !== undefined) fail(fault.kind, response);
    else if (call === "glue.GetCrawlerMetrics") answerJson(response, { CrawlerMetricsList: [{ TablesCreated: 3 }] });
    else forward(moto, incoming, body, response, (text) => edit(call, body, text, begun, looks));
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    left: () => left,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Which operation a request is, as far as the sample's pipeline goes. */
function callOf({ method, headers }: IncomingMessage, body: Buffer): string {
  const [prefix, operation] = String(headers["x-amz-target"] ?? "").split(".");
  if (prefix === "AWSGlue") return `glue.${operation}`;
  if (prefix === "RedshiftData") return `redshift-data.${operation}`;
  if (prefix?.startsWith("Logs") === true) return `logs.${operation}`;
  const [, action] = /Action=(\w+)/.exec(body.toString()) ?? [];
  if (action !== undefined) return `iam.${action}`;
  return method === "HEAD" ? "s3.HeadObject" : `s3.${method}`;
}

function answerJson(response: ServerResponse, answer: object, status = 200): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(answer));
}

function fail(kind: Fault["kind"], response: ServerResponse): void {
  switch (kind) {
    case "throttle":
      answerJson(response, { __type: "ThrottlingException", message: "Rate exceeded" }, 400);
      break;
    case "error":
      response.writeHead(500).end();
      break;
    case "drop":
      response.destroy();
      break;
    case "hang":
      break;
  }
}

function forward(
  moto: string,
  incoming: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  change: (text: string) => string,
): void {
  const { method, headers, url = "/" } = incoming;
  const onward = request(
    new URL(url, moto),
    { ...(method === undefined ? {} : { method }), headers },
    async (answer) => {
      const text = change((await bodyOf(answer)).toString());
      const { "content-length": length, ...others } = answer.headers;
      const lengthOf = method === "HEAD" ? length : Buffer.byteLength(text);
      response.writeHead(answer.statusCode ?? 502, { ...others, "content-length": lengthOf }).end(text);
    },
  );
  onward.on("error", () => response.destroy());
  onward.end(body);
}

/**
 * Crawls and job runs take so many looks, whatever moto says. `begun` counts the looks at each that was started. Times of the
 * Data API are numbers, as AWS writes them, where moto writes texts; and its statements end, which they do not in moto.
 */
function edit(call: string, body: Buffer, text: string, begun: Map<string, number>, looks: number): string {
  if (call.startsWith("redshift-data."))
    return text.replaceAll(/("\w+At": )"[^"]*"/g, "$10").replace("STARTED", "FINISHED");
  if (call === "glue.StartCrawler" || call === "glue.StartJobRun") begun.set(subjectOf(body), looks);
  if (call !== "glue.GetCrawler" && call !== "glue.GetJobRun") return text;
  const left = begun.get(subjectOf(body));
  if (left === undefined) return text;
  const isFirstOfRound = call === "glue.GetCrawler" || !isLogRead(body, begun);
  if (isFirstOfRound) begun.set(subjectOf(body), left - 1);
  const isOver = left <= 0;
  const answer = JSON.parse(text) as Answer;
  if (answer["Crawler"] !== undefined) {
    answer["Crawler"]["State"] = isOver ? "READY" : "RUNNING";
    if (isOver) answer["Crawler"]["LastCrawl"] = { Status: "SUCCEEDED" };
    else delete answer["Crawler"]["LastCrawl"];
  }
  if (answer["JobRun"] !== undefined) {
    answer["JobRun"]["JobRunState"] = isOver ? "SUCCEEDED" : "RUNNING";
    answer["JobRun"]["LogGroupName"] = "/aws-glue/jobs";
  }
  return JSON.stringify(answer);
}

function subjectOf(body: Buffer): string {
  const { Name, JobName } = JSON.parse(body.toString()) as { readonly Name?: string; readonly JobName?: string };
  return Name === undefined ? `job ${JobName}` : `crawler ${Name}`;
}

/** In the triggerer each round asks twice, the second time for the place of the logs: that is no look of its own. */
function isLogRead(body: Buffer, begun: Map<string, number>): boolean {
  const { PredecessorsIncluded } = JSON.parse(body.toString()) as { readonly PredecessorsIncluded?: boolean };
  if (PredecessorsIncluded === true) return false;
  const key = `${subjectOf(body)}, asked`;
  const asked = begun.get(key) ?? 0;
  begun.set(key, asked + 1);
  return asked % 2 === 1;
}
