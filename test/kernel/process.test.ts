import { Kernel, NoProgressError, type Process, sleep } from "airlapse/kernel";
import { describe, expect, test } from "vitest";

describe("a process that is a generator", () => {
  test("sleeps in virtual time, and its result is kept", () => {
    const kernel = new Kernel();
    const process = kernel.spawn(function* () {
      yield sleep(1.5);
      yield sleep(2);
      return "done";
    });
    kernel.run();
    expect(process.value).toBe("done");
    expect(kernel.now).toBe(3.5e6);
  });

  test("takes no time between its sleeps, and a sleep of no time lets nobody else have a turn", () => {
    const kernel = new Kernel();
    const seen: string[] = [];
    kernel.spawn(function* () {
      seen.push("a1");
      yield sleep(0);
      seen.push("a2");
    });
    kernel.spawn(() => seen.push("b1"));
    kernel.run();
    expect(seen).toEqual(["a1", "a2", "b1"]);
    expect(kernel.now).toBe(0);
  });

  test("never wakes early: a fraction of a microsecond counts as a whole one", () => {
    const kernel = new Kernel();
    kernel.spawn(function* () {
      yield sleep(0.0000004);
    });
    kernel.run();
    expect(kernel.now).toBe(1);
  });

  test.each(["5", null, undefined, Number.NaN, {}])(
    "does not sleep for %j, which is no number of seconds",
    (seconds) => {
      const kernel = new Kernel();
      kernel.spawn(function* () {
        yield sleep(seconds as never);
      });
      expect(() => kernel.run()).toThrow(
        new TypeError(`Expected a number of seconds to sleep, got \`${String(seconds)}\``),
      );
    },
  );

  test("does not drift: a thousand sleeps of a tenth are a hundred seconds", () => {
    const kernel = new Kernel();
    kernel.spawn(function* () {
      for (let i = 0; i < 1000; i += 1) yield sleep(0.1);
    });
    kernel.run();
    expect(kernel.now).toBe(100e6);
  });

  test("may wait for another process, and is given its result", () => {
    const kernel = new Kernel();
    const child = kernel.spawn(function* () {
      yield sleep(10);
      return 42;
    });
    const parent = kernel.spawn(function* () {
      const answer: unknown = yield child;
      return [kernel.now, answer];
    });
    kernel.run();
    expect(parent.value).toEqual([10e6, 42]);
  });

  test("hears of the error of the process that it waits for", () => {
    const kernel = new Kernel();
    const child = kernel.spawn(function* () {
      yield sleep(1);
      throw new Error("child failed");
    });
    const parent = kernel.spawn(function* () {
      try {
        yield child;
      } catch (error) {
        return (error as Error).message;
      }
      return "not reached";
    });
    kernel.run();
    expect(parent.value).toBe("child failed");
  });

  test("ends the run with an error that nobody waits for: none is lost", () => {
    const kernel = new Kernel();
    kernel.spawn(function* () {
      yield sleep(1);
      throw new Error("unheard");
    });
    expect(() => kernel.run()).toThrow("unheard");
  });

  test("is interrupted where it waits, and may clean up", () => {
    const kernel = new Kernel();
    const seen: string[] = [];
    const process: Process<void> = kernel.spawn(function* () {
      try {
        yield sleep(100);
      } catch (error) {
        seen.push(`${(error as Error).message} at ${kernel.now / 1e6}`);
        yield sleep(1);
      }
    });
    kernel.after(5, () => process.interrupt(new Error("enough")));
    kernel.run();
    expect(seen).toEqual(["enough at 5"]);
    expect(kernel.now).toBe(6e6);
  });

  test("says what it was given where it yields something that cannot be waited for", () => {
    const kernel = new Kernel();
    kernel.spawn(function* () {
      yield 5 as never;
    });
    expect(() => kernel.run()).toThrow(
      new TypeError("A process yielded `5` (number): expected a sleep, a promise or a process"),
    );
  });

  test("gets the error where it yields such a thing: it may clean up, or catch it and go on", () => {
    const kernel = new Kernel();
    const seen: string[] = [];
    const process = kernel.spawn(function* () {
      try {
        yield undefined as never;
      } catch (error) {
        seen.push((error as Error).name);
        yield sleep(1);
      } finally {
        seen.push("cleaned up");
      }
      return kernel.now;
    });
    kernel.run();
    expect(seen).toEqual(["TypeError", "cleaned up"]);
    expect(process.value).toBe(1e6);
  });

  test("that yields such things for ever is found out", () => {
    const kernel = new Kernel();
    kernel.spawn(function* () {
      for (;;) {
        try {
          yield 5 as never;
        } catch {
          // it goes on all the same
        }
      }
    });
    expect(() => kernel.run()).toThrow(NoProgressError);
  }, 20_000);

  test("that never waits is found out", () => {
    const kernel = new Kernel();
    kernel.spawn(function* () {
      for (;;) yield sleep(0);
    });
    expect(() => kernel.run()).toThrow(NoProgressError);
  });
});

describe("a process that is a plain function", () => {
  test("runs at once and takes no time", () => {
    const kernel = new Kernel();
    const process = kernel.spawn(() => "result");
    expect(() => process.value).toThrow("still running");
    kernel.run();
    expect(process.value).toBe("result");
    expect(kernel.now).toBe(0);
  });
});
