/**
 * Arrivals that come again and again: each day or hour, at a moment that is drawn between two.
 * @module
 */
import { DateTime, IANAZone } from "luxon";
import { z } from "zod";
import { Calendar } from "../definition/index.ts";
import { clockSeconds } from "../observe/index.ts";
import { renderDated } from "../operators/index.ts";
import { isObject, type Problem } from "../options/index.ts";
import type { RandomSeconds } from "../random/index.ts";
import { type Rules, rulesOf, type Versions } from "../rules/index.ts";
import { objectsOf, type Raw } from "./raw.ts";
import { mustBe, oneOf, record, seconds, text } from "./schema-parts.ts";

/** A moment of a period: `02:10` on clocks, or seconds after the period begins. */
type Moment = string | number;

/** A moment in each period, drawn between two. */
export interface Recurring {
  readonly every: "day" | "hour";
  readonly between: readonly [Moment, Moment];
  readonly timezone?: string | undefined;
}

const MOMENT = mustBe('a time after the period begins: a text such as "02:10", or seconds');
const Moment = z.union([seconds(), z.string().refine((text) => clockSeconds(text) !== undefined, { error: MOMENT })], {
  error: MOMENT,
});

/** The fields of what recurs. */
export const RECURRING_FIELDS = {
  every: oneOf(["day", "hour"]).describe("The period in which it comes once: day or hour. Default once, at `at`."),
  between: z
    .tuple([Moment, Moment], { error: mustBe('two times, such as ["02:10", "05:30"]') })
    .refine(([from, to]) => offsetOf(from) <= offsetOf(to), {
      error: mustBe("two times of which the second is not earlier"),
    })
    .describe(
      "The two moments between which it comes each day or hour, drawn evenly: hours and minutes after the day or hour begins, such as 02:10, or seconds. Default none; `every` needs it.",
    ),
  timezone: text()
    .refine((zone) => IANAZone.isValidZone(zone), { error: mustBe("the name of a time zone, such as Europe/Zurich") })
    .describe("The time zone whose days and hours are meant. Default that of the DAG, and UTC for AWS."),
};

/** A moment in the day or hour of each run, for `wait`. */
export const RecurringReady = record({
  every: RECURRING_FIELDS.every,
  between: RECURRING_FIELDS.between,
  timezone: RECURRING_FIELDS.timezone.optional(),
}).meta({ id: "RecurringReady", description: "A moment in the day or hour in which a run is due." });

function offsetOf(moment: Moment): number {
  return typeof moment === "number" ? moment : (clockSeconds(moment) ?? 0);
}

/** The moments between which it comes in the period that a date is in. */
export function momentsOf({ every, between }: Recurring, date: DateTime): [from: DateTime, to: DateTime] {
  const begin = date.startOf(every);
  const [from, to] = between.map((moment) => {
    if (typeof moment === "number" || every === "hour") return begin.plus({ seconds: offsetOf(moment) });
    const seconds = offsetOf(moment);
    return begin.set({ hour: Math.floor(seconds / 3600), minute: Math.floor(seconds / 60) % 60, second: seconds % 60 });
  }) as [DateTime, DateTime];
  return [from, to];
}

/** Tells what recurs from other times. */
export function recurs(value: unknown): value is Recurring {
  return isObject(value) && "every" in value;
}

/** Seconds after an instant, or how they are spread between two dates; what came before is there at the instant. */
export function secondsBetween([from, to]: readonly [DateTime, DateTime], start: DateTime): RandomSeconds {
  const [min, max] = [from, to].map((date) => Math.max(0, (date.toMillis() - start.toMillis()) / 1000)) as [
    number,
    number,
  ];
  return min === max ? min : { distribution: "uniform", min, max };
}

/** An entry of the cloud, by which one or many things arrive. */
interface Entry {
  readonly every?: Recurring["every"] | undefined;
  readonly between?: Recurring["between"] | undefined;
  readonly timezone?: string | undefined;
}

