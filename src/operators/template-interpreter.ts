/**
 * Evaluates templates as Airflow's Jinja does, where the library does otherwise: what is undefined is an error wherever it
 * is used (`StrictUndefined`), values are printed as Python prints them, and Airflow's own filters are there.
 * @module
 */
import { type Environment, Interpreter, type RuntimeValue, type Statement } from "@huggingface/jinja";
import { formatPython } from "../python/index.ts";
import { Budget } from "./template-budget.ts";
import { PythonTypeError, UndefinedError } from "./template-errors.ts";
import {
  ADD,
  asText,
  entryOf,
  plain,
  printed,
  SUB,
  TYPE,
  toRuntimeValue,
  typeName,
  withoutMembers,
} from "./template-values.ts";

/** A node of a parsed template, as far as it is looked into. */
export interface Node extends Statement {
  readonly [field: string]: unknown;
}

/** Filters of Airflow and Jinja that the library does not have (airflow/templates.py). */
const FILTERS: Readonly<Record<string, (operand: RuntimeValue, args: readonly unknown[]) => string>> = {
  ds: (date) => printed(date).slice(0, 10),
  ds_nodash: (date) => printed(date).slice(0, 10).replaceAll("-", ""),
  ts: isoformat,
  ts_nodash: (date) => isoformat(date).slice(0, 19).replaceAll(/[-:]/g, ""),
  ts_nodash_with_tz: (date) => isoformat(date).replaceAll(/[-:]/g, ""),
  string: (value) => printed(value),
  format: (template, args) => formatPython(printed(template), args),
};

/** However it is written where nothing is asked of it. */
function isoformat(date: RuntimeValue): string {
  return printed(date).replace(" ", "T");
}

/** The method of Python behind each operator. */
const PROTOCOL: Readonly<Record<string, string>> = { "+": ADD, "-": SUB };

/** The operations that make of two values one as large as their product: filters, and methods of texts. */
const MULTIPLYING: ReadonlySet<unknown> = new Set(["replace", "join", "indent", "tojson"]);

/** The filters that first make a text of what they are given (`str`): the others leave a member of an enumeration the text that it is. */
const OF_PRINTED: ReadonlySet<unknown> = new Set(["replace", "join"]);

/** Which expressions of a template play which part. */
export interface Roles {
  /** Nodes that are printed. */
  readonly outputs: ReadonlySet<unknown>;
  /** Nodes whose value has to be there. */
  readonly strict: ReadonlySet<unknown>;
  /** Nodes whose value is of a certain type where Python asks for that first: what is undefined is of none. */
  readonly typed: ReadonlySet<unknown>;
  /** Nodes that loops go over. */
  readonly iterables: ReadonlySet<unknown>;
}

export class PythonInterpreter extends Interpreter {
  readonly #roles: Roles;
  readonly #budget = new Budget();

  constructor(environment: Environment, roles: Roles) {
    super(environment);
    this.#roles = roles;
  }

  override evaluate(statement: Statement | undefined, environment: Environment): RuntimeValue {
    if (statement === undefined) return super.evaluate(statement, environment);
    const node = statement as Node;
    if (node.type === "Known") return node["value"] as RuntimeValue;
    this.#budget.step();
    const value = asText(this.#evaluate(node, environment));
    this.#budget.charge(value);
    const { outputs, strict, typed, iterables } = this.#roles;
    if (iterables.has(node)) this.#budget.step(this.#budget.sizeOf(value)); // a round may have no step of its own
    const isOutput = outputs.has(node);
    if (value.type === "UndefinedValue" && typed.has(node))
      throw new PythonTypeError(
        `expected a value, got one that is undefined: ${this.#whatIsUndefined(node, environment)}`,
      );
    if (value.type === "UndefinedValue" && (isOutput || strict.has(node)))
      throw new UndefinedError(this.#whatIsUndefined(node, environment));
    return isOutput ? toRuntimeValue(printed(value)) : value;
  }

  #evaluate(node: Node, environment: Environment): RuntimeValue {
    switch (node.type) {
      case "FilterExpression":
        return this.#filter(node, environment) ?? super.evaluate(this.#measuredFilter(node, environment), environment);
      case "CallExpression":
        return super.evaluate(this.#measuredCall(node, environment), environment);
      case "BinaryExpression":
        return this.#binary(node, environment) ?? super.evaluate(node, environment);
      default:
        return super.evaluate(node, environment);
    }
  }

  #filter(node: Node, environment: Environment): RuntimeValue | undefined {
    const filter = node["filter"] as Node;
    const called = (filter.type === "CallExpression" ? filter["callee"] : filter) as Node;
    const name = String(called["value"]);
    if (!Object.hasOwn(FILTERS, name)) return undefined;
    const operand = this.evaluate(node["operand"] as Node, environment);
    const args = filter.type === "CallExpression" ? (filter["args"] as readonly Node[]) : [];
    return toRuntimeValue(
      FILTERS[name]?.(
        operand,
        args.map((arg) => plain(withoutMembers(this.evaluate(arg, environment)))),
      ),
    );
  }

  /** A filter with its arguments evaluated, once it is known that what it makes is not too large. */
  #measuredFilter(node: Node, environment: Environment): Node {
    const filter = node["filter"] as Node;
    if (filter.type !== "CallExpression" || !MULTIPLYING.has((filter["callee"] as Node)["value"])) return node;
    const known = this.#known(node["operand"] as Node, environment);
    const isPrinted = OF_PRINTED.has((filter["callee"] as Node)["value"]);
    const operand = isPrinted ? { ...known, value: withoutMembers(known["value"] as RuntimeValue) } : known;
    const args = this.#measured(operand, filter["args"] as readonly Node[], environment);
    return { ...node, operand, filter: { ...filter, args } };
  }

