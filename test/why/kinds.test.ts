/**
 * Each kind of question is answered by one command, which names the cause.
 * @module
 */
import { CAUSES } from "airlapse";
import { describe, expect, test } from "vitest";
import { why } from "./command.ts";
import { KINDS } from "./kinds.ts";

/** The codes that a text names, in the brackets behind each cause. */
function codesIn(text: string): string[] {
  return [...text.matchAll(/\[([a-z]\w+)\]$/gim)].map(([, code = ""]) => code);
}

describe("the command names the cause of", () => {
  test.each(KINDS.map((kind) => ({ name: kind.scenario.name, kind })))("$name", async ({ kind }) => {
    const { scenario, codes, ...asked } = kind;
    const { code, text } = await why(scenario, asked);
    expect(code).toBe(0);
    expect(codesIn(text)).toEqual(expect.arrayContaining([...codes]));
    expect(codesIn(text).filter((named) => !(named in CAUSES))).toEqual([]);
  });
});

test("each of the kinds is short", async () => {
  for (const { scenario, codes: _, ...asked } of KINDS) {
    const { text } = await why(scenario, asked);
    expect(text.split("\n").length, scenario.name).toBeLessThan(40);
  }
});
