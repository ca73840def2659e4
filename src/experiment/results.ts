import { csvCell } from "../options/index.ts";
import { type Interval, intervalOf } from "./interval.ts";
import type { ParameterValue, Trial } from "./parameters.ts";

/** The figures of one trial, by name. Null stands for a figure that does not exist, such as the end of a run that has not ended. */
export type Figures = Readonly<Record<string, number | null>>;

/** A cell of a table. */
type Cell = ParameterValue | null;

/** A trial that was made. */
export interface TrialResult<Parameters = Readonly<Record<string, ParameterValue>>> extends Trial<Parameters> {
  readonly figures: Figures;
}

/** The figures of all repetitions of one combination of parameters. */
export interface PointResult<Parameters = Readonly<Record<string, ParameterValue>>> {
  /** Of its first repetition: what was drawn from a distribution differs from one to the next. */
  readonly parameters: Parameters;
  readonly figures: Readonly<Record<string, Interval | null>>;
}

/** The results of an experiment, trial by trial and point by point. */
export class ExperimentResults<Parameters = Readonly<Record<string, ParameterValue>>> {
  readonly trials: readonly TrialResult<Parameters>[];
  readonly points: readonly PointResult<Parameters>[];

  constructor(trials: readonly TrialResult<Parameters>[], confidence: number) {
    this.trials = trials;
    const byPoint = new Map<number, TrialResult<Parameters>[]>();
    for (const trial of trials) {
      const others = byPoint.get(trial.point);
      if (others === undefined) byPoint.set(trial.point, [trial]);
      else others.push(trial);
    }
    this.points = [...byPoint.values()].map((repetitions) => pointOf(repetitions, confidence));
  }

  /** The point with these values. Throws where there is none, or more than one. */
  point(values: Partial<Parameters>): PointResult<Parameters> {
    const found = this.pointsWith(values);
    const [point] = found;
    if (point !== undefined && found.length === 1) return point;
    throw new RangeError(`Expected one point with ${JSON.stringify(values)}, got ${found.length}`);
  }

  /** Mean and confidence interval of a figure at a point. Throws where there is none. */
  interval(values: Partial<Parameters>, figure: string): Interval {
    const { figures } = this.point(values);
    const interval = figures[figure];
    if (interval !== undefined && interval !== null) return interval;
    throw new RangeError(
      `Expected a figure \`${figure}\` at ${JSON.stringify(values)}, got ${interval === null ? "null in every trial" : `only ${Object.keys(figures).join(", ")}`}`,
    );
  }

  /** A row for each trial: its number, repetition and seed, its parameters, and its figures; null for a figure that it has not. */
  rows(): readonly Readonly<Record<string, Cell>>[] {
    const names = [...new Set(this.trials.flatMap(({ figures }) => Object.keys(figures)))];
    return this.trials.map(({ parameters, figures, ...trial }) => ({
      ...Object.fromEntries(OWN_COLUMNS.map((name) => [name, trial[name]])),
      ...parameters,
      ...Object.fromEntries(names.map((name) => [name, figures[name] ?? null])),
    }));
  }

  /** The rows as CSV (RFC 4180), with a header. */
  csv(): string {
    const rows = this.rows();
    const names = Object.keys(rows[0] ?? {});
    const lines = [names.map(csvCell), ...rows.map((row) => names.map((name) => cellText(row[name])))];
    return lines.map((cells) => `${cells.join(",")}\r\n`).join("");
  }

  /** The rows as a Parquet file. */
  async parquet(): Promise<Uint8Array> {
    const { parquetWriteBuffer } = await import("hyparquet-writer");
    const rows = this.rows();
    const names = Object.keys(rows[0] ?? {});
    const columnData = names.map((name) =>
      parquetColumn(
        name,
        rows.map((row) => row[name] ?? null),
      ),
    );
    return new Uint8Array(parquetWriteBuffer({ columnData }));
  }

  /** The points with these values, in the order of the parameters. */
  pointsWith(values: Partial<Parameters>): readonly PointResult<Parameters>[] {
    const names = Object.keys(values) as (keyof Parameters)[];
    return this.points.filter(({ parameters }) => names.every((name) => parameters[name] === values[name]));
  }
}

/** The names of a row's columns that are not those of parameters or figures. */
const OWN_COLUMNS = ["trial", "repetition", "seed"] as const;

function cellText(value: Cell | undefined): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? csvCell(value) : String(value);
}

/** A column of Parquet: numbers where all its cells are, else texts. */
function parquetColumn(name: string, cells: readonly Cell[]) {
  const isText = cells.some((cell) => cell !== null && typeof cell !== "number");
  const data = cells.map((cell) => (isText && cell !== null ? String(cell) : cell));
  return { name, data, type: isText ? "STRING" : "DOUBLE", nullable: true } as const;
}

function pointOf<Parameters>(
  repetitions: readonly TrialResult<Parameters>[],
  confidence: number,
): PointResult<Parameters> {
  const names = [...new Set(repetitions.flatMap(({ figures }) => Object.keys(figures)))];
  const valuesOf = (name: string) =>
    repetitions.map(({ figures }) => figures[name]).filter((value) => value !== null && value !== undefined);
  return {
    parameters: (repetitions[0] as TrialResult<Parameters>).parameters,
    figures: Object.fromEntries(names.map((name) => [name, intervalOf(valuesOf(name), confidence)])),
  };
}
