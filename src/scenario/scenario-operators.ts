/**
 * The operators that only scenario files have: what each takes, and the class that it becomes.
 * @module
 */
import { z } from "zod";
import { casesOf, casesWithOutcome } from "./cases.ts";
import { FIELD_HELP } from "./field-help.ts";
import type { OperatorSpec } from "./operator-spec.ts";
import { ChooseOperator, DeferOperator, ProduceOperator, WaitSensor, WorkOperator } from "./operators.ts";
import { PollOperator } from "./poll-operator.ts";
import { randomInstant, randomSeconds } from "./random-seconds.ts";
import { RecurringReady, recurs } from "./recurring.ts";
import { bool, instant, json, listOf, name, oneOf, positiveSeconds, record, seconds, whole } from "./schema-parts.ts";
import { sensorFields } from "./sensor-fields.ts";

const triggerResult = () =>
  oneOf(["success", "error", "raise", "exit", "never", "task_success", "task_failed", "task_skipped"]);

const outcomes = () => listOf(oneOf(["success", "fail", "fail_without_retry", "skip"])).min(1);

/** A moment once and for all, or one in the day or hour of each run. */
const ready = () =>
  z
    .union([randomInstant(), RecurringReady], {
      error: ({ input }) => {
        const own = recurs(input) ? RecurringReady : randomInstant();
        return own.safeParse(input).error?.issues[0]?.message;
      },
    })
    .describe(
      "The moment from which on it is true: seconds after the start, or their distribution; or `every` and `between`, for a moment in the day or hour in which each run is due.",
    );

/** The meaning of a field of the trigger, which is that of the task's own. */
const help = (key: string) => FIELD_HELP[key] ?? key;

export const SCENARIO_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  work: {
    about: "Holds its slot for `duration` seconds, then ends as `outcomes` say, one for each try; the last repeats.",
    fields: () => ({
      duration: randomSeconds(),
      outcomes: outcomes(),
      cases: casesWithOutcome({ duration: randomSeconds() }),
    }),
    required: [],
    operatorClass: WorkOperator,
  },
  wait: {
    about: "A sensor that is true from `ready_at` on; each poke takes `poke_duration`.",
    fields: () => ({
      ready_at: ready(),
      poke_duration: randomSeconds(),
      cases: casesOf({ ready_at: ready(), poke_duration: randomSeconds() }),
      ...sensorFields(),
    }),
    required: ["ready_at"],
    operatorClass: WaitSensor,
  },
  defer: {
    about:
      "Works `submit` seconds, defers `deferrals` times, to wait `wait` seconds each or until `ready_at`, and works `resume` seconds after each.",
    fields: () => ({
      submit: randomSeconds(),
      wait: randomSeconds(),
      ready_at: randomInstant().nullable(),
      resume: randomSeconds(),
      deferrals: whole(0),
      poll_interval: seconds().nullable(),
      trigger_timeout: seconds().nullable(),
      outcomes: outcomes(),
      result: triggerResult(),
      cases: casesWithOutcome({
        submit: randomSeconds(),
        wait: randomSeconds(),
        ready_at: randomInstant().nullable(),
        resume: randomSeconds(),
        deferrals: whole(0),
        result: triggerResult(),
      }),
      xcoms: json(),
      start_from_trigger: bool(),
      trigger_kwargs: record({
        ready_at: instant().nullable().describe(help("ready_at")).optional(),
        wait: seconds().describe(help("wait")).optional(),
        poll_interval: seconds().nullable().describe(help("poll_interval")).optional(),
        result: triggerResult().describe(help("result")).optional(),
        xcoms: json().describe(help("xcoms")).optional(),
      }),
    }),
    required: [],
    operatorClass: DeferOperator,
  },
  poll: {
    about:
      "Stands for a service that is not modelled: works `submit` seconds, polls every `poll_interval` seconds until the service's `duration` is over, and works `finish` seconds. With `deferrable` it polls in the triggerer.",
    fields: () => ({
      submit: randomSeconds().describe("Seconds that the request takes which starts the work. Default 0."),
      duration: randomSeconds().describe("Seconds that the work takes in the service, from when it is submitted."),
      poll_interval: positiveSeconds().describe(
        "Seconds from the answer to a poll to the next poll; the first comes at once. Default 60.",
      ),
      poll_duration: seconds().describe("Seconds that a poll takes. Default 0."),
      finish: randomSeconds().describe("Seconds of work once the service has ended. Default 0."),
      deferrable: bool(),
      outcomes: outcomes(),
      cases: casesWithOutcome({ submit: randomSeconds(), duration: randomSeconds(), finish: randomSeconds() }),
    }),
    required: ["duration"],
    operatorClass: PollOperator,
  },
  choose: {
    about: "A branch to the tasks `choose`.",
    fields: () => ({
      choose: listOf(name()),
      duration: randomSeconds(),
      cases: casesOf({ choose: listOf(name()), duration: randomSeconds() }),
    }),
    required: ["choose"],
    operatorClass: ChooseOperator,
  },
  produce: {
    about: "Holds its slot for `duration` seconds, then returns `value`, which other tasks may be mapped over.",
    fields: () => ({
      value: z.unknown(),
      duration: randomSeconds(),
      cases: casesOf({ value: z.unknown(), duration: randomSeconds() }),
    }),
    required: [],
    operatorClass: ProduceOperator,
  },
};
