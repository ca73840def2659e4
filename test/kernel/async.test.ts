import { Kernel, OutstandingPromiseError, type Process, settle, sleep } from "airlapse/kernel";
import { describe, expect, test } from "vitest";

describe("a process that is an async function", () => {
  test("sleeps in virtual time by the sleep of its process", async () => {
    const kernel = new Kernel();
    const process = kernel.spawn(async (self) => {
      await self.sleep(3600);
      await self.sleep(1800);
      return kernel.now / 1e6;
    });
    await kernel.runAsync();
    expect(process.value).toBe(5400);
  });

  test("takes its turn among generators by the order in which all were put on the clock", async () => {
    const kernel = new Kernel();
    const seen: string[] = [];
    kernel.spawn(async (self) => {
      await self.sleep(1);
      seen.push("async");
    });
    kernel.spawn(function* () {
      yield sleep(1);
      seen.push("generator");
    });
    await kernel.runAsync();
    expect(seen).toEqual(["async", "generator"]);
  });

  test("holds the time while it awaits a promise", async () => {
    const kernel = new Kernel();
    const seen: [string, number][] = [];
    kernel.spawn(async (self) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      seen.push(["awaited", kernel.now]);
      await self.sleep(1);
      seen.push(["slept", kernel.now]);
    });
    kernel.after(0.5, () => seen.push(["other", kernel.now]));
    await kernel.runAsync();
    expect(seen).toEqual([
      ["awaited", 0],
      ["other", 0.5e6],
      ["slept", 1e6],
    ]);
  });

  test("rejects with what its promise was rejected with", async () => {
    const kernel = new Kernel();
    kernel.spawn(async () => {
      await Promise.reject(new Error("no connection"));
    });
    await expect(kernel.runAsync()).rejects.toThrow("no connection");
  });

  test("cannot be run synchronously, and the error says what to do", () => {
    const kernel = new Kernel();
    kernel.spawn(async (self) => {
      await self.sleep(1);
    });
    expect(() => kernel.run()).toThrow(OutstandingPromiseError);
  });

  test("is told where it awaits a sleep that only a generator may yield", async () => {
    const kernel = new Kernel();
    kernel.spawn(async () => {
      await sleep(1);
    });
    await expect(kernel.runAsync()).rejects.toThrow("await the sleep() of the process or context instead");
  });
});

describe("a generator that yields a promise", () => {
  test("is given what it resolves to, without any virtual time", async () => {
    const kernel = new Kernel();
    const process = kernel.spawn(function* () {
      yield sleep(1);
      const value: unknown = yield Promise.resolve("answer");
      return [value, kernel.now];
    });
    await kernel.runAsync();
    expect(process.value).toEqual(["answer", 1e6]);
  });

  test("may catch what it is rejected with", async () => {
    const kernel = new Kernel();
    const process = kernel.spawn(function* () {
      try {
        yield Promise.reject(new Error("404"));
      } catch (error) {
        return (error as Error).message;
      }
      return "not reached";
    });
    await kernel.runAsync();
    expect(process.value).toBe("404");
  });
});

describe("a process that is an async generator", () => {
  test("may await and yield, sleeps as others do, and returns its result", async () => {
    const kernel = new Kernel();
    const seen: [string, number][] = [];
    const other = kernel.spawn(function* () {
      yield sleep(10);
      return "other";
    });
    const process = kernel.spawn(async function* (self) {
      await self.sleep(1);
      seen.push(["awaited", kernel.now / 1e6]);
      yield self.sleep(2);
      seen.push(["yielded", kernel.now / 1e6]);
      const value: unknown = yield other;
      return [value, await Promise.resolve(kernel.now / 1e6)];
    });
    await kernel.runAsync();
    expect(seen).toEqual([
      ["awaited", 1],
      ["yielded", 3],
    ]);
    expect(process.value).toEqual(["other", 10]);
  });

  test("gets the error where it yields what cannot be waited for", async () => {
    const kernel = new Kernel();
    const process = kernel.spawn(async function* () {
      try {
        yield 5 as never;
      } catch (error) {
        return (error as Error).message;
      }
      return "not reached";
    });
    await kernel.runAsync();
    expect(process.value).toBe("A process yielded `5` (number): expected a sleep, a promise or a process");
  });

  test("is interrupted where it sleeps, and may clean up", async () => {
    const kernel = new Kernel();
    const seen: string[] = [];
    const process: Process<void> = kernel.spawn(async function* (self) {
      try {
        yield self.sleep(100);
      } finally {
        await self.sleep(1);
        seen.push(`cleaned up at ${kernel.now / 1e6}`);
      }
    });
    kernel.after(5, () => process.interrupt(new Error("enough")));
    await expect(kernel.runAsync()).rejects.toThrow("enough");
    expect(seen).toEqual(["cleaned up at 6"]);
  });

  test.each([
    ["sleeps", (self: Process<void>) => self.sleep(1)],
    ["yields", () => Promise.resolve(undefined)],
  ])("that is interrupted while it awaits something of its own cleans up where it %s next", async (_, next) => {
    const kernel = new Kernel();
    const seen: string[] = [];
    const process: Process<void> = kernel.spawn(async function* (self) {
      try {
        await new Promise<void>((resolve) => {
          setTimeout(() => {
            process.interrupt(new Error("enough"));
            resolve();
          });
        });
        seen.push("went on");
        yield next(self);
        seen.push("not reached");
      } finally {
        seen.push("cleaned up");
      }
    });
    await expect(kernel.runAsync()).rejects.toThrow("enough");
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual(["went on", "cleaned up"]);
    expect(kernel.now).toBe(0);
  });

  test("runs within a generator by settle()", async () => {
    const kernel = new Kernel();
    const process = kernel.spawn(function* (self) {
      return yield* settle(
        (async function* () {
          yield self.sleep(2);
          await self.sleep(1);
          return kernel.now / 1e6;
        })(),
      );
    });
    await kernel.runAsync();
    expect(process.value).toBe(3);
  });
});

describe("an async function that a generator waits for", () => {
  test("sleeps in virtual time: time passes though its promise is outstanding", async () => {
    const kernel = new Kernel();
    const process = kernel.spawn(function* (self) {
      const answer: unknown = yield (async () => {
        await self.sleep(60);
        return "answer";
      })();
      return [answer, kernel.now / 1e6];
    });
    await kernel.runAsync();
    expect(process.value).toEqual(["answer", 60]);
  });
});

test("a process that sleeps twice at once is told so", async () => {
  const kernel = new Kernel();
  kernel.spawn((self) => Promise.all([self.sleep(1), self.sleep(2)]));
  await expect(kernel.runAsync()).rejects.toThrow("A process sleeps twice at once: expected one sleep at a time");
});
