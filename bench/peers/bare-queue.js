/**
 * What a priority queue alone takes for the bench's events, as the limit of what could be reached here:
 * `node bench/peers/bare-queue.js RUNS`. A binary heap of instants in a typed array: a run's arrival and the ends of its three
 * waits go in and come out, about 30 runs at a time, and nothing else happens.
 * @module
 */
import { report } from "../report.js";
import { PACE, waits } from "../workload.js";

/** Four events of each run are in the heap one after the other. */
const STAGES = 4;

/** @param {number} runs */
function hold(runs) {
  const seconds = waits(runs);
  const at = new Float64Array(4096);
  const event = new Int32Array(4096);
  let [size, arrived, done] = [0, 0, 0];
  /** @param {number} instant @param {number} what */
  const push = (instant, what) => {
    let place = size;
    size += 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const parentAt = /** @type {number} */ (at[parent]);
      if (parentAt <= instant) break;
      at[place] = parentAt;
      event[place] = /** @type {number} */ (event[parent]);
      place = parent;
    }
    at[place] = instant;
    event[place] = what;
  };
  const removeFirst = () => {
    size -= 1;
    const last = /** @type {number} */ (at[size]);
    let place = 0;
    for (let child = 1; child < size; child = 2 * place + 1) {
      const other = child + 1;
      if (other < size && /** @type {number} */ (at[other]) < /** @type {number} */ (at[child])) child = other;
      const childAt = /** @type {number} */ (at[child]);
      if (childAt >= last) break;
      at[place] = childAt;
      event[place] = /** @type {number} */ (event[child]);
      place = child;
    }
    at[place] = last;
    event[place] = /** @type {number} */ (event[size]);
  };
  push(0, 0);
  let checksum = 0;
  while (size > 0) {
    const [now, what] = [/** @type {number} */ (at[0]), /** @type {number} */ (event[0])];
    removeFirst();
    checksum += now;
    const [run, stage] = [Math.floor(what / STAGES), what % STAGES];
    if (stage === 0) {
      arrived += 1;
      if (arrived < runs) push(arrived * PACE, arrived * STAGES);
    }
    if (stage === STAGES - 1) done += 1;
    else push(now + /** @type {number} */ (seconds[3 * run + stage]), what + 1);
  }
  if (done !== runs || !(checksum > 0)) throw new Error(`Expected ${runs} runs to end, got ${done}`);
}

report(() => hold(Number(process.argv[2])));
