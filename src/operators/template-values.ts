/**
 * Values in templates: how they are printed, as Python does it, and how they come and go between Jinja and this library.
 * @module
 */
import { Environment, type RuntimeValue } from "@huggingface/jinja";
import { pythonFloat, pythonRepr } from "../python/index.ts";

/** Entries of an object that stand for what Python would ask of it: how it is printed, what adding to it makes. */
export const STR = "__str__";
export const ADD = "__add__";
export const SUB = "__sub__";
export const TYPE = "__class__";
/** The value of a member of an enumeration of texts; `STR` is how it is printed. */
export const MEMBER = "__value__";

/** The printed forms of members of enumerations, by the texts that they are. */
const MEMBERS = new WeakMap<RuntimeValue, string>();

/** A member of an enumeration of texts, as templates are given it: a text, which Python prints by its name. */
export function enumMember(className: string, name: string, value: string): Record<string, unknown> {
  return { [TYPE]: className, [STR]: `${className}.${name}`, [MEMBER]: value, name, value };
}

/** A member of an enumeration as the text that it is; any other value as it is. */
export function asText(value: RuntimeValue): RuntimeValue {
  const text = entryOf(value, MEMBER);
  if (text === undefined) return value;
  const member = toRuntimeValue(text.value);
  MEMBERS.set(member, String(entryOf(value, STR)?.value));
  if ("builtins" in member && member.builtins instanceof Map)
    for (const key of ["name", "value"]) member.builtins.set(key, entryOf(value, key));
  return member;
}

/** A member of an enumeration as `str()` gives it, and those in a list; any other value as it is. */
export function withoutMembers(value: RuntimeValue): RuntimeValue {
  if (value.type === "ArrayValue" || value.type === "TupleValue") {
    const items = value.value as readonly RuntimeValue[];
    return items.some((item) => MEMBERS.has(item))
      ? toRuntimeValue(items.map((item) => plain(withoutMembers(item))))
      : value;
  }
  const name = MEMBERS.get(value);
  return name === undefined ? value : toRuntimeValue(name);
}

/** `str(value)`. */
export function printed(value: RuntimeValue): string {
  return value.type === "StringValue" ? (MEMBERS.get(value) ?? (value.value as string)) : repr(value);
}

function repr(given: RuntimeValue): string {
  const { type, value } = given;
  switch (type) {
    case "StringValue": {
      const name = MEMBERS.get(given);
      return name === undefined ? pythonRepr(value) : `<${name}: ${pythonRepr(value)}>`;
    }
    case "FloatValue":
      return pythonFloat(value as number);
    case "ArrayValue":
      return `[${(value as RuntimeValue[]).map(repr).join(", ")}]`;
    case "TupleValue":
      return `(${(value as RuntimeValue[]).map(repr).join(", ")}${(value as RuntimeValue[]).length === 1 ? "," : ""})`;
    case "ObjectValue": {
      const entries = value as Map<string, RuntimeValue>;
      const own = entries.get(STR);
      if (own !== undefined) return String(own.value);
      return `{${[...entries].map(([key, item]) => `${pythonRepr(key)}: ${repr(item)}`).join(", ")}}`;
    }
    case "FunctionValue":
      return "<bound method>";
    default:
      return pythonRepr(value);
  }
}

/** An entry of an object. */
export function entryOf({ type, value }: RuntimeValue, key: string): RuntimeValue | undefined {
  return type === "ObjectValue" ? (value as Map<string, RuntimeValue>).get(key) : undefined;
}

/** Returns Python's name of an object's type, for errors. */
export function typeName(value: RuntimeValue): string {
  switch (value.type) {
    case "ObjectValue":
      return String(entryOf(value, TYPE)?.value ?? "dict");
    case "ArrayValue":
      return "list";
    case "StringValue":
      return "str";
    case "NullValue":
      return "None";
    default:
      return value.type.replace("Value", "").toLowerCase();
  }
}

/** Converts values: the library exports no other way, and an environment is dear to make. */
const CONVERTER = new Environment();

/** A value as the library has it. */
export function toRuntimeValue(value: unknown): RuntimeValue {
  const converted = CONVERTER.set("value", value);
  CONVERTER.variables.delete("value");
  return converted;
}

/** An object whose entries are made when they are asked for: most templates ask for one of twenty. */
export function lazyObject(entries: Readonly<Record<string, () => unknown>>): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [key, get] of Object.entries(entries)) Object.defineProperty(object, key, { get, enumerable: true });
  return object;
}

/** The call of a function of the context: positional arguments, and keyword arguments by name. */
export interface TemplateCall {
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** Makes a function that templates can call. The library hands keyword arguments over as a trailing Map of its own values. */
export function templateFunction(call: (given: TemplateCall) => unknown): (...args: unknown[]) => unknown {
  return (...args) => {
    const last = args.at(-1);
    const hasKwargs = last instanceof Map;
    const kwargs = hasKwargs ? Object.fromEntries([...last].map(([key, value]) => [String(key), plain(value)])) : {};
    return call({ args: (hasKwargs ? args.slice(0, -1) : args).map(plain), kwargs });
  };
}

/** A value of the library as JavaScript's. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]));
  const isRuntimeValue = typeof value === "object" && value !== null && "type" in value && "value" in value;
  return isRuntimeValue ? plain(value.value) : value;
}
