/**
 * The arguments that a class of operators takes. Airflow refuses others too: "Invalid arguments were passed".
 * @module
 */
import { misspeltKeys, type Problem, unknownKeys } from "../options/index.ts";

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
