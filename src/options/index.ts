/**
 * Options as users give them: defaults that are filled in, keys that nobody knows, problems with a path, and names made safe to write.
 * @module
 */
export { csvCell } from "./csv-cell.ts";
export { safeFileName } from "./file-names.ts";
export { type Given, isObject, withDefaults } from "./given-options.ts";
export { type KnownKeys, misspeltKeys, namesOf, suggestion, unknownKeys, unknownKeysText } from "./known-keys.ts";
export { printable, printableName } from "./printable.ts";
export { expected, type Problem, shown } from "./problem.ts";
