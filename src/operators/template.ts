/**
 * Templates of Jinja, parsed once and rendered as often as needed.
 * @module
 */
import { Environment, type Program, type Statement, Template } from "@huggingface/jinja";
import { ValueError } from "../definition/index.ts";
import {
  InvalidTimezone,
  PythonTypeError,
  TemplateAssertionError,
  TemplateRuntimeError,
  TemplateSyntaxError,
  UndefinedError,
} from "./template-errors.ts";
import { type Node, PythonInterpreter } from "./template-interpreter.ts";

/** Tells if a text has anything to render. */
export function isTemplate(text: string): boolean {
  return text.includes("{{") || text.includes("{%") || text.includes("{#");
}

/** Names that are there in every template, each of which has an environment of its own inside this one. */
const GLOBALS = new Environment();
for (const [name, value] of [
  ["true", true],
  ["false", false],
  ["none", null],
  ["True", true],
  ["False", false],
  ["None", null],
  ["range", range],
] as const)
  GLOBALS.set(name, value);

/** Longer than any that people write; its time to be parsed grows faster than its length. */
const LONGEST_TEXT = 100_000;

/** Longest list that `range` makes: a template is not to fill the memory. */
const LONGEST_RANGE = 100_000;

function range(first: number, second?: number, step = 1): number[] {
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (!(length <= LONGEST_RANGE)) throw new RangeError(`range() of ${length} numbers, more than ${LONGEST_RANGE}`);
  return Array.from({ length }, (_, i) => start + i * step);
}

/** The errors that leave a template under their own names. */
const AS_THEY_ARE = [UndefinedError, InvalidTimezone, TemplateRuntimeError, PythonTypeError, ValueError];

/** A parsed template. */
export class ParsedTemplate {
  readonly text: string;
  readonly #program: Program;
  /** The texts and names of a template that is nothing else: `s3://lake/{{ ds }}/orders`. */
  readonly #pieces: readonly Piece[] | undefined;
  /** Where a value is worked with, it has to be there. */
  readonly #roles = {
    outputs: new Set<unknown>(),
    strict: new Set<unknown>(),
    typed: new Set<unknown>(),
    iterables: new Set<unknown>(),
  };
  /** The names that it asks its context for, each with the attributes that it asks for; null where it uses the value itself. */
  readonly #names = new Map<string, Set<string> | null>();
  /** Names of which an attribute is asked for: `dag_run` in `dag_run.conf`. */
  readonly #owners = new Set<unknown>();
  /** The names that it gives a value itself: variables of loops, what it sets, its macros and their parameters. */
  readonly #ownNames = new Set<string>();

  constructor(text: string) {
    this.text = text;
    if (text.length > LONGEST_TEXT)
      throw new TemplateSyntaxError(`Expected a template of at most ${LONGEST_TEXT} characters, got ${text.length}`);
    try {
      this.#program = new Template(text).parsed;
    } catch (error) {
      throw new TemplateSyntaxError(
        `Expected a Jinja template, got \`${shortened(text)}\`: ${(error as Error).message}`,
      );
    }
    this.#visitBlock(this.#program.body);
    this.#pieces = piecesOf(this.#program.body);
  }

  /** The names that are the context's: none of an attribute or keyword argument, none that it sets itself. */
  get freeNames(): string[] {
    return [...this.#names.keys()].filter((name) => !this.#ownNames.has(name));
  }

  /** Renders it; `lookup` gives the value of a name, undefined where there is none. */
  render(lookup: (name: string) => unknown): string {
    return this.#joined(lookup) ?? this.#evaluated(lookup);
  }

  /** Puts texts and values of names together. Undefined where more is to be done, as a value that is no text is printed in Python's way. */
  #joined(lookup: (name: string) => unknown): string | undefined {
    if (this.#pieces === undefined) return undefined;
    let text = "";
    for (const piece of this.#pieces) {
      const value = piece.isName ? lookup(piece.text) : piece.text;
      if (typeof value !== "string") return undefined;
      text += value;
    }
    return text;
  }

  #evaluated(lookup: (name: string) => unknown): string {
    const environment = new Environment(GLOBALS);
    for (const [name, attributes] of this.#names) {
      const value = lookup(name);
      if (value !== undefined) environment.set(name, attributes === null ? value : partOf(value, attributes));
    }
    try {
      return String(new PythonInterpreter(environment, this.#roles).run(this.#program).value);
    } catch (error) {
      if (AS_THEY_ARE.some((kind) => error instanceof kind)) throw error;
      const [, filter] = /^Unknown \w+ filter: (.*)$/.exec((error as Error).message) ?? [];
      if (filter !== undefined) throw new TemplateAssertionError(`No filter named '${filter}'.`);
      throw new TemplateRuntimeError(`Rendering \`${shortened(this.text)}\`: ${(error as Error).message}`);
    }
  }

  /** Finds what is printed: expressions that stand where statements may. */
  #visitBlock(statements: readonly Statement[]): void {
    for (const statement of statements) {
      if (!NO_OUTPUT.has(statement.type)) this.#roles.outputs.add(statement);
      this.#visit(statement);
    }
  }

  #visit(node: unknown): void {
    if (Array.isArray(node)) for (const item of node) this.#visit(item);
    else if (node instanceof Map) for (const [key, item] of node) this.#visit([key, item]);
    else if (typeof node === "object" && node !== null) this.#visitNode(node as Node);
  }

  /** Notes the target of a loop or statement: a name, several, or a place in something that is there already. */
  #own(target: unknown): void {
    for (const one of [target].flat()) {
      const { type, value } = one as Node;
      if (type === "Identifier") this.#ownNames.add(String(value));
      else if (type === "KeywordArgumentExpression") this.#own((one as Node)["key"]);
      else if (type === "TupleLiteral") this.#own(value);
      else this.#visit(one);
    }
  }

  /** Notes an attribute of a name: no other part of its value is made ready. */
  #visitAttribute(node: Node): void {
    const [object, property] = [node["object"] as Node, node["property"] as Node];
    if (object.type !== "Identifier" || node["computed"] === true) return;
    this.#owners.add(object);
    const name = String(object["value"]);
    const known = this.#names.get(name);
    if (known === undefined) this.#names.set(name, new Set([String(property["value"])]));
    else known?.add(String(property["value"]));
  }

  #visitNode(node: Node): void {
    const { value } = node as { readonly value?: unknown };
    if (node.type === "Identifier" && typeof value === "string" && !this.#owners.has(node))
      this.#names.set(value, null);
    if (node.type === "MemberExpression") this.#visitAttribute(node);
    for (const { arg, isTyped } of strictArguments(node)) this.#roles[isTyped ? "typed" : "strict"].add(arg);
    for (const field of STRICT[node.type] ?? []) if (!isDefaulted(node)) this.#roles.strict.add(node[field]);
    if (node.type === "For") this.#roles.iterables.add(iterableOf(node));
    for (const [key, child] of Object.entries(node)) {
      if (BLOCKS.has(key) && Array.isArray(child)) this.#visitBlock(child);
      else if (OWN_NAMES[node.type]?.includes(key) === true) this.#own(child);
      else if (typeof child === "object" && !isLabel(node, key)) this.#visit(child);
    }
  }
}

