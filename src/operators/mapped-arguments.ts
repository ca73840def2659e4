import { argumentsAt, MappedArgument, type ResultsRead, type TaskContext } from "../definition/index.ts";

/** Reads what tasks returned, to take values from for one map index. */
export function resultsRead({ ti, rules }: TaskContext): ResultsRead {
  return {
    resultOf: ({ taskId, key }) => ti.xcomPull({ taskIds: taskId, key }),
    workersReckonMapLengths: rules.workersReckonMapLengths,
  };
}

/**
 * Arguments with the values of this map index in place of what stands for them (`MappedArgument.resolve`). Those values are
 * added to `resolved`.
 */
export function withMappedArguments<Arguments extends object>(
  args: Arguments,
  context: TaskContext,
  resolved: unknown[],
): Arguments {
  const resolve = (value: unknown): unknown => {
    if (value instanceof MappedArgument) {
      const own = argumentsAt(value.input, context.ti.mapIndex, resultsRead(context))[value.key];
      resolved.push(own);
      return own;
    }
    if (Array.isArray(value)) return value.map(resolve);
    if (!isPlain(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  };
  return resolve(args) as Arguments;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
