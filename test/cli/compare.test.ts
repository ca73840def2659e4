/**
 * `airlapse compare`: its figures are those of real Airflow for the sample, and follow from small scenarios by formula.
 * Runs are asked for at 0.5 s. The scheduler looks around at whole seconds, so they start at 1 s, and what ends between two
 * seconds is seen by it at the second. All times are made of quarters, which are exact in binary.
 * @module
 */
import { describe, expect, test } from "vitest";
import { airlapse, endless, Folder, fiveSeconds, scenario, withoutPool } from "./airlapse.ts";
import { figuresOf, recordedSample } from "./sample.ts";

const ASKED = 0.5;
const FIRST = 1;

interface Figures {
  readonly slotSeconds: number;
  /** When the last task has ended. */
  readonly end: number;
  readonly peakSlots?: number;
  readonly queued?: number;
  readonly reschedules?: number;
  readonly deferrals?: number;
  readonly triggerSeconds?: number;
}

/** What `--json` says of a mode. */
function mode(name: string, figures: Figures, { runs = 1, slots = null as number | null } = {}) {
  const { slotSeconds, end, peakSlots = 1, queued = 0, reschedules = 0, deferrals = 0, triggerSeconds = 0 } = figures;
  if (Number.isInteger(end)) throw new RangeError(`Expected an end between two looks of the scheduler, got ${end}`);
  const makespan = Math.ceil(end) - ASKED;
  const meanSlots = slotSeconds / makespan;
  return {
    mode: name,
    visits: runs + reschedules + deferrals, // one task a run: to begin with, and after each wait outside
    runs: { success: runs },
    task_instances: { success: runs },
    is_scheduled: false,
    usage: {
      makespan,
      slot_seconds: slotSeconds,
      peak_slots: peakSlots,
      mean_slots: meanSlots,
      queued_seconds: queued,
      deferrals,
      reschedules,
      trigger_seconds: triggerSeconds,
      peak_triggers: Math.min(deferrals, 1),
      api_calls: [],
    },
    utilisation: slots === null ? null : meanSlots / slots,
  };
}

/** A sensor whose pokes take some time, and how long its process takes to start. */
interface Sensor {
  readonly ready: number;
  readonly poke: number;
  readonly interval: number;
  readonly startup: number;
}

/** Poke after poke in one slot, until one ends when it is ready. */
function inPokeMode({ ready, poke, interval, startup }: Sensor): Figures {
  const firstEnd = FIRST + startup + poke;
  const end = firstEnd + Math.max(0, Math.ceil((ready - firstEnd) / (interval + poke))) * (interval + poke);
  return { slotSeconds: end - FIRST, end, queued: startup };
}

/** Each poke in a slot of its own. The next begins with the first second after the interval. */
function inRescheduleMode({ ready, poke, interval, startup }: Sensor): Figures {
  const round = Math.ceil(startup + poke + interval);
  const reschedules = Math.max(0, Math.ceil((ready - (FIRST + startup + poke)) / round));
  const pokes = reschedules + 1;
  const end = FIRST + reschedules * round + startup + poke;
  return { slotSeconds: pokes * (startup + poke), end, queued: pokes * startup, reschedules };
}

const waiting = ({ ready, poke, interval }: Omit<Sensor, "startup">) =>
  scenario("s", { operator: "wait", ready_at: ready, poke_duration: poke, poke_interval: interval });

function compareJson(content: unknown, ...options: readonly string[]): unknown {
  const file = new Folder().write("s.json", content);
  const { status, stdout, stderr } = airlapse("compare", file, "--json", ...options);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return JSON.parse(stdout, (key, value) => (BY_DAG.has(key) ? undefined : value));
}

/** Keys that other tests look at: test/observe/landing.test.ts, and "a verdict" in test/report/tables.test.ts. */
const BY_DAG = new Set(["dags", "queued", "verdict"]);

