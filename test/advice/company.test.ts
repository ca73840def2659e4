/**
 * The example of a company: a real Airflow 2.10.5 made its history, and what that Airflow did with half the slots is kept here in figures.
 * @module
 */
import { describe, expect, test } from "vitest";
import { advise } from "../../src/advice/advise.ts";
import { shareInTime } from "../../src/advice/in-time.ts";
import { calibrate, parseChanges, reportHtml, reportTexts, whatIf, whatIfReport } from "../../src/advice/index.ts";
import { exportFiles } from "../../src/cli/export-folder.ts";
import { readHistory } from "../../src/history/index.ts";
import { figuresOf, Recording, replay } from "../../src/replay/index.ts";

const history = await readHistory(exportFiles("examples/company"));

describe("the replay of the company", () => {
  const calibration = calibrate(history);

  test("is within 1 % in the ends of runs, 3 % in queued time by DAG, 2 % in slot hours, and holds all deadlines", () => {
    const { errors, matched, recording, replayed } = calibration;
    expect(errors.runSeconds.median).toBeLessThan(0.01);
    expect(errors.queued.median).toBeLessThan(0.03);
    expect(Math.abs(errors.slotHours)).toBeLessThan(0.02);
    expect([matched.instances, errors.unlike]).toEqual([500, 0]);
    const figures = figuresOf(recording, replayed);
    expect(Object.entries(figures).filter(([name, held]) => name.startsWith("deadline/") && held === 0)).toEqual([]);
  });

  test("is better than models in which nothing waits", () => {
    for (const { errors } of calibration.nulls) expect(errors.queued.median).toBeGreaterThan(0.5);
  });

  test("reads intervals, slots and what sensors wait for out of the history", () => {
    const { facts, fleet } = calibration.recording;
    expect(fleet.slots).toBe(16);
    const waits = [...facts.values()].filter(({ kind }) => kind === "sensor" || kind === "external");
    const other = waits
      .filter(({ interval }) => interval.seconds !== 60)
      .map(({ dagId, interval }) => [dagId, interval.seconds]);
    expect(other).toEqual([["ingest_shipments", 300]]);
    expect(waits.filter(({ waitsFor }) => waitsFor !== undefined).map(({ waitsFor }) => waitsFor?.delta)).toEqual([
      -81000, 1800, 3600, 7200, -82800, -82800, -82800,
    ]);
  });
});

test("half the slots: the jam that real Airflow had", () => {
  const { recording, after } = whatIf(history, { workerSlots: 8 }, { orders: 0 });
  const figures = figuresOf(recording, after);
  expect(figures["slots/peak"]).toBe(8);
  expect(figures["slots/mean"]).toBeCloseTo(6.98, 1); // real: 6.9776
  expect(figures["queued/peak"]).toBe(25); // real: 25
  for (const name of ["nightly_warehouse@01:45", "nightly_finance@02:00", "nightly_reports@02:45"])
    expect(figures[`deadline/${name}`]).toBe(0); // real: none is held
  expect(after.jam.seconds).toBeGreaterThan(3600);
});

