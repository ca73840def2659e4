/**
 * Templates are other people's code, in a language that is no more than it should be: it reaches nothing but the context, and
 * ends soon.
 * @module
 */
import { DAG, Simulation, type TaskErrorEvent } from "airlapse";
import { BaseOperator, type BaseOperatorArguments } from "airlapse/operators";
import { describe, expect, test } from "vitest";

interface Arguments extends BaseOperatorArguments {
  readonly text: string;
}

class RenderOperator extends BaseOperator<Arguments> {
  static override readonly templateFields = ["text"];
  text = this.args.text;

  execute(): string {
    return this.text;
  }
}

/** What a template becomes, or how it fails. */
function rendered(text: string): string | TaskErrorEvent {
  const dag = new DAG("d");
  let result = "";
  new RenderOperator({
    dag,
    taskId: "t",
    text,
    postExecute: (_, value) => {
      result = String(value);
    },
  });
  const conf = { a: [1, "x"], b: { c: "d" } };
  const [error] = new Simulation({ dags: [dag] }).trigger("d", { runId: "r", conf }).run().errors;
  return error ?? result;
}

const failure = (text: string) => {
  const result = rendered(text);
  return typeof result === "string" ? `no failure: ${result.slice(0, 100)}` : `${result.type}: ${result.message}`;
};

describe("a template reaches no", () => {
  test.each([
    "{{ ''.constructor }}",
    "{{ ds['constructor'] }}",
    "{{ ds.__proto__ }}",
    "{{ [].constructor.constructor('return process')() }}",
    "{{ {}.__proto__ }}",
    "{{ dag_run.constructor }}",
    "{{ dag_run.conf.__proto__.x }}",
    "{{ ti.xcom_pull.constructor }}",
    "{{ ti.xcom_pull.call }}",
    "{{ macros.ds_add.apply }}",
    "{{ range.constructor }}",
    "{{ process }}",
    "{{ globalThis }}",
    "{{ require('fs') }}",
    "{{ this }}",
    "{{ constructor }}",
    "{{ __proto__ }}",
    "{{ toString }}",
    "{{ self.__init__.__globals__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ds | attr('constructor') }}",
    "{{ ds | map(attribute='constructor') | list }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
  ])("constructor, prototype, process or file: %s", (text) => {
    expect(failure(text)).toMatch(
      /^(?:UndefinedError|TemplateSyntaxError|TemplateRuntimeError|TemplateAssertionError): /,
    );
  });

  test("code of its functions", () => {
    expect(rendered("{{ ti.xcom_pull }}|{{ range }}|{{ macros.ds_add }}")).toBe(
      "<bound method>|<bound method>|<bound method>",
    );
    expect(failure("{{ 'a' + ti.xcom_pull }}")).toContain('can only concatenate str (not "function") to str');
    expect(failure("{{ 1 + 'a' }}")).toContain("unsupported operand type(s) for +: 'integer' and 'str'");
  });
});

describe("a template ends", () => {
  const STEPS = /^TemplateRuntimeError: Rendering `.*`: expected at most 100000 steps, got more$/;
  const SIZE =
    /^TemplateRuntimeError: Rendering `.*`: expected at most 4000000 characters and items to be made, got more$/;

  test.each([
    ["a loop of loops", "{% for i in range(99999) %}{% for j in range(99999) %}x{% endfor %}{% endfor %}", STEPS],
    [
      "a loop of loops of nothing",
      "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
      STEPS,
    ],
    [
      "a loop that leaves all out",
      "{% for i in range(99999) %}{% for j in range(99999) if false %}{% endfor %}{% endfor %}",
      STEPS,
    ],
    [
      "a text that is doubled",
      "{% set n = namespace(x='ab') %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x }}",
      SIZE,
    ],
    [
      "a list that holds itself twice",
      "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
      SIZE,
    ],
    [
      "lists that are doubled",
      "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}{{ n.x | length }}",
      SIZE,
    ],
    ["a wide indent", "{{ ds | indent(999999999) }}", SIZE],
    ["JSON that is set in", "{{ [1, [2]] | tojson(indent=999999999) }}", SIZE],
    ["a long separator", `{{ range(99999) | join('${"x".repeat(1000)}') }}`, SIZE],
    ["a replacement", `{{ range(99999) | join | replace('', '${"x".repeat(1000)}') }}`, SIZE],
    ["a method that replaces", `{{ (range(99999) | join).replace('1', '${"x".repeat(1000)}') }}`, SIZE],
    ["a wide number", "{{ '%999999999d' % 1 }}", /expected a width of at most 10000, got 999999999$/],
    ["a long range", "{{ range(999999999) }}", /more than 100000$/],
    [
      "a macro that calls itself",
      "{% macro f(n) %}{{ f(n) }}{% endmacro %}{{ f(1) }}",
      /^(?:UndefinedError|TemplateRuntimeError): /,
    ],
    ["brackets without end", `{{ ${"(".repeat(50_000)} }}`, /^TemplateSyntaxError: /],
    [
      "a text of a megabyte",
      `{{ ds }}${"x".repeat(1e6)}`,
      /^TemplateSyntaxError: Expected a template of at most 100000 characters, got 1000008$/,
    ],
  ])("though it is %s", (_, text, words) => {
    expect(failure(text)).toMatch(words);
  });

  test("also where a method is called on what a method has made, sixty times over", () => {
    expect(rendered(`{{ 'a'${".replace('a', 'ba')".repeat(60)} }}`)).toBe(`${"b".repeat(60)}a`);
  });

  test("whatever is below that is rendered", () => {
    expect(rendered("{% for i in range(1000) %}{{ i }},{% endfor %}")).toHaveLength(3890);
    expect(
      rendered(
        "{{ dag_run.conf.a | join('-') }} {{ 'aXa'.replace('X', '--') }} {{ dag_run.conf.b | tojson(indent=1) }}",
      ),
    ).toBe('1-x a--a {\n "c": "d"\n}');
  });
});
