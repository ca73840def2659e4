import { argumentsAt, MappedArgument, type TaskContext, type XComArg } from "../definition/index.ts";

/** Returns the results of tasks, to take values from for one map index. */
export function resultOf({ ti }: TaskContext): (arg: XComArg) => unknown {
  return ({ taskId, key }) => ti.xcomPull({ taskIds: taskId, key });
}

/** Arguments with the values of this map index in place of what stands for them (`MappedArgument.resolve`). */
export function withMappedArguments<Arguments extends object>(args: Arguments, context: TaskContext): Arguments {
  const resolve = (value: unknown): unknown => {
    if (value instanceof MappedArgument)
      return argumentsAt(value.input, context.ti.mapIndex, resultOf(context))[value.key];
    if (Array.isArray(value)) return value.map(resolve);
    if (!isPlain(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  };
  return resolve(args) as Arguments;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
