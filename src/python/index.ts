/**
 * Python as Airflow shows it: repr, `%`, fnmatch, regular expressions, equality.
 * @module
 */
export { fnmatch } from "./fnmatch.ts";
export { isEqual } from "./is-equal.ts";
export { JSONDecodeError, pythonLoads } from "./json-loads.ts";
export { formatPython } from "./python-format.ts";
export { pythonJson } from "./python-json.ts";
export { pythonLiteral } from "./python-literal.ts";
export { isTruthy, pythonFloat, pythonRepr, pythonStr } from "./python-text.ts";
export { pythonMatch } from "./regex.ts";
