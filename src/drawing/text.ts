/**
 * Figures as people read them.
 * @module
 */
import type { Seconds } from "../kernel/index.ts";
import { textWidth } from "./text-width.ts";

const formats = new Map<number, Intl.NumberFormat>();

/** The format with so many digits after the point at least. To make one takes longer than to import most modules. */
function formatOf(leastDigits: number): Intl.NumberFormat {
  const known = formats.get(leastDigits);
  if (known !== undefined) return known;
  const options = { minimumFractionDigits: leastDigits, maximumFractionDigits: Math.max(1, leastDigits) };
  const made = new Intl.NumberFormat("en-US", options);
  formats.set(leastDigits, made);
  return made;
}

/** A number with its thousands set apart, and at most one digit after the point: 1,234.5. */
export function figure(value: number): string {
  return formatOf(0).format(value);
}

/** An amount of money, with two digits after the point: 1,234.50. */
export function amount(value: number): string {
  return formatOf(2).format(value);
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
