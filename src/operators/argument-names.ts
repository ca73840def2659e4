/**
 * The arguments that a class of operators takes. Airflow refuses others too: "Invalid arguments were passed".
 * @module
 */
import { AirflowException } from "../definition/index.ts";
import { misspeltKeys, type Problem, unknownKeys } from "../options/index.ts";
import { pythonRepr } from "../python/index.ts";
import type { Rules } from "../rules/index.ts";

/** Lists the names of all arguments that a class takes: its own, and those of the classes that it derives from. */
export function argumentNamesOf(operatorClass: object): readonly string[] {
  const names: string[] = [];
  for (let one = operatorClass; one !== null; one = Object.getPrototypeOf(one) as object)
    if (hasOwnNames(one)) names.push(...one.argumentNames);
  return names;
}

function hasOwnNames(operatorClass: object): operatorClass is { readonly argumentNames: readonly string[] } {
  return Object.hasOwn(operatorClass, "argumentNames");
}

/** Refuses the arguments that a class does not take; of a class that lists none of its own, those that look misspelt. */
export function unknownArguments(operatorClass: object, given: object | undefined): Problem[] {
  const names = argumentNamesOf(operatorClass);
  if (hasOwnNames(operatorClass)) return unknownKeys("", given, names);
  return misspeltKeys("", given, names).map(({ path, message }) => ({
    path,
    message: `${message}; a class that takes it lists it: \`static argumentNames = [${JSON.stringify(path)}]\``,
  }));
}

/** Airflow's name of an argument. */
function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The arguments of one map index, those that all have, and the names of BaseOperator's. */
interface OwnArguments {
  readonly own: object;
  readonly given: object;
  readonly base: readonly string[];
}

/**
 * Throws where arguments that only one map index has were given to all of them already, or are BaseOperator's own, which
 * `partial` always gives (`prevent_duplicates`); or where the class does not take them.
 */
export function checkOwnArguments(
  operatorClass: object,
  { base, given, own }: OwnArguments,
  rules: Pick<Rules, "invalidArgumentsAre">,
): void {
  const all = new Set([...base, ...namesGiven(given)]);
  const twice = Object.keys(own).filter((name) => all.has(name) && name !== "params");
  if (twice.length > 0)
    throw new TypeError(
      `unmappable or already specified argument${twice.length > 1 ? "s" : ""}: ${twice.map(snake).sort().join(", ")}`,
    );
  const unknown = unknownArguments(operatorClass, own);
  if (unknown.length === 0) return;
  const { taskId } = given as { readonly taskId?: unknown };
  const kwargs = Object.fromEntries(
    Object.entries(own).flatMap(([name, value]) =>
      unknown.some(({ path }) => path === name) ? [[snake(name), value]] : [],
    ),
  );
  const message = `Invalid arguments were passed to ${(operatorClass as { readonly name: string }).name} (task_id: ${String(taskId)}). Invalid arguments were:\n**kwargs: ${pythonRepr(kwargs)}`;
  throw rules.invalidArgumentsAre === "a TypeError" ? new TypeError(message) : new AirflowException(message);
}

function namesGiven(given: object): string[] {
  return Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}
