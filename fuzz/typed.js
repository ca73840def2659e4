/**
 * Which errors a person may meet: those that are meant, by name. Anything else is a mistake of ours.
 * @module
 */
import * as airlapse from "airlapse";
import { ScenarioError } from "airlapse/scenario";

const { AirflowException, FaultError, SimulationError, NoProgressError, LimitError, OutstandingPromiseError } =
  airlapse;
const TYPED = [
  FaultError,
  ScenarioError,
  SimulationError,
  NoProgressError,
  LimitError,
  OutstandingPromiseError,
  AirflowException,
];

/** @param {unknown} error */
export function isTyped(error) {
  return TYPED.some((type) => error instanceof type);
}

/** What JavaScript itself says where code has taken a value for what it is not. */
const OURS =
  /is not a function|is not iterable|[Cc]annot read propert|of undefined|Maximum call stack|Invalid (?:array|string) length|BigInt|\[object Object\]|is not a constructor|before initialization/;

/** Whether a task failed by a mistake of ours, not of the scenario's. @param {{ type: string, message: string }} error */
export function isOurs({ type, message }) {
  return (type === "TypeError" || type === "RangeError" || type === "Error") && OURS.test(message);
}
