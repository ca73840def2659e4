import { expect, test } from "vitest";
import { unpackedStories, withPackedStories } from "../../src/drawing/packed-stories.ts";
import type { ReportData } from "../../src/drawing/report-data.ts";
import { drawing } from "../charts/data.ts";

const reportOf = (...stories: (readonly (readonly string[])[])[]): ReportData => ({
  ...{ title: "t", subtitle: "", about: null, verdict: [], headline: [], landings: [], scenario: null },
  simulations: stories.map((own) => drawing({ timeline: { ...drawing().timeline, stories: own } })),
});

test("stories are packed, each leaves an empty one in its place, and all come back as they were", async () => {
  const stories = [[["a · é 漢", "line"], ["b"]], [], [["c"]]];
  const data = await withPackedStories(reportOf(...stories));
  expect(data.simulations.map(({ timeline }) => timeline.stories)).toEqual([[[], []], [], [[]]]);
  expect(await unpackedStories(data.stories)).toEqual(stories);
});

test("stories that are much alike take little room", async () => {
  const many = Array.from({ length: 5000 }, (_, i) => [
    `etl.load of r${i}: success`,
    "  its code has returned [succeeded]",
  ]);
  const { stories } = await withPackedStories(reportOf(many));
  expect(stories.length).toBeLessThan(JSON.stringify(many).length / 8);
});

test("a report without stories has none to unpack", async () => {
  const data = await withPackedStories(reportOf([], []));
  expect(data.stories).toBe("");
  expect(await unpackedStories("")).toEqual([]);
});