describe("compare --json", () => {
  test.each<Sensor>([
    { ready: 0, poke: 0.25, interval: 60, startup: 0 },
    { ready: 1.5, poke: 0.25, interval: 60, startup: 0 },
    { ready: 170, poke: 0.25, interval: 30, startup: 0 },
    { ready: 200, poke: 2.5, interval: 30, startup: 1.25 },
  ])("gives what follows for a sensor: %j", (sensor) => {
    const poking = inPokeMode(sensor);
    expect(compareJson(waiting(sensor), "--task-startup", String(sensor.startup))).toEqual({
      scenario: "s",
      runs: 1,
      worker_slots: null,
      task_startup: sensor.startup,
      // nothing defers for a sensor that has no `deferrable`: it pokes
      modes: [mode("standard", poking), mode("reschedule", inRescheduleMode(sensor)), mode("deferrable", poking)],
    });
  });

  test("gives what follows for a sensor that has a deferrable sibling", () => {
    const content = scenario("s", { operator: "DateTimeSensor", target_time: 100 });
    expect(compareJson(content, "--task-startup", "0.5")).toEqual({
      scenario: "s",
      runs: 1,
      worker_slots: null,
      task_startup: 0.5,
      modes: [
        // looks at 1.5, 61.5 and 121.5 s
        mode("standard", { slotSeconds: 120.5, end: 121.5, queued: 0.5 }),
        // looks at 1.5 s, and may again at 61.5: queued at 62, looks at 62.5; queued at 123, looks at 123.5
        mode("reschedule", { slotSeconds: 1.5, end: 123.5, queued: 1.5, reschedules: 2 }),
        // defers at 1.5 s; its trigger begins at 2.5, sleeps eight times 10 s while more than 20 are left, then 18 times 1 s,
        // to 100.5; the triggerer hears of it at 101.25, the scheduler at 102, and it ends at 102.5. The row of the trigger
        // is cleaned up a second after the event, at 102.25
        mode("deferrable", {
          slotSeconds: 1,
          end: 102.5,
          queued: 1,
          deferrals: 1,
          triggerSeconds: 102.25 - 1.5,
        }),
      ],
    });
  });

  test("gives what follows for more runs than worker slots", () => {
    const [poke, interval, ready] = [0.25, 60, 200];
    const poking = inPokeMode({ ready, poke, interval, startup: 0 });
    const rescheduled = inRescheduleMode({ ready, poke, interval, startup: 0 });
    const rounds = (rescheduled.reschedules ?? 0) + 1;
    const options = ["--task-startup", "0", "--runs", "3", "--worker-slots", "2", "--modes", "reschedule,standard"];
    const given = { runs: 3, slots: 2 };
    expect(compareJson(waiting({ ready, poke, interval }), ...options)).toEqual({
      scenario: "s",
      runs: 3,
      worker_slots: 2,
      task_startup: 0,
      modes: [
        // in each round two look at once, and the third when they have looked
        mode(
          "reschedule",
          {
            slotSeconds: 3 * rounds * poke,
            end: rescheduled.end + poke,
            peakSlots: 2,
            queued: rounds * poke,
            reschedules: 3 * (rounds - 1),
          },
          given,
        ),
        // two hold both slots until they are done; the third then looks once
        mode(
          "standard",
          {
            slotSeconds: 2 * poking.slotSeconds + poke,
            end: poking.end + poke,
            peakSlots: 2,
            queued: poking.slotSeconds,
          },
          given,
        ),
      ],
    });
  });

  test("takes worker slots and startup from the scenario where no option says otherwise", () => {
    const own = { executor: { worker_slots: 4 }, overheads: { task_startup: 2.25 } };
    const content = scenario("s", { operator: "work", duration: 5 }, own);
    const standard = (startup: number, slots: number) =>
      mode("standard", { slotSeconds: 5 + startup, end: FIRST + startup + 5, queued: startup }, { slots });
    const options = ["--modes", "standard,standard"]; // a mode is run once, however often it is named
    expect(compareJson(content, ...options)).toMatchObject({ worker_slots: 4, modes: [standard(2.25, 4)] });
    const others = ["--worker-slots", "8", "--task-startup", "0.25"];
    expect(compareJson(content, ...options, ...others)).toMatchObject({ worker_slots: 8, modes: [standard(0.25, 8)] });
  });

  test("is a list where the file is one of several scenarios", () => {
    const compared = compareJson([fiveSeconds("a"), fiveSeconds("b")], "--modes", "standard");
    expect(compared).toMatchObject([{ scenario: "a" }, { scenario: "b" }]);
  });

  test("holds no warnings: they are on stderr, and said once", () => {
    const file = new Folder().write("s.json", withoutPool("s"));
    const { status, stdout, stderr } = airlapse("compare", file, "--json");
    expect(status).toBe(0);
    expect(stderr).toMatch(/^warning: s: DAG "d", task "t", pool: There is no pool "nowhere": [^\n]*\n$/);
    expect(JSON.parse(stdout)).toMatchObject({
      modes: ["standard", "reschedule", "deferrable"].map((name) => ({
        mode: name,
        runs: { running: 1 },
        usage: { makespan: null, slot_seconds: 0 },
      })),
    });
  });
});