  /** As well for a method: `text.replace(a, b)`. What it is called on is evaluated once, as a chain of n would be 2^n times. */
  #measuredCall(node: Node, environment: Environment): Node {
    const callee = node["callee"] as Node;
    if (callee.type !== "MemberExpression" || !MULTIPLYING.has((callee["property"] as Node)["value"])) return node;
    const object = this.#known(callee["object"] as Node, environment);
    if ((object["value"] as RuntimeValue).type !== "StringValue") return node; // it has none of these methods, and is told so
    const args = this.#measured(object, node["args"] as readonly Node[], environment);
    return { ...node, callee: { ...callee, object }, args };
  }

  /** An expression whose value is known. */
  #known(expression: Node, environment: Environment): Node {
    return { type: "Known", value: this.evaluate(expression, environment) };
  }

  #measured(operand: Node, args: readonly Node[], environment: Environment): readonly Node[] {
    const known = (expression: Node) => this.#known(expression, environment);
    const values = args.map((arg) =>
      arg.type === "KeywordArgumentExpression" ? { ...arg, value: known(arg["value"] as Node) } : known(arg),
    );
    const factors = values.map((arg) => this.#factor(arg.type === "Known" ? arg : (arg["value"] as Node)));
    const size = this.#budget.sizeOf(operand["value"] as RuntimeValue);
    this.#budget.reserve(factors.reduce((product, factor) => Math.max(product, factor * size), 0));
    return values;
  }

  /** A number may be a width. */
  #factor({ value }: Node): number {
    const number = (value as RuntimeValue).value;
    return typeof number === "number" ? Math.abs(number) : this.#budget.sizeOf(value as RuntimeValue);
  }

  /** Operators that Python has for more types: `%` of a text, `~`, and what dates and the like make of `+` and `-`. */
  #binary(node: Node, environment: Environment): RuntimeValue | undefined {
    const operator = (node["operator"] as { readonly value: string }).value;
    if (operator !== "%" && operator !== "~" && !(operator in PROTOCOL)) return undefined;
    const left = this.evaluate(node["left"] as Node, environment);
    const right = this.evaluate(node["right"] as Node, environment);
    if (operator === "+" && (left.type === "StringValue") !== (right.type === "StringValue"))
      throw new PythonTypeError(
        left.type === "StringValue"
          ? `can only concatenate str (not "${typeName(right)}") to str`
          : `unsupported operand type(s) for +: '${typeName(left)}' and 'str'`,
      );
    if (operator === "~") return toRuntimeValue(printed(left) + printed(right));
    if (operator === "%" && left.type === "StringValue") {
      const given = withoutMembers(right);
      const values = right.type === "TupleValue" ? (plain(given) as readonly unknown[]) : [plain(given)];
      return toRuntimeValue(formatPython(left.value as string, values));
    }
    const own = operator in PROTOCOL ? entryOf(left, PROTOCOL[operator] as string) : undefined;
    if (own !== undefined) return (own.value as (args: RuntimeValue[]) => RuntimeValue)([right]);
    return super.evaluate(
      { ...node, left: { type: "Known", value: left }, right: { type: "Known", value: right } } as Node,
      environment,
    );
  }

  /** In the words of Jinja. */
  #whatIsUndefined(node: Node, environment: Environment): string {
    if (node.type === "Identifier") return `'${String(node["value"])}' is undefined`;
    if (node.type !== "MemberExpression") return "what is used is undefined";
    const object = this.evaluate(node["object"] as Node, environment);
    const property = node["property"] as Node;
    const name = node["computed"] === true ? printed(this.evaluate(property, environment)) : String(property["value"]);
    if (object.type === "ArrayValue") return `list object has no element ${name}`;
    if (object.type === "NullValue") return `'None' has no attribute '${name}'`;
    return `'${typeName(object)} object' has no attribute '${name}'${whatIsModelled(object)}`;
  }
}

/** Of an object that stands for one of Airflow's: Airflow's may have what is asked for. */
function whatIsModelled(object: RuntimeValue): string {
  if (object.type !== "ObjectValue" || entryOf(object, TYPE) === undefined) return "";
  const names = [...(object.value as Map<string, RuntimeValue>).keys()].filter((name) => !name.startsWith("__"));
  return ` here: there are ${names.sort().join(", ")}`;
}
