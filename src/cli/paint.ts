import { styleText } from "node:util";

export type Style = "bold" | "cyan" | "green" | "red" | "dim";
export type Paint = (style: Style, text: string) => string;

/** Colours where a person looks, and has not asked for none (https://no-color.org); plain text everywhere else. */
export function painter(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv = process.env): Paint {
  const { NO_COLOR = "", TERM } = environment;
  const isPlain = !stream.isTTY || NO_COLOR !== "" || TERM === "dumb";
  return isPlain ? (_, text) => text : (style, text) => styleText(style, text, { validateStream: false });
}

/** A table for people: its head stands out, and so do the states in which things have ended, and spark lines. */
export function paintTable(lines: readonly string[], paint: Paint): string[] {
  return lines.map((line, i) =>
    i === 0
      ? paint("bold", line)
      : line
          .replaceAll(/\b\d[\d,]* (?:failed|upstream_failed)\b/g, (text) => paint("red", text))
          .replaceAll(/\b\d[\d,]* success\b/g, (text) => paint("green", text))
          .replaceAll(/[▁▂▃▄▅▆▇█·]{8,}/g, (text) => paint("cyan", text)),
  );
}
