/**
 * Trials as jobs on a real Redis, by the tests that every engine passes.
 * @module
 */
import { bullmq, serveTrials } from "airlapse/experiment";
import { afterAll, afterEach, beforeAll } from "vitest";
import { engineSuite } from "../experiment/engine-suite.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

let stop = new AbortController();
let serving: Promise<void>[] = [];
afterEach(async () => {
  stop.abort();
  await Promise.all(serving);
  [stop, serving] = [new AbortController(), []];
});

let queues = 0;
engineSuite("BullMQ", async (module) => {
  queues += 1;
  const options = { connection: redis.url, queue: `engine-${queues}` };
  for (let i = 0; i < 2; i += 1) serving.push(serveTrials({ ...options, module, concurrency: 1, signal: stop.signal }));
  return bullmq({ ...options, inFlight: 16 });
});
