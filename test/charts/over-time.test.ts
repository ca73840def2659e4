/**
 * Time on axes, and levels in the width of a chart.
 * @module
 */
import { describe, expect, test } from "vitest";
import { resolved } from "../../src/drawing/browser/charts/resolved.ts";
import { clockTime, sinceStart } from "../../src/drawing/browser/charts/time-scale.ts";
import { scalesOf } from "../../src/drawing/browser/facts.ts";
import type { Levels, ReportData } from "../../src/drawing/report-data.ts";
import { drawing } from "./data.ts";

const START = Date.UTC(2026, 2, 1, 22) / 1000;

describe("clock time", () => {
  const clock = clockTime(START);

  test.each([
    [0, "01 Mar 22:00 UTC"],
    [6 * 3600, "02 Mar 04:00 UTC"],
    [6 * 3600 + 5, "02 Mar 04:00:05 UTC"],
    [6 * 3600 + 5.25, "02 Mar 04:00:05.25 UTC"],
  ])("%d s after the start is %s", (seconds, text) => {
    expect(clock.instant(seconds)).toBe(text);
  });

  test("ticks have the time of the day, and midnight the day", () => {
    expect([3600, 7200, 7230].map(clock.mark)).toEqual(["23:00", "02 Mar", "00:00:30"]);
  });

  test("places on the axis are there and back", () => {
    expect(clock.millis(60)).toBe((START + 60) * 1000);
    expect(clock.seconds(clock.millis(60))).toBe(60);
    expect(sinceStart(90).millis(60)).toBe(60_000);
  });

  test("comes first where DAGs land, else the time since the start", () => {
    const report = (landings: ReportData["landings"]): ReportData => ({
      ...{ title: "", subtitle: "", about: null, verdict: [], headline: [], scenario: null },
      ...{ landings, simulations: [drawing({ startedAt: START })] },
    });
    const axes = (landings: ReportData["landings"]) => scalesOf(report(landings)).map(({ axisName }) => axisName);
    const since = "time since the start, in minutes:seconds";
    expect(axes([{ dagId: "d", cells: [] }])).toEqual(["clock time, UTC, 2026", since]);
    expect(axes([])).toEqual([since, "clock time, UTC, 2026"]);
  });
});

describe("levels in the width of a chart", () => {
  const at = Array.from({ length: 2001 }, (_, i) => i);
  const levels: Levels<"a"> = {
    at,
    parts: { a: at.map((second) => (second < 2000 ? second % 2 : 0)) },
    peak: 1,
    averagedOver: null,
  };
  const sum = ({ at: times, parts }: Levels<"a">) =>
    parts.a.reduce((total, value, i) => total + value * ((times[i + 1] ?? times[i] ?? 0) - (times[i] ?? 0)), 0);

  test("with more changes than columns each value is the mean of a round time, and the sum stays", () => {
    const drawn = resolved(levels, { from: 0, to: 2000 }, 400);
    expect(drawn.averagedOver).toBe(10); // 200 columns of 2 pixels
    expect(drawn.at.slice(0, 3)).toEqual([0, 10, 20]);
    for (const value of drawn.parts.a.slice(0, -1)) expect(value).toBeCloseTo(0.5, 9);
    expect(sum(drawn)).toBeCloseTo(sum(levels), 9);
  });

  test("in a short time each change is there, in it and around it", () => {
    const drawn = resolved(levels, { from: 100, to: 140 }, 400);
    expect(drawn.averagedOver).toBeNull();
    expect([drawn.at[0], drawn.at.at(-1)]).toEqual([80, 161]);
    expect(drawn.parts.a.slice(0, 4)).toEqual([0, 1, 0, 1]);
  });

  test("what is a mean already is not made coarser than it has to be", () => {
    const means = { ...levels, averagedOver: 10 };
    expect(resolved(means, { from: 0, to: 2000 }, 400)).toEqual(means);
  });
});
