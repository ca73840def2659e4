/**
 * The text of a scenario file as a value: JSON, JSON with comments, or YAML. An error names its line and column.
 * @module
 */
import { createRequire } from "node:module";
import { readJson, ScenarioError } from "../scenario/index.ts";

// loaded where a file needs them: plain JSON, which most files are, does not
const load = createRequire(import.meta.url);

/** Reads a scenario file by the ending of its name, and standard input by its first character. Throws a ScenarioError that names what the text should have been. */
export function scenarioValue(text: string, file: string): unknown {
  const isYaml = file === "-" ? !/^\s*(?:[[{]|\/[/*])/.test(text) : /\.ya?ml$/i.test(file);
  if (isYaml) return yamlValue(text, file);
  const read = readJson(text);
  if ("value" in read) return read.value;
  const [problem] = read.problems;
  if (problem?.path !== "" || !problem.message.startsWith("expected JSON:"))
    throw new ScenarioError(file, read.problems);
  return commentedJson(text, file);
}

function commentedJson(text: string, file: string): unknown {
  const { parse, printParseErrorCode } = load("jsonc-parser") as typeof import("jsonc-parser");
  const errors: import("jsonc-parser").ParseError[] = [];
  const value: unknown = parse(text.replace(/^\uFEFF/, ""), errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error === undefined) return readAgain(value, file);
  const before = text.slice(0, error.offset).split("\n");
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  const words = printParseErrorCode(error.error)
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toLowerCase();
  const problem = words.endsWith(" expected") ? `a ${words.slice(0, -" expected".length)} is missing` : words;
  throw new ScenarioError(file, [{ path: "", message: `expected JSON: ${problem} at ${place}` }]);
}

/** Merge keys and anchors are values like others; more than a hundred uses of one alias are refused, as a bomb. */
function yamlValue(text: string, file: string): unknown {
  const { parseDocument } = load("yaml") as typeof import("yaml");
  const document = parseDocument(text, { merge: true, uniqueKeys: true });
  const problems = document.errors.map(({ message, linePos }) => {
    const [at] = linePos ?? [];
    const place = at === undefined ? "" : ` at line ${at.line}, column ${at.col}`;
    return { path: "", message: `expected YAML: ${message.split(/ at line |\n/)[0]}${place}` };
  });
  if (problems.length > 0) throw new ScenarioError(file, problems);
  return readAgain(document.toJS({ maxAliasCount: 100 }), file);
}

/** Passes a value through the door for JSON: YAML has dates and binary data, and both may have keys that are refused. */
function readAgain(value: unknown, file: string): unknown {
  const read = readJson(JSON.stringify(value ?? null));
  if ("problems" in read) throw new ScenarioError(file, read.problems);
  return read.value;
}