test("each report begins with its answer, and its page can be read by everybody", () => {
  const report = whatIfReport(whatIf(history, { workerSlots: 8 }, { orders: 0 }));
  const [answer] = reportTexts(report)[0] ?? [];
  expect(answer).toMatch(
    /^It takes 21\.1 % more slot hours; has tasks queued for 112\.3 hours in all instead of 4\.6; /,
  ); // real: 21.11 %, 112.26 and 4.60
  expect(answer).toMatch(/; holds 0 of the deadlines instead of 3\.$/);
  const page = reportHtml(report);
  expect(page).toContain(`<section class="verdict" aria-label="The answer"><p>${answer}</p></section>`);
  expect(page).not.toMatch(/<th[^>]*><\/th>/); // a head of nothing
  const scrolled = page.match(/<div class="scroll"[^>]*>/g) ?? [];
  expect(scrolled.length).toBeGreaterThan(1);
  expect(scrolled.filter((one) => !/role="region" tabindex="0" aria-label="[^"]+"/.test(one))).toEqual([]);
});

test("another order of DAGs that are due at one moment is another night", () => {
  const recording = new Recording(history);
  replay(recording, {}, { follows: true });
  const queued = (orderSeed: number) =>
    [...replay(recording, { workerSlots: 12 }, { orderSeed }).dags.values()].reduce((sum, dag) => sum + dag.queued, 0);
  const orders = [0, 1, 2, 3].map(queued);
  expect(new Set(orders.map(Math.round)).size).toBeGreaterThan(1);
  expect(queued(2)).toBe(orders[2]);
});

describe("changes as they are given", () => {
  const recording = new Recording(history);

  test("are read", () => {
    const { changes, wrong } = parseChanges(recording, {
      set: ["executor.worker_slots=8", "pools.redshift=4", "dags.nightly_warehouse.max_active_tasks=3"],
      deferrable: ["S3KeySensor,Glue*"],
      mode: ["reschedule:wait_*"],
    });
    expect(wrong).toEqual([]);
    expect(changes).toMatchObject({
      workerSlots: 8,
      pools: { redshift: 4 },
      dags: { nightly_warehouse: { maxActiveTasks: 3 } },
    });
    expect(changes.modes).toHaveLength(3);
  });

  test("that mean nothing are refused, all at once, with the nearest name", () => {
    const { wrong } = parseChanges(recording, {
      set: ["pools.redshft=4", "dags.nightly.max_active_tasks=3", "executor.worker_slots=0", "x=1"],
      deferrable: ["S3Sensr"],
      mode: ["fast:x"],
    });
    expect(wrong).toHaveLength(6);
    expect(wrong[0]).toMatch(/no pool redshft.*redshift/);
  });
});

test("advice names the deferral that gains most, fewer slots, and the jam with its remedy", async () => {
  const { ranked, path, sizes, jam, environments } = await advise(history, { nights: 2 });
  expect(ranked[0]?.candidate.name).toBe("every S3KeySensor deferrable (11 tasks)");
  expect(ranked[0]?.effect.slotHours).toBeGreaterThan(14);
  expect(path.length).toBeGreaterThan(1);
  expect(sizes[1]?.enough).toBeLessThan(16);
  expect(jam?.remedy).toMatch(/in reschedule mode/);
  expect(sizes.map(({ name }) => name)).toContain("slots of pool redshift");
  const [cheapest] = environments;
  expect(cheapest).toMatchObject({ class: "mw1.small", withChanges: true });
  // a month of 730 hours of a small environment, and of the workers beyond the first
  const most = ((cheapest?.workerHours ?? 0) - 6) / 6;
  expect(cheapest?.month).toBeCloseTo(730 * (0.49 + 0.055 * most), 0);
  const asIs = environments.filter(({ withChanges }) => !withChanges);
  expect(asIs.every(({ month }) => month >= (cheapest?.month ?? 0))).toBe(true);
}, 300_000);

test("a day of many counts as one night, and is lost if one of its deadlines is", () => {
  const recording = new Recording({
    ...history,
    byHand: { deadlines: ["ingest_orders@01:30", "ingest_orders@03:30"] },
  });
  const today = replay(recording);
  const held = (slots: number) => shareInTime(recording, replay(recording, { workerSlots: slots }), today);
  expect([held(16), held(1)]).toEqual([1, 0]);
});

test("a sensor in reschedule mode found its object between its last two visits, though its row begins with the last", () => {
  const which = {
    dagId: "ingest_shipments",
    runId: "scheduled__2024-03-03T02:00:00+00:00",
    mapIndex: -1,
    tryNumber: 1,
  };
  const { ready } = new Recording(history).try({ ...which, taskId: "wait_for_partition" }, 14_400);
  // from the event log: visits at 15007.37 and 15309.763 s; the object is of 15261.763 s, which the API does not tell
  expect(ready).toBeGreaterThan(15_007.37);
  expect(ready).toBeLessThan(15_309.763);
});

test("an environment of MWAA takes the place of the worker slots, with its bill", () => {
  const options = { environment: { class: "mw1.small", minWorkers: 1, maxWorkers: 2 } } as const;
  const { changes, wrong } = parseChanges(new Recording(history), options);
  expect(wrong).toEqual([]);
  const answer = whatIf(history, changes, { orders: 1 });
  expect(answer.after.workerSlots).toBe(10); // a worker of that class runs five tasks
  expect(answer.after.slots.peak).toBeLessThanOrEqual(10);
  const texts = reportTexts(whatIfReport(answer)).flat();
  expect(texts[1]).toBe("worker slots: 16 → mw1.small of 1 to 2 workers");
  expect(texts[2]).toMatch(/^at most 2 workers, [\d.]+ hours of workers; \$\d+ a month like this history/);
  expect(texts.join("\n")).toContain("after, 1 other order ");
  const both = parseChanges(new Recording(history), { ...options, set: ["executor.worker_slots=8"] });
  expect(both.wrong.join()).toMatch(/an environment has workers of its own/);
});
