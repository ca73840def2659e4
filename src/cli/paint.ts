import { styleText } from "node:util";
import { SIMULATION_COLOURS } from "../drawing/index.ts";

/** The name of a style, or the number of a colour among the 256 of xterm. */
export type Style = "bold" | "cyan" | "green" | "red" | "dim" | number;
export type Paint = (style: Style, text: string) => string;

/** Colours where a person looks, and has not asked for none (https://no-color.org); plain text everywhere else. */
export function painter(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv = process.env): Paint {
  const { NO_COLOR = "", TERM } = environment;
  const isPlain = !stream.isTTY || NO_COLOR !== "" || TERM === "dumb";
  if (isPlain) return (_, text) => text;
  return (style, text) =>
    typeof style === "number"
      ? `\u001b[38;5;${style}m${text}\u001b[39m`
      : styleText(style, text, { validateStream: false });
}

/** A table for people: its head stands out, and so do the states in which things have ended, and spark lines. */
export function paintTable(lines: readonly string[], paint: Paint): string[] {
  let sparks = 0;
  return lines.map((line, i) =>
    i === 0
      ? paint("bold", line)
      : line
          .replaceAll(/\b\d[\d,]* (?:failed|upstream_failed)\b/g, (text) => paint("red", text))
          .replaceAll(/\b\d[\d,]* success\b/g, (text) => paint("green", text))
          .replaceAll(/[▁▂▃▄▅▆▇█·]{8,}/g, (text) => {
            sparks += 1;
            return paint(sparkStyle(sparks - 1), text);
          }),
  );
}

/** A mode has the colour in the terminal that it has in the report: both have the modes in the same order. */
function sparkStyle(place: number): Style {
  return SIMULATION_COLOURS[place % SIMULATION_COLOURS.length]?.terminal ?? "cyan";
}