/** When a scenario begins and ends, and its version's rules. */
interface Span {
  readonly start: DateTime;
  readonly until: number | undefined;
  readonly rules: Rules;
}

/** The entries with those that recur one by one, the template `field` of each rendered for its day or hour. */
export function withOccurrences<Item extends Entry>(items: readonly Item[], field: keyof Item, span: Span): Item[] {
  return items.flatMap((item) => {
    const { every, between, timezone = "utc", ...rest } = item;
    if (every === undefined || between === undefined) return [item];
    const { start, until = 0, rules } = span;
    const calendar = new Calendar(start);
    const end = start.plus({ seconds: until });
    const made: Item[] = [];
    for (let at = start.setZone(timezone).startOf(every); at < end; at = at.plus({ [every]: 1 })) {
      // the date on clocks there is the date that the name has
      const logicalDate = calendar.instant(at.setZone("utc", { keepLocalTime: true }));
      const context = { calendar, rules, dagRun: { logicalDate, runAfter: logicalDate } };
      const text = renderDated(String(item[field]), context);
      const arrives = secondsBetween(momentsOf({ every, between }, at), start);
      made.push({ ...rest, [field]: text, at: arrives } as unknown as Item);
    }
    return made;
  });
}

/** The most arrivals that one entry may stand for. */
const MOST_ARRIVALS = 100_000;
const SECONDS_OF = { day: 86_400, hour: 3600 } as const;

/** Checks what recurs in the cloud: it needs an end, and each arrival a name of its own. */
export function checkRecurring(scenario: Raw, versions: Versions): Problem[] {
  const cloud = isObject(scenario["cloud"]) ? scenario["cloud"] : {};
  const at = (service: string, list: string, field: string) =>
    objectsOf(isObject(cloud[service]) ? cloud[service][list] : undefined).flatMap(([index, entry]) =>
      problemsOf(entry, field, scenario, versions).map(({ path, message }) => ({
        path: `cloud.${service}.${list}[${index}].${path}`,
        message,
      })),
    );
  return [...at("s3", "objects", "key"), ...at("glue", "partitions", "expression")];
}

function problemsOf(entry: Raw, field: string, { until, start }: Raw, versions: Versions): Problem[] {
  const { every, between, timezone } = entry;
  const problem = (path: string, message: string) => [{ path, message }];
  if (every === undefined)
    return ["between", "timezone"].flatMap((key) =>
      entry[key] === undefined ? [] : problem(key, "expected `every` beside it"),
    );
  const alone = ["at", "until"].flatMap((key) =>
    entry[key] === undefined ? [] : problem(key, "expected none beside `every`, which has `between`"),
  );
  if (alone.length > 0) return alone;
  if (between === undefined) return problem("between", 'missing: expected two times, such as ["02:10", "05:30"]');
  if (every !== "day" && every !== "hour") return [];
  if (typeof until !== "number") return problem("every", "expected `until` in the scenario: what recurs needs an end");
  if (until / SECONDS_OF[every] > MOST_ARRIVALS)
    return problem("every", `expected at most ${MOST_ARRIVALS} arrivals, got one each ${every} for ${until} seconds`);
  const date = DateTime.fromISO(typeof start === "string" ? start : "2024-01-01T00:00:00Z", { zone: "utc" });
  if (!date.isValid || typeof entry[field] !== "string") return [];
  try {
    const zone = IANAZone.isValidZone(String(timezone)) ? { timezone: String(timezone) } : {};
    const item = { text: entry[field], every, between: [0, 0], ...zone } as const;
    const span = { start: date, until, rules: rulesOf(versions) };
    const names = withOccurrences([item], "text", span).map(({ text }) => text);
    if (new Set(names).size === names.length) return [];
    return problem(
      field,
      `expected a template such as {{ ds }}, which gives each ${every} another, got ${JSON.stringify(entry[field])}`,
    );
  } catch (error) {
    return problem(field, (error as Error).message);
  }
}
