import { Kernel } from "airlapse/kernel";
import { describe, expect, test } from "vitest";

function recording() {
  const kernel = new Kernel();
  const seen: [number, string][] = [];
  const note = (what: string) => () => seen.push([kernel.now / 1e6, what]);
  return { kernel, seen, note };
}

describe("a kernel", () => {
  test("lets time pass from one event to the next", () => {
    const { kernel, seen, note } = recording();
    kernel.after(86_400, note("a day later"));
    kernel.after(0.000001, note("a microsecond later"));
    kernel.run();
    expect(seen).toEqual([
      [0.000001, "a microsecond later"],
      [86_400, "a day later"],
    ]);
  });

  test("lets what was put on the clock first happen first, where instants are equal", () => {
    const { kernel, seen, note } = recording();
    for (const name of ["a", "b", "c"]) kernel.after(5, note(name));
    kernel.after(2, () => kernel.after(3, note("d")));
    kernel.run();
    expect(seen.map(([, name]) => name).join("")).toBe("abcd");
  });

  test("does not let a cancelled timer fire", () => {
    const { kernel, seen, note } = recording();
    const timer = kernel.after(5, note("cancelled"));
    kernel.after(1, () => kernel.cancel(timer));
    kernel.after(9, note("kept"));
    kernel.run();
    expect(seen).toEqual([[9, "kept"]]);
  });

  test("moves a timer that is armed again, to the end of the queue of its new instant", () => {
    const { kernel, seen, note } = recording();
    const timer = kernel.after(1, note("moved"));
    kernel.after(3, note("there first"));
    kernel.arm(timer, 3e6);
    kernel.run();
    expect(seen).toEqual([
      [3, "there first"],
      [3, "moved"],
    ]);
  });

  test("runs until an instant, inclusive, and then stands there", () => {
    const { kernel, seen, note } = recording();
    kernel.after(5, note("at the limit"));
    kernel.after(5.000001, note("after it"));
    kernel.run(5e6);
    expect(seen).toEqual([[5, "at the limit"]]);
    expect(kernel.now).toBe(5e6);
    kernel.run(10e6);
    expect(seen).toHaveLength(2);
    expect(kernel.now).toBe(10e6);
  });

  test("can be stepped through", () => {
    const { kernel, seen, note } = recording();
    kernel.after(2, note("a"));
    kernel.after(7, note("b"));
    expect(kernel.peek()).toBe(2e6);
    expect(kernel.step()).toBe(true);
    expect(kernel.peek()).toBe(7e6);
    expect(kernel.step()).toBe(true);
    expect(kernel.step()).toBe(false);
    expect(seen).toHaveLength(2);
  });

  test("ends after the event that stops it, and goes on when run again", () => {
    const { kernel, seen, note } = recording();
    kernel.after(1, () => kernel.stop());
    kernel.after(2, note("later"));
    kernel.run();
    expect(seen).toEqual([]);
    kernel.run();
    expect(seen).toEqual([[2, "later"]]);
  });

  test("throws what it was failed with, after the event", () => {
    const { kernel } = recording();
    kernel.after(1, () => kernel.fail(new Error("broken")));
    expect(() => kernel.run()).toThrow("broken");
  });

  test("refuses the past, and what is no number", () => {
    const { kernel, note } = recording();
    const timer = kernel.after(5, note("a"));
    kernel.run();
    expect(() => kernel.arm(timer, 4e6)).toThrow(RangeError);
    expect(() => kernel.arm(timer, Number.NaN)).toThrow(/Expected an instant from 5000000 on, got `NaN`/);
  });

  test("knows nothing of another kernel", () => {
    const [one, other] = [recording(), recording()];
    one.kernel.after(5, one.note("one"));
    other.kernel.after(1, other.note("other"));
    one.kernel.run();
    expect(other.kernel.now).toBe(0);
    expect(other.seen).toEqual([]);
  });

  test("keeps the order of ten thousand timers, however they are armed, moved and cancelled", () => {
    const kernel = new Kernel();
    const fired: number[] = [];
    const expected: { at: number; order: number; id: number }[] = [];
    let state = 12345;
    const random = (below: number) => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return state % below;
    };
    const timers = new Map<number, { timer: ReturnType<Kernel["after"]>; at: number; order: number }>();
    for (let id = 0; id < 10_000; id += 1) {
      const at = random(500);
      timers.set(id, { timer: kernel.after(at, () => fired.push(id)), at, order: id });
    }
    for (let i = 0; i < 5000; i += 1) {
      const id = random(10_000);
      const entry = timers.get(id);
      if (entry === undefined) continue;
      if (i % 3 === 0) {
        kernel.cancel(entry.timer);
        timers.delete(id);
      } else {
        entry.at = random(500);
        entry.order = 10_000 + i;
        kernel.arm(entry.timer, entry.at * 1e6);
      }
    }
    for (const [id, { at, order }] of timers) expected.push({ at, order, id });
    expected.sort((a, b) => a.at - b.at || a.order - b.order);
    kernel.run();
    expect(fired).toEqual(expected.map(({ id }) => id));
  });
});