describe("compare", () => {
  test("sets the modes side by side, each against the first", () => {
    const file = new Folder().write("s.json", waiting({ ready: 200, poke: 1, interval: 30 }));
    const { status, stdout } = airlapse("compare", file, "--modes", "standard,reschedule", "--task-startup", "0");
    expect(status).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.slice(0, 3)).toEqual([
      "Reschedule frees 96.3 % of the slot time; nothing lands earlier or later.",
      "",
      "s: 1 run on as many worker slots as it takes, 0 s to start a task",
    ]);
    // eight pokes of 1 s with 30 s between them end at 219 s, or with the slot given back between them
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual(
      expect.arrayContaining([
        ["", "standard", "reschedule"],
        ["runs, success", "1", "1"],
        ["worker-slot seconds", "218", "8", "-96.3 %"],
        ["reschedules", "0", "7"],
      ]),
    );
  });

  test("ends with exit code 1 where a simulation cannot be run to its end", () => {
    const file = new Folder().write("s.json", endless("stuck"));
    const { status, stdout, stderr } = airlapse("compare", file);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(
      /^error: stuck: The task "t" of the DAG "d", run "r", goes on without waiting at 2.25 s.*\n$/,
    );
  });

  test("compares the others of the file all the same", () => {
    const file = new Folder().write("s.json", [endless("stuck"), fiveSeconds("fine")]);
    const { status, stdout, stderr } = airlapse("compare", file);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^fine: 1 run on/m);
    expect(stderr).toMatch(/^error: stuck: /);
  });
});

describe("compare gives for twelve runs of the sample the figures of real Airflow", () => {
  test.each([
    ["sample-12-runs", ["--task-startup", "0"]],
    ["sample-12-runs-startup", []],
  ])("%s", (recording, options) => {
    const file = "examples/join-relationalize/own-names.json";
    const { status, stdout } = airlapse("compare", file, "--runs", "12", "--json", ...options);
    expect(status).toBe(0);
    const { modes } = JSON.parse(stdout) as { readonly modes: readonly ReturnType<typeof mode>[] };
    expect(modes.map((of) => of.mode)).toEqual(["standard", "reschedule", "deferrable"]);
    for (const { mode: name, runs, usage, utilisation } of modes) {
      const real = figuresOf(recordedSample(`${recording}-${name}`));
      expect(runs).toEqual({ success: 12 });
      expect(usage.makespan).toBeCloseTo(real.makespan, 3);
      expect(usage.slot_seconds).toBeCloseTo(real.slotSeconds, 3);
      expect(usage.mean_slots).toBeCloseTo(real.slotSeconds / real.makespan, 3);
      expect(utilisation).toBeCloseTo(real.slotSeconds / real.makespan / 5, 3);
      expect(usage.queued_seconds).toBeCloseTo(real.queuedSeconds, 3);
      expect(usage.trigger_seconds).toBeCloseTo(real.triggerSeconds, 3);
      expect(usage).toMatchObject({
        peak_slots: real.peakSlots,
        peak_triggers: real.peakTriggers,
        deferrals: real.deferrals,
        reschedules: real.reschedules,
      });
      const calls = usage.api_calls as readonly {
        readonly service: string;
        readonly by: string;
        readonly count: number;
      }[];
      expect(Object.fromEntries(calls.map(({ service, by, count }) => [`${service} ${by}`, count]))).toEqual(
        real.apiCalls,
      );
    }
  });
});
