/**
 * A trial of a fixed amount of work, about 20 ms of CPU, for the bench of machines.
 * @module
 */

/** @param {{ seed: number }} trial */
export function measure({ seed }) {
  let state = seed | 0; // with % V8 gives the loop up after some 800 trials, and each takes four times as long
  for (let i = 0; i < 20_000_000; i += 1) state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
  return { state };
}
