import { pythonRepr } from "../python/index.ts";

/** The parameters of the calls of Airflow's hooks that are texts. */
const TEXTS: ReadonlySet<string> = new Set(
  "Bucket Key Prefix Delimiter Name Role DatabaseName JobName RunId RoleName ResourceArn logGroupName".split(" "),
);

const LISTS_OF_TEXTS: ReadonlySet<string> = new Set(["JobRunIds", "CrawlerNameList"]);

/** What botocore says of parameters before it asks anybody (botocore/validate.py). */
export class ParamValidationError extends Error {
  override readonly name = "ParamValidationError";
}

/** Texts are texts, also where they come from a mapped argument or a configuration that nobody has looked into. */
export function validateParams(params: Readonly<Record<string, unknown>>): void {
  const problems: string[] = [];
  const mustBeText = (path: string, value: unknown) => {
    if (value !== undefined && typeof value !== "string")
      problems.push(
        `Invalid type for parameter ${path}, value: ${pythonRepr(value)}, type: <class '${pythonType(value)}'>, valid types: <class 'str'>`,
      );
  };
  for (const [name, value] of Object.entries(params)) {
    if (TEXTS.has(name)) mustBeText(name, value);
    else if (LISTS_OF_TEXTS.has(name) && Array.isArray(value))
      for (const [index, item] of value.entries()) mustBeText(`${name}[${index}]`, item);
  }
  if (problems.length > 0) throw new ParamValidationError(`Parameter validation failed:\n${problems.join("\n")}`);
}

function pythonType(value: unknown): string {
  if (value === null) return "NoneType";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  return Array.isArray(value) ? "list" : "dict";
}
