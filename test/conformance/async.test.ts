/**
 * Operators written as async functions, and triggers written as async generators, have to give the same traces as those that
 * are generators. So the recorded scenarios are run again, with every generator driven by an async function.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import type { TriggerContext } from "airlapse";
import { traceDifferences } from "airlapse";
import { Sleep, type Steps } from "airlapse/kernel";
import { BaseTrigger, TriggerEvent } from "airlapse/operators";
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { CancelledError, type Trigger, type TriggerRun } from "../../src/definition/index.ts";
import { TaskProcess } from "../../src/executor/task-process.ts";
import { decode } from "./trace-file.js";

type Sleeper = Pick<TriggerContext, "sleep">;

function isSteps(value: unknown): value is Steps<unknown> {
  return typeof value === "object" && value !== null && "throw" in value;
}

/** Waits for what a generator has yielded. */
function waited(value: unknown, sleeper: Sleeper): PromiseLike<unknown> | Sleep {
  return value instanceof Sleep ? sleeper.sleep(value.micros / 1e6) : Promise.resolve(value);
}

async function drive(steps: Steps<unknown>, sleeper: Sleeper): Promise<unknown> {
  let step = steps.next();
  while (step.done !== true) {
    let reply: { readonly value: unknown } | { readonly error: unknown };
    try {
      reply = { value: await waited(step.value, sleeper) };
    } catch (error) {
      reply = { error };
    }
    step = "error" in reply ? steps.throw(reply.error) : steps.next(reply.value);
  }
  return step.value;
}

async function* driveTrigger(run: TriggerRun, context: TriggerContext): AsyncGenerator<TriggerEvent, void, unknown> {
  const steps = run as Generator<unknown, void, unknown>;
  let step = steps.next();
  while (step.done !== true) {
    if (step.value instanceof TriggerEvent) {
      yield step.value;
      step = steps.next();
      continue;
    }
    try {
      const reply = await waited(step.value, context);
      step = steps.next(reply);
    } catch (error) {
      step = error instanceof CancelledError ? steps.return() : steps.throw(error);
    }
  }
}

/**
 * The one thing that differs: a trigger that ends, without an event or cancelled, at an instant at which the triggerer looks
 * around. The end of a generator it sees at once, that of an async generator a second later, because a promise settles after
 * the turn. That a cancelled one is known for longer matters only where triggerers take triggers from each other and back.
 */
function isSeenEnding(scenario: { readonly name: string }): boolean {
  // triggers of RDS and SageMaker end with an error at an instant at which the triggerer looks around
  return (
    ["otk-4", "otk-7", "otk-8"].includes(scenario.name) ||
    /"result":"(raise|exit)"|"triggerer_health_check_threshold"/.test(JSON.stringify(scenario))
  );
}

/** Groups of triggers that call synchronous code, which stops their loop: nothing that is awaited can. */
const SYNCHRONOUS = ["blocked-loops"];

const lines = (group: string) =>
  readFileSync(new URL(`traces/${group}.jsonl`, import.meta.url), "utf8")
    .trim()
    .split("\n");

describe("async operators and triggers do what generators do", () => {
  beforeAll(() => {
    const prototype = TaskProcess.prototype as unknown as { body(this: Sleeper): unknown };
    const body = prototype.body;
    vi.spyOn(prototype, "body").mockImplementation(function (this: Sleeper) {
      const result = body.call(this);
      return isSteps(result) ? drive(result, this) : result;
    });
    const triggers = BaseTrigger.prototype as unknown as { recreate(kwargs: object): Trigger };
    const recreate = triggers.recreate;
    vi.spyOn(triggers, "recreate").mockImplementation(function (this: Trigger, kwargs: object) {
      const trigger = recreate.call(this as never, kwargs);
      const run = trigger.run.bind(trigger);
      trigger.run = (context) => driveTrigger(run(context), context);
      return trigger;
    });
  });

  afterAll(() => {
    vi.restoreAllMocks();
  });

  const groups = readdirSync(new URL("traces/", import.meta.url)).map((file) => file.replace(".jsonl", ""));
  for (const group of groups.filter((name) => !SYNCHRONOUS.includes(name))) {
    test(group, async () => {
      const failures: string[] = [];
      for (const line of lines(group)) {
        const { scenario: recorded, trace: expected } = decode(line);
        if (isSeenEnding(recorded)) continue;
        const [scenario] = checkScenarios(recorded, recorded.name);
        if (scenario === undefined) throw new Error("Expected a scenario");
        const result = await buildSimulation(scenario).runAsync();
        const found = traceDifferences(expected, result.trace(scenario.name));
        if (found.length > 0) failures.push(`${scenario.name}\n${found.join("\n")}`);
      }
      expect(failures.join("\n\n")).toBe("");
    });
  }
});
