/**
 * Partition keys of assets: how the key of an update becomes that of the run which waits for it (airflow/partition_mappers).
 * @module
 */
import { DateTime } from "luxon";

/** Maps the partition key of an update to that of a run. Undefined is for a key that it does not know: the update is passed over. */
export interface PartitionMapper {
  /** The first version of Airflow that has it so. Default 3.2. */
  readonly since?: "3.3" | undefined;
  toDownstream(key: string): string | undefined;
}

/** The options of a mapper by time. Formats are Python's, of the directives %Y, %m, %d, %H, %M, %S, %V and %y. */
export interface TemporalMapperOptions {
  /** Default UTC. From Airflow 3.3 on. */
  readonly timezone?: string;
  /** Default `%Y-%m-%dT%H:%M:%S`. */
  readonly inputFormat?: string;
  /** Default that of the unit: `%Y-%m-%d` for a day. */
  readonly outputFormat?: string;
}

const LUXON: Readonly<Record<string, string>> = {
  Y: "yyyy",
  m: "MM",
  d: "dd",
  H: "HH",
  M: "mm",
  S: "ss",
  V: "WW",
  y: "yy",
};

/** The default format in which a key without a time of its own is written. */
export const PARTITION_KEY_FORMAT = "%Y-%m-%dT%H:%M:%S";

/** Python's format as luxon's: what is no directive stands in quotes. */
function luxonFormat(format: string): string {
  return format.replaceAll(/%(.)|([^%']+)/g, (_, letter: string | undefined, text: string) =>
    letter === undefined ? `'${text}'` : (LUXON[letter] ?? ""),
  );
}

/** Returns the problem of a format; undefined where each of its directives is known. */
export function keyFormatProblem(format: string): string | undefined {
  const unknown = [...format.matchAll(/%(.?)/g)].find(([, letter = ""]) => !Object.hasOwn(LUXON, letter));
  if (unknown === undefined && !format.includes("'")) return undefined;
  const known = Object.keys(LUXON).map((letter) => `%${letter}`);
  return `expected a format of ${known.join(", ")} and other text without ', got ${JSON.stringify(format)}`;
}

/** Writes a date as a partition key. */
export function partitionKey(date: DateTime, format: string): string {
  return date.toFormat(luxonFormat(format));
}

/**
 * Leaves a key as it is.
 *
 * @example
 * console.log(new IdentityMapper().toDownstream("eu")); // eu
 */
export class IdentityMapper implements PartitionMapper {
  toDownstream(key: string): string {
    return key;
  }
}

const UNITS = {
  hour: "%Y-%m-%dT%H",
  day: "%Y-%m-%d",
  week: "%Y-%m-%d (W%V)",
  month: "%Y-%m",
  quarter: "%Y-Q{quarter}",
  year: "%Y",
} as const;

export type StartOfUnit = keyof typeof UNITS;

/**
 * Maps the key of a moment to that of the hour, day, week, month, quarter or year that it is in: `StartOfDayMapper` and its kin.
 *
 * @example
 * console.log(new StartOfMapper("quarter").toDownstream("2024-05-29T04:05:06")); // 2024-Q2
 */
export class StartOfMapper implements PartitionMapper {
  readonly since: "3.3" | undefined;
  readonly #unit: StartOfUnit;
  readonly #zone: string;
  readonly #input: string;
  readonly #output: string;

  constructor(unit: StartOfUnit, options: TemporalMapperOptions = {}) {
    this.since = options.timezone === undefined ? undefined : "3.3";
    this.#unit = unit;
    this.#zone = options.timezone ?? "utc";
    this.#input = options.inputFormat ?? PARTITION_KEY_FORMAT;
    this.#output = options.outputFormat ?? UNITS[unit];
  }

  toDownstream(key: string): string | undefined {
    const date = DateTime.fromFormat(key, luxonFormat(this.#input), { zone: this.#zone, locale: "en-US" });
    if (!date.isValid) return undefined;
    const start = date.startOf(this.#unit);
    return partitionKey(start, this.#output).replaceAll("{quarter}", String(start.quarter));
  }
}

const latest = (mappers: readonly PartitionMapper[]) => mappers.find(({ since }) => since !== undefined)?.since;

/**
 * Maps each part of a key by a mapper of its own.
 *
 * @example
 * const mapper = new ProductMapper([new IdentityMapper(), new StartOfMapper("day")]);
 * console.log(mapper.toDownstream("eu|2024-05-29T04:05:06")); // eu|2024-05-29
 */
export class ProductMapper implements PartitionMapper {
  readonly since: "3.3" | undefined;
  readonly #mappers: readonly PartitionMapper[];
  readonly #delimiter: string;

  constructor(mappers: readonly PartitionMapper[], delimiter = "|") {
    this.since = latest(mappers);
    this.#mappers = mappers;
    this.#delimiter = delimiter;
  }

  toDownstream(key: string): string | undefined {
    const parts = key.split(this.#delimiter);
    if (parts.length !== this.#mappers.length) return undefined;
    const mapped = this.#mappers.map((mapper, index) => mapper.toDownstream(parts[index] as string));
    return mapped.includes(undefined) ? undefined : mapped.join(this.#delimiter);
  }
}

/**
 * Maps a key by one mapper after the other.
 *
 * @example
 * const mapper = new ChainMapper([new StartOfMapper("day"), new AllowedKeyMapper(["2024-05-29"])]);
 * console.log(mapper.toDownstream("2024-05-30T04:05:06")); // undefined
 */
export class ChainMapper implements PartitionMapper {
  readonly since: "3.3" | undefined;
  readonly #mappers: readonly PartitionMapper[];

  constructor(mappers: readonly PartitionMapper[]) {
    this.since = latest(mappers);
    this.#mappers = mappers;
  }

  toDownstream(key: string): string | undefined {
    let mapped: string | undefined = key;
    for (const mapper of this.#mappers) if (mapped !== undefined) mapped = mapper.toDownstream(mapped);
    return mapped;
  }
}

/**
 * Lets some keys through, and no others.
 *
 * @example
 * console.log(new AllowedKeyMapper(["eu", "us"]).toDownstream("asia")); // undefined
 */
export class AllowedKeyMapper implements PartitionMapper {
  readonly #allowed: readonly string[];

  constructor(allowedKeys: readonly string[]) {
    this.#allowed = allowedKeys;
  }

  toDownstream(key: string): string | undefined {
    return this.#allowed.includes(key) ? key : undefined;
  }
}
