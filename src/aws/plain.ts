/**
 * An answer of the SDK as Airflow's hooks expect it: no metadata of the call, nothing undefined, and dates as Python writes
 * them.
 */
export function plain(answer: unknown): unknown {
  if (answer instanceof Date) return answer.toISOString().replace(/(?:\.000)?Z$/, "+00:00");
  if (Array.isArray(answer)) return answer.map(plain);
  if (typeof answer !== "object" || answer === null) return answer;
  if (Object.getPrototypeOf(answer) !== Object.prototype) return answer; // a stream
  const entries = Object.entries(answer).filter(([key, value]) => key !== "$metadata" && value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, plain(value)]));
}
