/**
 * A dormant loop has to come exactly when the loop would have come that runs every round, also at instants that it shares
 * with others. So the same random program is run with both, and has to give the same order.
 * @module
 */
import { DormantLoop, Grid, Kernel, NEVER, sleep } from "airlapse/kernel";
import { describe, expect, test } from "vitest";
import { randomNumbers } from "../random-numbers.ts";

type Seen = [number, string][];

/** Works through what was put into it, at its rounds only. */
class Worker extends DormantLoop {
  readonly inbox: string[] = [];
  readonly seen: Seen;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel, seen: Seen = [], seconds = 1) {
    super(new Grid(0, seconds * 1e6));
    this.#kernel = kernel;
    this.seen = seen;
  }

  override fire(): void {
    for (const item of this.inbox.splice(0)) this.seen.push([this.#kernel.now / 1e6, item]);
    this.#kernel.rest(this, NEVER);
  }
}

/** The same, as a process that looks at every round. */
function restless(kernel: Kernel, inbox: string[], seen: Seen, until: number, seconds = 1) {
  kernel.spawn(function* () {
    while (kernel.now / 1e6 <= until) {
      for (const item of inbox.splice(0)) seen.push([kernel.now / 1e6, item]);
      yield sleep(seconds);
    }
  });
}

/** Producers that sleep for whole and half seconds, so that they often meet the loop's rounds. */
function produce(kernel: Kernel, seed: number, put: (item: string) => void) {
  const random = randomNumbers(seed);
  for (let producer = 0; producer < 4; producer += 1) {
    kernel.spawn(function* () {
      for (let i = 0; i < 30; i += 1) {
        yield sleep((1 + random(8)) / 2);
        put(`${producer}.${i}`);
      }
    });
  }
}

describe("a dormant loop", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("comes when one that never rests would come (seed %i)", (seed) => {
    const one = new Kernel();
    const worker = new Worker(one);
    one.addLoop(worker, 0);
    produce(one, seed, (item) => {
      worker.inbox.push(item);
      worker.wake();
    });
    one.run(200e6);

    const other = new Kernel();
    const inbox: string[] = [];
    const seen: [number, string][] = [];
    restless(other, inbox, seen, 200);
    produce(other, seed, (item) => inbox.push(item));
    other.run(200e6);

    expect(worker.seen).toEqual(seen);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "comes in its turn among others that rest, however far apart their rounds (seed %i)",
    (seed) => {
      const apart = [1, 0.75, 2.5, 1, 1.5];
      const one = new Kernel();
      const dormant: Seen = [];
      const workers = apart.map((seconds) => new Worker(one, dormant, seconds));
      for (const worker of workers) one.addLoop(worker, 0);
      const random = randomNumbers(seed);
      produce(one, seed, (item) => {
        const worker = workers[random(workers.length)] as Worker;
        worker.inbox.push(item);
        worker.wake();
      });
      one.run(200e6);

      const other = new Kernel();
      const seen: Seen = [];
      const inboxes = apart.map(() => [] as string[]);
      for (const [i, seconds] of apart.entries()) restless(other, inboxes[i] as string[], seen, 200, seconds);
      const again = randomNumbers(seed);
      produce(other, seed, (item) => inboxes[again(inboxes.length)]?.push(item));
      other.run(200e6);

      expect(dormant.length).toBeGreaterThan(100);
      expect(dormant).toEqual(seen);
    },
  );

  test("costs nothing while it rests: a year passes in one event", () => {
    const kernel = new Kernel();
    const worker = new Worker(kernel);
    kernel.addLoop(worker, 0);
    kernel.after(365 * 86_400 + 0.25, () => {
      worker.inbox.push("late");
      worker.wake();
    });
    kernel.run();
    expect(kernel.events).toBe(3); // the first round, the event, and the round after it
    expect(worker.seen).toEqual([[365 * 86_400 + 1, "late"]]);
  });

  test("wakes itself at the first round from an instant on", () => {
    const kernel = new Kernel();
    const worker = new Worker(kernel);
    kernel.addLoop(worker, 0);
    kernel.after(0.5, () => {
      worker.inbox.push("due at 7.3");
      worker.wakeAt(7.3e6);
    });
    kernel.run();
    expect(worker.seen).toEqual([[8, "due at 7.3"]]);
  });
});
