/** Draws whole numbers below a bound, the same ones for the same seed: a linear congruential generator, of which the low bits repeat. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % below;
  };
}
