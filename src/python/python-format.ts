import { pythonRepr, pythonStr } from "./python-text.ts";

/** More than any text that people read is wide. */
const WIDEST = 10_000;

/**
 * `template % values`, as far as logs and templates use it: `%s`, `%r`, `%d`, `%i`, `%f`, each with flags, width and
 * precision, and `%%`. Values that are missing are None.
 */
export function formatPython(template: string, values: readonly unknown[]): string {
  let next = 0;
  return template.replaceAll(
    /%([-0+ ]*)(\d*)(?:\.(\d+))?([sdirf%])/g,
    (_, flags: string, width: string, precision: string | undefined, kind: string) => {
      if (kind === "%") return "%";
      const value = values[next];
      next += 1;
      const text = formatted(kind, value, precision);
      const wide = Number(width || 0);
      if (wide > WIDEST) throw new RangeError(`expected a width of at most ${WIDEST}, got ${wide}`);
      if (flags.includes("-")) return text.padEnd(wide);
      const isPadded = flags.includes("0") && kind !== "s" && kind !== "r";
      return isPadded ? padZeros(text, wide) : text.padStart(wide);
    },
  );
}

function formatted(kind: string, value: unknown, precision: string | undefined): string {
  switch (kind) {
    case "r":
      return pythonRepr(value);
    case "s":
      return value instanceof Error ? value.message : pythonStr(value);
    case "f":
      return Number(value).toFixed(Number(precision ?? 6));
    default:
      return typeof value === "number" ? String(Math.trunc(value)) : pythonStr(value);
  }
}

function padZeros(text: string, width: number): string {
  const sign = text.startsWith("-") ? "-" : "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}
