/**
 * Dates as texts, by Python's `strftime` and by pendulum's `format`: what stands for nothing that is modelled is refused in
 * words, since a name of a file with a `%G` in it would be waited for in vain.
 * @module
 */
import { DateTime } from "luxon";
import { ValueError } from "../definition/index.ts";
import { TemplateRuntimeError } from "./template-errors.ts";

/** A date as far as it is written: luxon's, and the microseconds of its second, which luxon does not keep. */
export interface WrittenDate {
  readonly day: DateTime;
  readonly microsecond: number;
}

/** Directives of `strftime`, as luxon writes them. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  Y: "yyyy",
  m: "MM",
  d: "dd",
  H: "HH",
  I: "hh",
  M: "mm",
  S: "ss",
  j: "ooo",
  y: "yy",
  B: "MMMM",
  b: "MMM",
  h: "MMM",
  A: "cccc",
  a: "ccc",
  p: "a",
  z: "ZZZ",
  Z: "ZZZZ",
  F: "yyyy-MM-dd",
  T: "HH:mm:ss",
  R: "HH:mm",
  D: "MM/dd/yy",
  u: "c",
  G: "kkkk",
  V: "WW",
};

/** The directives that luxon has not. */
const OWN_DIRECTIVES: Readonly<Record<string, (date: WrittenDate) => string>> = {
  f: ({ microsecond }) => String(microsecond).padStart(6, "0"),
  w: ({ day }) => String(day.weekday % 7),
  e: ({ day }) => String(day.day).padStart(2, " "),
  s: ({ day }) => String(Math.floor(day.toSeconds())),
  U: ({ day }) => weekOfYear(day, day.weekday % 7),
  W: ({ day }) => weekOfYear(day, day.weekday - 1),
};

/** Weeks of the year, of which the first begins with the first day of a week. */
function weekOfYear(day: DateTime, daysIntoWeek: number): string {
  return String(Math.floor((day.ordinal + 6 - daysIntoWeek) / 7)).padStart(2, "0");
}

/** `-` leaves leading zeros out. */
const DIRECTIVE = /%(-?)(.?)/gs;

export function strftime(date: WrittenDate, format: string): string {
  return format.replaceAll(DIRECTIVE, (all, dash: string, letter: string) => {
    if (all === "%%") return "%";
    const text = directive(date, letter);
    if (text === undefined)
      throw new TemplateRuntimeError(`expected % and one of ${[...KNOWN_DIRECTIVES].join(" ")}, or %%, got ${all}`);
    return dash === "" ? text : text.replace(/^[0 ]+(?=\d)/, "");
  });
}

const KNOWN_DIRECTIVES: ReadonlySet<string> = new Set([...Object.keys(DIRECTIVES), ...Object.keys(OWN_DIRECTIVES)]);

function directive(date: WrittenDate, letter: string): string | undefined {
  if (Object.hasOwn(OWN_DIRECTIVES, letter)) return OWN_DIRECTIVES[letter]?.(date);
  return Object.hasOwn(DIRECTIVES, letter) ? written(date.day, DIRECTIVES[letter] as string) : undefined;
}

function written(day: DateTime, luxonFormat: string): string {
  return luxonFormat === "ZZZZ" ? abbreviation(day) : day.setLocale("en").toFormat(luxonFormat);
}

/** Where people write English, each place knows the abbreviations of its own zones. */
const LOCALES = ["en-US", "en-GB", "en-AU", "en-IN"];

/** The abbreviation of a zone at a date: CET, say. */
function abbreviation(day: DateTime): string {
  const known = LOCALES.map((locale) => day.setLocale(locale).toFormat("ZZZZ")).find((text) => /^[A-Z]+$/.test(text));
  if (known === undefined)
    throw new TemplateRuntimeError(`the abbreviation of ${day.zoneName} is not modelled: use %z in place of %Z`);
  return known;
}

/** `datetime.strptime`, of what is a date in UTC. */
export function strptime(text: string, format: string): WrittenDate {
  const luxonFormat = format.replaceAll(/%(.)/g, (all, letter: string) => {
    const known = DIRECTIVES[letter];
    if (known === undefined)
      throw new TemplateRuntimeError(
        `expected % and one of ${Object.keys(DIRECTIVES).join(" ")} in a format to read, got ${all}`,
      );
    return known;
  });
  const day = DateTime.fromFormat(text, luxonFormat.replaceAll(/([MdHhms])\1/g, "$1"), { zone: "utc", locale: "en" });
  if (!day.isValid) throw new ValueError(`time data '${text}' does not match format '${format}'`);
  return { day, microsecond: 0 };
}

/** Tokens of pendulum's `format`, as luxon writes them. */
const TOKENS: Readonly<Record<string, string>> = {
  YYYY: "yyyy",
  YY: "yy",
  Y: "y",
  Q: "q",
  MMMM: "MMMM",
  MMM: "MMM",
  MM: "MM",
  M: "M",
  DDDD: "ooo",
  DDD: "o",
  DD: "dd",
  D: "d",
  dddd: "cccc",
  ddd: "ccc",
  E: "c",
  HH: "HH",
  H: "H",
  hh: "hh",
  h: "h",
  mm: "mm",
  m: "m",
  ss: "ss",
  s: "s",
  A: "a",
  X: "X",
  x: "x",
  Z: "ZZ",
  ZZ: "ZZZ",
  z: "z",
};

/** The tokens of pendulum that are not modelled. Any other letter stands for itself, as the T of `YYYY-MM-DDTHH`. */
const NOT_MODELLED = /^(?:[DdMQWw]o|LTS?|L{1,4}|dd?|[aWw]|zz)$/;

/** One token: a part escaped by brackets or a backslash; letters that pendulum knows in pairs; a run of one letter. */
const TOKEN = /\[([^\]]*)\]|\\(.)|[DdMQWw]o|LTS?|([A-Za-z])\3*/gs;

export function pendulumFormat({ day, microsecond }: WrittenDate, format: string): string {
  return format.replaceAll(TOKEN, (token: string, bracketed: string | undefined, escaped: string | undefined) => {
    if (bracketed !== undefined || escaped !== undefined) return bracketed ?? (escaped as string);
    if (/^S{1,6}$/.test(token)) return String(microsecond).padStart(6, "0").slice(0, token.length);
    if (Object.hasOwn(TOKENS, token)) return written(day, TOKENS[token] as string);
    if (!NOT_MODELLED.test(token)) return token;
    throw new TemplateRuntimeError(
      `expected tokens out of ${Object.keys(TOKENS).join(" ")} S to SSSSSS, got ${token}: put letters that are meant into [brackets], or use strftime for %Y-%m-%d`,
    );
  });
}
