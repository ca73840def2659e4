/**
 * Templates of Jinja, parsed once and rendered as often as needed.
 * @module
 */
import { Environment, type Program, type Statement, Template } from "@huggingface/jinja";
import {
  InvalidTimezone,
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

/** Names that are there in every template. */
const GLOBALS: readonly (readonly [name: string, value: unknown])[] = [
  ["true", true],
  ["false", false],
  ["none", null],
  ["True", true],
  ["False", false],
  ["None", null],
  ["range", range],
];

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

/** A parsed template. */
export class ParsedTemplate {
  readonly text: string;
  readonly #program: Program;
  /** Where a value is worked with, it has to be there. */
  readonly #roles = { outputs: new Set<unknown>(), strict: new Set<unknown>(), iterables: new Set<unknown>() };
  /** The names that it asks its context for. */
  readonly #names = new Set<string>();
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
  }

  /** The names that are the context's: none of an attribute or keyword argument, none that it sets itself. */
  get freeNames(): string[] {
    return [...this.#names].filter((name) => !this.#ownNames.has(name));
  }

  /** Renders it; `lookup` gives the value of a name, undefined where there is none. */
  render(lookup: (name: string) => unknown): string {
    const environment = new Environment();
    for (const [name, value] of GLOBALS) environment.set(name, value);
    for (const name of this.#names) {
      const value = lookup(name);
      if (value !== undefined) environment.set(name, value);
    }
    try {
      return String(new PythonInterpreter(environment, this.#roles).run(this.#program).value);
    } catch (error) {
      if (error instanceof UndefinedError || error instanceof InvalidTimezone) throw error;
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

  #visitNode(node: Node): void {
    const { value } = node as { readonly value?: unknown };
    if (node.type === "Identifier" && typeof value === "string") this.#names.add(value);
    for (const field of STRICT[node.type] ?? []) if (!isDefaulted(node)) this.#roles.strict.add(node[field]);
    if (node.type === "For") this.#roles.iterables.add(iterableOf(node));
    for (const [key, child] of Object.entries(node)) {
      if (BLOCKS.has(key) && Array.isArray(child)) this.#visitBlock(child);
      else if (OWN_NAMES[node.type]?.includes(key) === true) this.#own(child);
      else if (typeof child === "object" && !isLabel(node, key)) this.#visit(child);
    }
  }
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