/** A text, or the name whose value stands there. */
interface Piece {
  readonly text: string;
  readonly isName: boolean;
}

function piecesOf(statements: readonly Statement[]): readonly Piece[] | undefined {
  const nodes = statements as readonly Node[];
  const isPlain = nodes.every(({ type }) => type === "StringLiteral" || type === "Identifier");
  return isPlain ? nodes.map(({ type, value }) => ({ text: String(value), isName: type === "Identifier" })) : undefined;
}

/** An object with those of its entries that are asked for; all of it where one is not there, which may be a method of dictionaries. */
function partOf(value: unknown, attributes: ReadonlySet<string>): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const part: Record<string, unknown> = {};
  for (const name of attributes) {
    if (!Object.hasOwn(value, name)) return value;
    part[name] = (value as Readonly<Record<string, unknown>>)[name];
  }
  return part;
}

function shortened(text: string): string {
  return text.length > 300 ? `${text.slice(0, 297)}...` : text;
}

/** Returns the iterable of a loop, before it leaves anything out: `for x in list if x`. */
function iterableOf(node: Node): unknown {
  const iterable = node["iterable"] as Node;
  return iterable.type === "SelectExpression" ? iterable["lhs"] : iterable;
}

/** Statements and texts, which stand for themselves. */
const NO_OUTPUT = new Set([
  "Set",
  "If",
  "For",
  "Break",
  "Continue",
  "Macro",
  "Comment",
  "CallStatement",
  "FilterStatement",
  "StringLiteral",
]);
const BLOCKS = new Set(["body", "alternate", "defaultBlock"]);

/** Where names are given a value. */
const OWN_NAMES: Readonly<Record<string, readonly string[]>> = {
  For: ["loopvar"],
  Set: ["assignee"],
  Macro: ["name", "args"],
};

/** Identifiers that are names of nothing in the context: `.name`, `name=`, `| name`. */
function isLabel(node: Node, field: string): boolean {
  return (
    (node.type === "MemberExpression" && field === "property" && node["computed"] !== true) ||
    (node.type === "KeywordArgumentExpression" && field === "key")
  );
}

/** Where a value is worked with. `x or y` asks for the truth of x only, and what follows `is` may be undefined. */
const STRICT: Readonly<Record<string, readonly string[]>> = {
  If: ["test"],
  Ternary: ["condition"],
  SelectExpression: ["test"],
  For: ["iterable"],
  BinaryExpression: ["left", "right"],
  UnaryExpression: ["argument"],
  MemberExpression: ["object"],
  CallExpression: ["callee"],
  FilterExpression: ["operand"],
};

/** `x | default('y')` is for what may not be there. */
function isDefaulted(node: Node): boolean {
  if (node.type !== "FilterExpression") return false;
  const filter = node["filter"] as Node;
  const called = (filter.type === "CallExpression" ? filter["callee"] : filter) as Node;
  return called["value"] === "default" || called["value"] === "d";
}

/** The functions that ask for the type of what they are given before anything else: those of Python's that are written in C. */
const TYPED: ReadonlySet<unknown> = new Set(["datetime", "timedelta", "replace", "split", "startswith", "endswith"]);

/** The arguments of a method, a macro of Airflow's or a filter, which Python looks into; a macro of the template's own may do without. */
function strictArguments(node: Node): readonly { readonly arg: unknown; readonly isTyped: boolean }[] {
  const isOfFilter = node.type === "FilterExpression" && !isDefaulted(node);
  const call = isOfFilter ? (node["filter"] as Node) : node;
  if (call.type !== "CallExpression") return [];
  const callee = call["callee"] as Node;
  if (!isOfFilter && callee.type !== "MemberExpression") return [];
  const isTyped = !isOfFilter && TYPED.has((callee["property"] as Node)["value"]);
  return (call["args"] as readonly Node[]).map((arg) => ({
    arg: arg.type === "KeywordArgumentExpression" ? arg["value"] : arg,
    isTyped,
  }));
}
