import { amount, duration, figure } from "../drawing/index.ts";
import { type EnvironmentTotals, environmentInWords } from "../observe/index.ts";

/** Dollars as people read them: $1,234.50. */
export function dollars(value: number): string {
  return `${value < 0 ? "-" : ""}$${amount(Math.abs(value))}`;
}

/** An environment that was there for some seconds, and its cost, in a line. */
export function environmentLine(environment: EnvironmentTotals, seconds: number): string {
  const { workerHours, peakWorkers, killedTasks, bill } = environment;
  const killed = killedTasks === 0 ? "" : `, ${figure(killedTasks)} tasks killed with their worker`;
  const used = `${figure(workerHours)} worker hours, ${figure(peakWorkers)} at most${killed}`;
  const cost = `${dollars(bill.total)} for ${duration(seconds)}, ${dollars(bill.month)} a month like it`;
  return `${environmentInWords(environment)}: ${used}; ${cost}`;
}
