/**
 * Checks what a program says of a service of AWS, by the declaration of its fields.
 * @module
 */
import { isSeconds, MOST_SECONDS } from "../kernel/index.ts";
import { expected, type Given, isObject, type Problem, unknownKeys } from "../options/index.ts";
import { distributionProblems } from "../random/index.ts";
import type { EntryLists, Field, Fields } from "./entry-fields.ts";

/** The problems of a service's description: everything, under its path in the cloud. */
export function serviceProblems(key: string, lists: EntryLists, spec: unknown): Problem[] {
  if (spec === undefined) return [];
  if (!isObject(spec)) return [expected(key, "an object", spec)];
  return [
    ...unknownKeys(key, spec, Object.keys(lists)),
    ...Object.entries(lists).flatMap(([list, fields]) => listProblems(`${key}.${list}`, fields, spec[list])),
  ];
}

function listProblems(path: string, fields: Fields, given: unknown): Problem[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) return [expected(path, "a list", given)];
  return given.flatMap((entry, index) => {
    const at = `${path}[${index}]`;
    if (!isObject(entry)) return [expected(at, "an object", entry)];
    const { name } = entry;
    const named =
      typeof name === "string" && name !== "" ? [] : [expected(`${at}.name`, "a text that is not empty", name)];
    return [...named, ...recordProblems(at, fields, entry, ["name"])];
  });
}

function recordProblems(path: string, fields: Fields, given: Given, others: readonly string[] = []): Problem[] {
  return [
    ...unknownKeys(path, given, [...others, ...Object.keys(fields)]),
    ...Object.entries(fields).flatMap(([name, field]) => fieldProblems(`${path}.${name}`, field, given[name])),
  ];
}

function fieldProblems(path: string, field: Field, value: unknown): Problem[] {
  if (value === undefined) return [];
  switch (field.kind) {
    case "json":
      return [];
    case "text":
      return typeof value === "string" ? [] : [expected(path, "a text", value)];
    case "instant":
      return isSeconds(value) ? [] : [expected(path, `a number of seconds from 0 to ${MOST_SECONDS}`, value)];
    case "seconds":
      return secondsProblems(path, value);
    case "one of":
      return isOneOf(field.values, value) ? [] : [expected(path, `one of ${field.values.join(", ")}`, value)];
    case "outcomes": {
      const isRight = Array.isArray(value) && value.length > 0 && value.every((one) => isOneOf(field.values, one));
      return isRight ? [] : [expected(path, `a list of outcomes out of ${field.values.join(", ")}`, value)];
    }
    case "rows":
      return rowProblems(path, field.columns, value);
    case "records":
      if (!Array.isArray(value)) return [expected(path, "a list", value)];
      return value.flatMap((item, index) => {
        const at = `${path}[${index}]`;
        return isObject(item) ? recordProblems(at, field.fields, item) : [expected(at, "an object", item)];
      });
  }
}

function secondsProblems(path: string, value: unknown): Problem[] {
  if (isSeconds(value)) return [];
  if (!isObject(value)) return [expected(path, `a number of seconds from 0 to ${MOST_SECONDS}`, value)];
  return distributionProblems(value).map((problem) => ({
    path: problem.path === "" ? path : `${path}.${problem.path}`,
    message: problem.message,
  }));
}

function rowProblems(path: string, columns: Fields, value: unknown): Problem[] {
  const names = Object.keys(columns);
  const isRow = (row: unknown): row is unknown[] => Array.isArray(row) && row.length === names.length;
  if (!Array.isArray(value) || !value.every(isRow)) return [expected(path, `a list of [${names.join(", ")}]`, value)];
  return value.flatMap((row, index) =>
    Object.values(columns).flatMap((column, at) => fieldProblems(`${path}[${index}][${at}]`, column, row[at])),
  );
}

function isOneOf(values: readonly string[], value: unknown): boolean {
  return typeof value === "string" && values.includes(value);
}
