import { Kernel, OutstandingPromiseError, sleep } from "airlapse/kernel";
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
