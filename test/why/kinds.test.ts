/**
 * Each kind of question is answered by one command, which names the cause.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { CAUSES, WAIT_CAUSES } from "airlapse";
import { describe, expect, test } from "vitest";
import { why } from "./command.ts";
import { KINDS } from "./kinds.ts";

/** The codes that a text names, in the brackets behind each cause. */
function codesIn(text: string): string[] {
  return [...text.matchAll(/\[([a-z]\w+)\]$/gim)].map(([, code = ""]) => code);
}

describe("the command names the cause of", () => {
  test.each(KINDS.map((kind) => ({ name: kind.scenario.name, kind })))("$name", async ({ kind }) => {
    const { scenario, codes, says = [], unsaid = [], ...asked } = kind;
    const { code, text } = await why(scenario, asked);
    expect(code).toBe(0);
    expect(codesIn(text)).toEqual(expect.arrayContaining([...codes]));
    expect(codesIn(text).filter((named) => !(named in CAUSES))).toEqual([]);
    for (const words of says) expect(text).toContain(words);
    for (const words of unsaid) expect(text).not.toContain(words);
  });
});

test("each of the kinds is short", async () => {
  for (const { scenario, codes: _, says: _says, unsaid: _unsaid, ...asked } of KINDS) {
    const { text } = await why(scenario, asked);
    expect(text.split("\n").length, scenario.name).toBeLessThan(40);
  }
});

describe("docs/why.md", () => {
  const page = readFileSync(new URL("../../docs/why.md", import.meta.url), "utf8");

  test("has a section for each code, and for nothing else", () => {
    const sections = [...page.matchAll(/^### (\w+)$/gm)].map(([, code = ""]) => code);
    expect(sections.toSorted()).toEqual(Object.keys(CAUSES).toSorted());
  });

  test("says what to change in each section of a code that the command says it of", () => {
    const silent = Object.entries(CAUSES).filter(([code, { change }]) => {
      const section = page.split(`### ${code}\n`)[1]?.split("\n### ")[0] ?? "";
      return change !== "" && !section.includes("*To change:*");
    });
    expect(silent.map(([code]) => code)).toEqual([]);
  });
});

test("each code is told by something in the sources", () => {
  const folder = new URL("../../src/observe/why/", import.meta.url);
  const texts = [...readdirSync(folder), "../../cli/why.ts", "../../cli/why-other-mode.ts"]
    .filter((name) => name !== "causes.ts")
    .map((name) => readFileSync(new URL(name, folder), "utf8"))
    .join("\n");
  const untold = Object.keys(CAUSES).filter(
    (code) =>
      !(WAIT_CAUSES as readonly string[]).includes(code) &&
      !texts.includes(`"${code}"`) &&
      !texts.includes(`[${code}]`),
  );
  expect(untold).toEqual([]);
});
