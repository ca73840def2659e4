import { pythonRepr } from "../python/index.ts";
import { type Shape, type Structure, shapeOf } from "./parameter-shapes.ts";

/** The parameters of the calls of S3's and Glue's hooks that are texts. */
const TEXTS: ReadonlySet<string> = new Set(
  "Bucket Key Prefix Delimiter Name Role DatabaseName JobName RunId RoleName ResourceArn logGroupName".split(" "),
);

const LISTS_OF_TEXTS: ReadonlySet<string> = new Set(["JobRunIds", "CrawlerNameList"]);

/** An error of parameters that botocore makes before it asks anybody (botocore/validate.py). */
export class ParamValidationError extends Error {
  override readonly name = "ParamValidationError";
}

type Params = Readonly<Record<string, unknown>>;

/** Texts are texts, also where they come from a mapped argument or a configuration that nobody has looked into. */
export function validateTexts(params: Params): void {
  const problems: string[] = [];
  const mustBeText = (path: string, value: unknown) => {
    if (value !== undefined && typeof value !== "string") problems.push(invalidType(path, value, "text"));
  };
  for (const name of Object.keys(params)) {
    const value = params[name];
    if (TEXTS.has(name)) mustBeText(name, value);
    else if (LISTS_OF_TEXTS.has(name) && Array.isArray(value))
      for (const [index, item] of value.entries()) mustBeText(`${name}[${index}]`, item);
  }
  refuse(problems);
}

const SHAPES = new Map<string, Shape>();

/** Refuses parameters that do not have the shape, in botocore's words. */
export function validateParams(params: Params, shapeText: string): void {
  let shape = SHAPES.get(shapeText);
  if (shape === undefined) {
    shape = shapeOf(shapeText);
    SHAPES.set(shapeText, shape);
  }
  const problems: string[] = [];
  validate(params, shape, "", problems);
  refuse(problems);
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new ParamValidationError(`Parameter validation failed:\n${problems.join("\n")}`);
}

function validate(value: unknown, shape: Shape, path: string, problems: string[]): void {
  switch (shape.kind) {
    case "any":
      return;
    case "reference":
      validate(value, shape.to(), path, problems);
      return;
    case "text":
      if (typeof value !== "string") problems.push(invalidType(path, value, "text"));
      else checkLength(value.length, shape.least, path, problems);
      return;
    case "boolean":
      if (typeof value !== "boolean") problems.push(invalidType(path, value, "boolean"));
      return;
    case "integer":
    case "float":
      if (!isNumber(value, shape.kind)) problems.push(invalidType(path, value, shape.kind));
      else if (shape.least !== undefined && Number(value) < shape.least)
        problems.push(
          `Invalid range for parameter ${nameOf(path)}, value: ${pythonRepr(value)}, valid min value: ${shape.least}`,
        );
      return;
    case "list":
      if (!Array.isArray(value)) {
        problems.push(invalidType(path, value, "list"));
        return;
      }
      checkLength(value.length, shape.least, path, problems);
      for (const [index, item] of value.entries()) validate(item, shape.item, `${path}[${index}]`, problems);
      return;
    default:
      if (!isDictionary(value)) problems.push(invalidType(path, value, "dict"));
      else if (shape.kind === "structure") validateStructure(value, shape, path, problems);
      else for (const [key, item] of Object.entries(value)) validate(item, shape.value, `${path}.${key}`, problems);
  }
}

function validateStructure(value: Params, shape: Structure, path: string, problems: string[]): void {
  const given = Object.entries(value).filter(([, item]) => item !== undefined);
  const names = [...shape.members.keys()].join(", ");
  if (shape.isUnion && given.length !== 1)
    problems.push(
      `Invalid number of parameters set for tagged union structure ${nameOf(path)}. Can only set one of the following keys: ${names}.`,
    );
  for (const name of shape.required)
    if (value[name] === undefined) problems.push(`Missing required parameter in ${nameOf(path)}: "${name}"`);
  for (const [name] of given)
    if (!shape.members.has(name))
      problems.push(`Unknown parameter in ${nameOf(path)}: "${name}", must be one of: ${names}`);
  for (const [name, item] of given) {
    const member = shape.members.get(name);
    if (member !== undefined) validate(item, member, `${path}.${name}`, problems);
  }
}

function checkLength(length: number, least: number | undefined, path: string, problems: string[]): void {
  if (least !== undefined && length < least)
    problems.push(`Invalid length for parameter ${nameOf(path)}, value: ${length}, valid min length: ${least}`);
}

const VALID_TYPES = {
  text: "<class 'str'>",
  boolean: "<class 'bool'>",
  integer: "<class 'int'>",
  float: "<class 'float'>, <class 'decimal.Decimal'>, <class 'int'>",
  list: "<class 'list'>, <class 'tuple'>",
  dict: "<class 'dict'>",
} as const;

function invalidType(path: string, value: unknown, expected: keyof typeof VALID_TYPES): string {
  return `Invalid type for parameter ${nameOf(path)}, value: ${pythonRepr(value)}, type: <class '${pythonType(value)}'>, valid types: ${VALID_TYPES[expected]}`;
}

function nameOf(path: string): string {
  if (path === "") return "input";
  return path.startsWith(".") ? path.slice(1) : path;
}

/** Truth values are whole numbers in Python. */
function isNumber(value: unknown, kind: "integer" | "float"): boolean {
  if (typeof value === "boolean") return true;
  return typeof value === "number" && (kind === "float" || Number.isInteger(value));
}

function isDictionary(value: unknown): value is Params {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function pythonType(value: unknown): string {
  if (value === null) return "NoneType";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  if (typeof value === "string") return "str";
  return Array.isArray(value) ? "list" : "dict";
}
