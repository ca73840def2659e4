import { blocking, Kernel, settle, sleep } from "airlapse/kernel";
import { expect, test } from "vitest";

function* inner(times: number[], kernel: Kernel) {
  yield sleep(2);
  times.push(kernel.now / 1e6);
  const answer = yield* settle(Promise.resolve("answer"));
  yield sleep(3);
  return answer;
}

test("steps that block take their time, are told what they waited for, and return", async () => {
  const kernel = new Kernel();
  const times: number[] = [];
  let result: unknown;
  kernel.spawn(function* () {
    result = yield* blocking(inner(times, kernel));
    times.push(kernel.now / 1e6);
  });
  await kernel.runAsync();
  expect([times, result]).toEqual([[2, 5], "answer"]);
});

test("an error reaches steps that block, and may be caught there", async () => {
  const kernel = new Kernel();
  const caught: unknown[] = [];
  kernel.spawn(function* () {
    yield* blocking(
      (function* () {
        try {
          yield* settle(Promise.reject(new Error("denied")));
        } catch (error) {
          caught.push(error);
        }
        yield sleep(1);
      })(),
    );
    caught.push(kernel.now / 1e6);
  });
  await kernel.runAsync();
  expect(caught).toEqual([new Error("denied"), 1]);
});

test("steps that block clean up where they are closed", () => {
  const said: string[] = [];
  const steps = blocking(
    (function* () {
      try {
        yield sleep(1);
      } finally {
        said.push("cleaned up");
      }
    })(),
  );
  expect(steps.next().value).toMatchObject({ micros: 1_000_000, blocks: true });
  steps.return(undefined as never);
  expect(said).toEqual(["cleaned up"]);
});
