/**
 * Templates of all kinds of pieces: each gives a text, or fails with Jinja's errors, in bounded steps and space.
 * @module
 */
import { DAG, Simulation, SimulationError } from "airlapse";
import { BaseOperator } from "airlapse/operators";
import fc from "fast-check";
import { hostileText } from "./hostile.js";

const NAMES = [
  "ds",
  "ti",
  "task",
  "dag_run",
  "params",
  "macros",
  "conf",
  "x",
  "loop",
  "run_id",
  "ti.xcom_pull",
  "dag_run.conf",
  "macros.ds_add",
  "logical_date",
  "range",
  "namespace",
  "self",
  "__class__",
  "constructor",
  "prototype",
  "process",
  "require",
  "globalThis",
  "ti.__class__",
  "ds.constructor",
  "[].constructor",
];
const FILTERS = [
  "upper",
  "length",
  "join",
  "replace",
  "default",
  "list",
  "sort",
  "tojson",
  "indent",
  "int",
  "string",
  "format",
  "ds_nodash",
  "map",
  "first",
  "last",
  "items",
  "unique",
  "batch",
  "constructor",
  "nothing",
];
const PIECES = [
  "{{",
  "}}",
  "{%",
  "%}",
  "{#",
  "#}",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  ".",
  ",",
  ":",
  "|",
  "~",
  "+",
  "-",
  "*",
  "**",
  "/",
  "//",
  "%",
  "==",
  "<",
  "in",
  "not",
  "is",
  "and",
  "or",
  "if",
  "else",
  "elif",
  "endif",
  "for",
  "endfor",
  "set",
  "macro",
  "endmacro",
  "call",
  "break",
  "true",
  "none",
  "=",
  '"',
  "'",
  "\\",
  " ",
  "\n",
];

const name = fc.constantFrom(...NAMES);
const number = fc.constantFrom("0", "1", "-1", "3", "100000", "999999999", "1e308", "9007199254740993");
const literal = fc.oneof(
  number,
  hostileText.map((text) => JSON.stringify(text)),
  fc.constantFrom("[]", "{}", "[1, 'a', none]", "{'a': 1}", "range(100000)", "(1, 2)"),
);

const { expression } = fc.letrec((/** @type {(name: string) => fc.Arbitrary<any>} */ tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    literal,
    name,
    fc
      .tuple(
        tie("expression"),
        fc.constantFrom("+", "-", "*", "**", "/", "%", "~", "==", "<", "in", "and", "or", "is"),
        tie("expression"),
      )
      .map((parts) => `(${parts.join(" ")})`),
    fc
      .tuple(tie("expression"), fc.constantFrom(...FILTERS), tie("expression"))
      .map(([value, filter, argument]) => `(${value}|${filter}(${argument}))`),
    fc.tuple(tie("expression"), fc.constantFrom(...FILTERS)).map((parts) => `(${parts.join("|")})`),
    fc.tuple(tie("expression"), name).map((parts) => parts.join(".")),
    fc.tuple(tie("expression"), tie("expression")).map(([value, key]) => `${value}[${key}]`),
    fc.tuple(name, tie("expression"), tie("expression")).map(([callee, a, b]) => `${callee}(${a}, k=${b})`),
    fc
      .tuple(
        tie("expression"),
        fc.constantFrom("replace", "split", "join", "upper", "items", "get", "format", "strip"),
        tie("expression"),
      )
      .map(([value, method, a]) => `${value}.${method}(${a})`),
  ),
}));

const statement = fc.oneof(
  /** @type {fc.Arbitrary<string>} */ (expression).map((text) => `{{ ${text} }}`),
  fc
    .tuple(/** @type {fc.Arbitrary<string>} */ (expression), /** @type {fc.Arbitrary<string>} */ (expression))
    .map(([list, body]) => `{% for x in ${list} %}{% set y = y ~ x %}{{ ${body} }}{% endfor %}`),
  fc
    .tuple(/** @type {fc.Arbitrary<string>} */ (expression), /** @type {fc.Arbitrary<string>} */ (expression))
    .map(([list, other]) => `{% for x in ${list} %}{% for z in ${other} %}{% endfor %}{% endfor %}`),
  fc.constantFrom(
    "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
    "{% set x = 'ab' %}{% for i in range(99) %}{% set x = x ~ x %}{% endfor %}{{ x }}",
    "text",
  ),
);

/** Well-formed ones, and any sequence of pieces. */
export const template = fc.oneof(
  { weight: 4, arbitrary: fc.array(statement, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("")) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.oneof(fc.constantFrom(...PIECES), name), { maxLength: 14 })
      .map((parts) => `{{ ${parts.join(" ")}`),
  },
  {
    weight: 1,
    arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 200 }).map((parts) => `{{${parts.join("")}`),
  },
);

/** Keeps what its template has become. */
class RenderOperator extends BaseOperator {
  /** @override */
  static templateFields = ["text"];
  /** @type {unknown} */
  text;

  /** @param {any} given */
  constructor(given) {
    super(given);
    this.text = given.text;
  }

  /** @override */
  execute() {
    if (typeof this.text !== "string") throw new TypeError("Expected a text");
    if (this.text.length > MOST_LENGTH) throw new RangeError(`A template made ${this.text.length} characters`);
    if (/\bfunction\b|=>|native code/.test(this.text)) throw new RangeError(`A template shows code: ${this.text}`);
  }
}

const MOST_LENGTH = 4_000_000;
const ERRORS = new Set(["TemplateSyntaxError", "TemplateAssertionError", "TemplateRuntimeError", "UndefinedError"]);

/** Throws where a template does what none may. @param {string} text */
export function checkTemplate(text) {
  const dag = new DAG("d");
  new RenderOperator(/** @type {any} */ ({ dag, taskId: "t", text }));
  let simulation;
  try {
    simulation = new Simulation({ dags: [dag] });
  } catch (error) {
    const isRefused = error instanceof SimulationError && error.problems.every(({ path }) => path.endsWith(", text"));
    if (isRefused) return; // a template of what is not modelled
    throw error;
  }
  const [error] = simulation.trigger("d", { runId: "r", conf: { a: ["b", { c: 1 }] } }).run({ maxEvents: 100 }).errors;
  if (error !== undefined && !ERRORS.has(error.type)) throw new Error(`${error.type}: ${error.message}`);
}
