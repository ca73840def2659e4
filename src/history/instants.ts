import type { Instant } from "./history.ts";

const DIGIT_0 = 48;

function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let i = from; i < from + count; i += 1) {
    const digit = text.charCodeAt(i) - DIGIT_0;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** The day that was read last: most dates of an export are of few days. */
const last = { text: "", millis: 0 };

function dayMillis(text: string): number {
  const day = text.slice(0, 10);
  if (day !== last.text) {
    const year = digits(text, 0, 4);
    last.millis = Date.UTC(year, digits(text, 5, 2) - 1, digits(text, 8, 2));
    last.text = day;
  }
  return last.millis;
}

/**
 * Reads a date as Airflow's API and its databases write it: `2024-03-02T23:00:01.124000+00:00`, `2024-03-02 23:00:01.124`,
 * `…+00`, `…Z`. One without a zone is UTC. Undefined for anything else.
 */
export function instantOf(value: unknown): Instant | undefined {
  if (typeof value !== "string" || value.length < 19) return undefined;
  const seconds = digits(value, 11, 2) * 3600 + digits(value, 14, 2) * 60 + digits(value, 17, 2);
  const base = dayMillis(value) * 1000 + seconds * 1_000_000;
  if (!Number.isFinite(base)) return undefined;
  let at = 19;
  let micros = 0;
  if (value[at] === ".") {
    let scale = 100_000;
    for (at += 1; at < value.length; at += 1) {
      const digit = value.charCodeAt(at) - DIGIT_0;
      if (!(digit >= 0 && digit <= 9)) break;
      micros += Math.floor(digit * scale);
      scale /= 10;
    }
  }
  const offset = zoneMinutes(value.slice(at));
  return offset === undefined ? undefined : base + micros - offset * 60_000_000;
}

function zoneMinutes(zone: string): number | undefined {
  if (zone === "" || zone === "Z" || zone === "+00:00" || zone === "+00") return 0;
  const [, sign, hours, minutes = "0"] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  if (sign === undefined) return undefined;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** A date as exports write it, in UTC. */
export function isoOf(instant: Instant): string {
  return new Date(Math.floor(instant / 1000)).toISOString();
}

/** A date to the second without its zone, as figures name runs. */
export function secondOf(instant: Instant): string {
  return isoOf(instant).slice(0, 19);
}
