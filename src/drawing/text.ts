/**
 * Figures as people read them.
 * @module
 */
import type { Seconds } from "../kernel/index.ts";
import { textWidth } from "./text-width.ts";

/** Makes a format at its first use: it takes Node 15 ms, which a program that prints no figures need not spend. */
function format(options: Intl.NumberFormatOptions): (value: number) => string {
  let made: Intl.NumberFormat | undefined;
  return (value) => {
    made ??= new Intl.NumberFormat("en-US", options);
    return made.format(value);
  };
}

const FIGURE = format({ maximumFractionDigits: 1 });

/** A number with its thousands set apart, and at most one digit after the point: 1,234.5. */
export function figure(value: number): string {
  return FIGURE(value);
}

const AMOUNT = format({ minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** An amount of money, with two digits after the point: 1,234.50. */
export function amount(value: number): string {
  return AMOUNT(value);
}

/** A duration in the unit that suits it: 45.3 s, 4 min 05 s, 3 h 05 min, 2 d 03 h. */
export function duration(seconds: Seconds): string {
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  const two = (value: number) => String(value).padStart(2, "0");
  if (seconds < 120) return `${figure(seconds)} s`;
  if (hours < 2) return `${minutes} min ${two(Math.floor(seconds % 60))} s`;
  return hours < 48 ? `${hours} h ${two(minutes % 60)} min` : `${Math.floor(hours / 24)} d ${two(hours % 24)} h`;
}

/** By how much a figure differs from another: +12 %, -80.5 %; nothing where there is nothing to compare. */
export function change(value: number | null, base: number | null): string {
  if (value === null || base === null || base === 0 || value === base) return "";
  const percent = (value / base - 1) * 100;
  const text = figure(Math.abs(percent));
  return text === "0" ? "±0 %" : `${percent > 0 ? "+" : "-"}${text} %`;
}

/** Rows of cells as lines: the first columns set left, one where nothing else is said, the others right. */
export function columns(rows: readonly (readonly string[])[], leftColumns = 1): string[] {
  const count = most(rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) => most(rows.map((row) => textWidth(row[i] ?? ""))));
  return rows.map((row) =>
    widths
      .map((width, i) => {
        const cell = row[i] ?? "";
        const blank = " ".repeat(width - textWidth(cell));
        return i < leftColumns ? cell + blank : blank + cell;
      })
      .join("  ")
      .trimEnd(),
  );
}

function most(numbers: readonly number[]): number {
  return numbers.reduce((largest, number) => Math.max(largest, number), 0);
}
