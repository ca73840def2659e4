import type { ApiCallEvent } from "../../observe/index.ts";

/** The value of a call's parameter; null if the call does not have it. */
export type ParameterValue = string | number | null;

/** The calls of one name: the number of calls for each value of each parameter, in the order of first use. */
interface CallsOfOneName {
  readonly count: number;
  readonly parameters: ReadonlyMap<string, ReadonlyMap<ParameterValue, number>>;
}

/** The calls of a simulation by what they are and who makes them: `glue.GetJobRun, triggerer`. */
export type Calls = ReadonlyMap<string, CallsOfOneName>;

/** Calls that are there in both versions, and have another value in a parameter. */
export interface OtherParameter {
  /** The call and who makes it. */
  readonly name: string;
  readonly parameter: string;
  readonly calls: number;
  /** The values of the first call. */
  readonly from: ParameterValue;
  readonly to: ParameterValue;
}

export function callsOf(apiCalls: readonly ApiCallEvent[]): Calls {
  const calls = new Map<string, { count: number; parameters: Map<string, Map<ParameterValue, number>> }>();
  for (const event of apiCalls) {
    const name = `${event.call}, ${event.by}`;
    const own = calls.get(name) ?? { count: 0, parameters: new Map() };
    if (own.count === 0) calls.set(name, own);
    own.count++;
    for (const parameter in event.params) {
      const value = event.params[parameter];
      const values = own.parameters.get(parameter) ?? new Map<ParameterValue, number>();
      if (values.size === 0) own.parameters.set(parameter, values);
      const shown = typeof value === "number" ? value : String(value);
      values.set(shown, (values.get(shown) ?? 0) + 1);
    }
  }
  return calls;
}

/**
 * Calls with a value that none had before, as far as as many are missing that had another one. So calls that are only more or
 * fewer, say because somebody waits for longer, are none; what is counted of them says that they are.
 */
export function otherParameters(before: Calls, after: Calls): readonly OtherParameter[] {
  return [...after].flatMap(([name, { parameters }]) => {
    const old = before.get(name)?.parameters ?? new Map<string, never>();
    return [...new Set([...old.keys(), ...parameters.keys()])].flatMap((parameter): OtherParameter[] => {
      const [was, is] = [valuesIn(before, name, parameter), valuesIn(after, name, parameter)];
      const missing = [...was].filter(([value, count]) => count > (is.get(value) ?? 0));
      const added = [...is].filter(([value]) => !was.has(value));
      const [[from] = [], [to] = []] = [missing[0], added[0]];
      if (from === undefined || to === undefined) return [];
      const fewer = missing.reduce((sum, [value, count]) => sum + count - (is.get(value) ?? 0), 0);
      const more = added.reduce((sum, [, count]) => sum + count, 0);
      return [{ name, parameter, calls: Math.min(fewer, more), from, to }];
    });
  });
}

/** All values of a parameter as one text, the same where the values are; undefined where there is no such call. */
export function valuesText(calls: Calls, name: string, parameter: string): string | undefined {
  if (!calls.has(name)) return undefined;
  const values = [...valuesIn(calls, name, parameter).keys()];
  return JSON.stringify(values.map((value) => JSON.stringify(value)).sort());
}

/** Counts the calls by value, also those without the parameter. */
function valuesIn(calls: Calls, name: string, parameter: string): ReadonlyMap<ParameterValue, number> {
  const { count = 0, parameters } = calls.get(name) ?? {};
  const values = parameters?.get(parameter) ?? new Map<ParameterValue, number>();
  const without = count - [...values.values()].reduce((sum, of) => sum + of, 0);
  return without === 0 ? values : new Map([[null, without], ...values]);
}
