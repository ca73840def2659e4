import type { Seconds } from "../kernel/index.ts";

/**
 * For mocked clients whose answers depend on the time in the simulation:
 * `s3.on(HeadObjectCommand).callsFake(atTime(simulation, (now, input) => ...))`. The simulation may be made later, where a
 * function gives it.
 */
export function atTime<Input, Output>(
  simulation: { readonly now: Seconds } | (() => { readonly now: Seconds }),
  answer: (now: Seconds, input: Input) => Output,
): (input: Input) => Output {
  return (input) => answer((typeof simulation === "function" ? simulation() : simulation).now, input);
}
