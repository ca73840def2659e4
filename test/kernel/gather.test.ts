import { describe, expect, test } from "vitest";
import { gather, Kernel, type Steps, sleep } from "../../src/kernel/index.ts";

describe("gather", () => {
  /** Sleeps so often and so long, and notes each step. */
  function* naps(kernel: Kernel, log: string[], name: string, seconds: readonly number[]): Steps<string> {
    log.push(`${name} begins`);
    for (const each of seconds) {
      yield sleep(each);
      log.push(`${name} at ${kernel.now / 1e6}`);
    }
    return name;
  }

  test("lets each sleep for itself, and returns when the last has ended", () => {
    const kernel = new Kernel();
    const log: string[] = [];
    const process = kernel.spawn(() =>
      gather([naps(kernel, log, "a", [2, 2]), naps(kernel, log, "b", [1, 1, 3]), naps(kernel, log, "c", [])]),
    );
    kernel.run();
    expect(process.value).toEqual(["a", "b", "c"]);
    expect(kernel.now).toBe(5e6);
    // at 2 s the one goes on first that has slept for longer
    expect(log).toEqual(["a begins", "b begins", "c begins", "b at 1", "a at 2", "b at 2", "a at 4", "b at 5"]);
  });

  test("ends with the first error, after all that is due at that instant, and closes the others", () => {
    const kernel = new Kernel();
    const log: string[] = [];
    function* failing(): Steps<string> {
      yield sleep(2);
      throw new Error("no such bucket");
    }
    function* closing(): Steps<string> {
      try {
        yield sleep(10);
      } finally {
        log.push("closed");
      }
      return "never";
    }
    kernel.spawn(function* () {
      try {
        yield* gather([naps(kernel, log, "a", [1, 5]), failing(), naps(kernel, log, "b", [2, 1]), closing()]);
      } catch (error) {
        log.push(`${(error as Error).message} at ${kernel.now / 1e6}`);
      }
    });
    kernel.run();
    expect(log).toEqual(["a begins", "b begins", "a at 1", "b at 2", "closed", "no such bucket at 2"]);
  });

  test("begins all before it waits for the promise of any", async () => {
    const kernel = new Kernel();
    const log: string[] = [];
    function* asks(name: string, fails: boolean): Steps<string> {
      log.push(`${name} asks`);
      try {
        return (yield fails ? Promise.reject(new Error(name)) : Promise.resolve(`${name} is there`)) as string;
      } catch (error) {
        return `${(error as Error).message} is not there`;
      }
    }
    const process = kernel.spawn(() => gather([asks("a", false), asks("b", true), naps(kernel, log, "c", [1])]));
    await kernel.runAsync();
    expect(process.value).toEqual(["a is there", "b is not there", "c"]);
    expect(log).toEqual(["a asks", "b asks", "c begins", "c at 1"]);
  });
});
