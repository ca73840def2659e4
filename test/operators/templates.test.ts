/**
 * Templates as people write them in DAGs: dates come out as pendulum and Python write them, and what is not modelled is said
 * before anything runs.
 * @module
 */
import { DAG, Simulation } from "airlapse";
import { BaseOperator, type BaseOperatorArguments } from "airlapse/operators";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";

interface Arguments extends BaseOperatorArguments {
  readonly text: unknown;
}

class RenderOperator extends BaseOperator<Arguments> {
  static override readonly templateFields = ["text"];
  text = this.args.text;

  execute() {
    return this.text;
  }
}

const START = DateTime.fromISO("2024-03-05T14:07:09.123Z", { zone: "utc" });

/** What a template becomes at 2024-03-05 14:07:09.123456, a Tuesday, or how it fails. */
function rendered(text: unknown): unknown {
  const dag = new DAG("d", { params: { x: "px" } });
  let result: unknown;
  const postExecute = (_: unknown, value: unknown) => {
    result = value;
  };
  new RenderOperator({ dag, taskId: "t", text, postExecute });
  const simulation = new Simulation({ dags: [dag], start: START });
  const [error] = simulation.trigger("d", { runId: "r", at: 0.000456, conf: { c: "cc" } }).run().errors;
  return error === undefined ? result : `${error.type}: ${error.message}`;
}

describe("a value of the context", () => {
  test.each([
    ["{{ ds }}/{{ run_id }}", "2024-03-05/r"],
    ["{{ dag_run.conf.c }}", "cc"],
    ["{{ dag_run.conf['c'] }}{{ dag_run.run_id }}", "ccr"],
    ["{{ dag_run['conf']['c'] }}", "cc"],
    ["{{ params.x }} {{ params }}", "px {'x': 'px', 'c': 'cc'}"],
    ["{% for k, v in params.items() %}{{ k }}={{ v }}{% endfor %}", "x=pxc=cc"],
    ["{{ dag_run.none_such is defined }} {{ dag_run.conf is defined }}", "False True"],
    ["{{ params.none_such | default('d') }}", "d"],
    ["{{ map_index }}", "-1"],
    ["{{ true }}{{ none }}", "TrueNone"],
  ])("%s is %s: no part of it is missing that the template asks for", (text, expected) => {
    expect(rendered(text)).toBe(expected);
  });
});

describe("pendulum's format", () => {
  test.each([
    ["YYYY-MM-DD", "2024-03-05"],
    ["DD/MM/YY", "05/03/24"],
    ["YYYY-MM-DDTHH:mm:ssZ", "2024-03-05T14:07:09+00:00"],
    ["dddd D MMMM YYYY, HH:mm:ss", "Tuesday 5 March 2024, 14:07:09"],
    ["ddd MMM hh:mm A", "Tue Mar 02:07 PM"],
    ["DDDD DDD E Q", "065 65 2 1"],
    ["SSS SSSSSS", "123 123456"],
    ["X x", "1709647629 1709647629123"],
    ["Z ZZ z", "+00:00 +0000 UTC"],
    ["[at] HH\\\\h", "at 14h"],
    ["[year] Y M D H h m s", "year 2024 3 5 14 2 7 9"],
  ])("%s makes what pendulum 2.1.2 makes of it", (format, expected) => {
    expect(rendered(`{{ logical_date.format('${format}') }}`)).toBe(expected);
  });

  test("says which tokens there are where one is not modelled", () => {
    expect(rendered("{{ logical_date.format('Do') }}")).toMatch(
      /^TemplateRuntimeError: .*expected tokens out of .*got Do/,
    );
  });
});

describe("strftime", () => {
  test("makes what Python makes of it", () => {
    const format =
      "%Y %m %d %H %I %M %S %f %j %y %B %b %h %A %a %p %z %Z %F %T %R %D %u %G %V %w %e %s %U %W %-d %-m %-H %-j %%";
    expect(rendered(`{{ logical_date.strftime('${format}') }}`)).toBe(
      "2024 03 05 14 02 07 09 123456 065 24 March Mar Mar Tuesday Tue PM +0000 UTC 2024-03-05 14:07:09 14:07 03/05/24 2 2024 10 2  5 1709647629 09 10 5 3 14 65 %",
    );
  });

  test.each(["%c", "%Q", "%"])("says which directives there are where %s is none of them", (directive) => {
    expect(rendered(`{{ logical_date.strftime('${directive}') }}`)).toMatch(
      /^TemplateRuntimeError: .*expected % and one of Y m d /,
    );
  });
});

test("a date that is not in the format that it should be in is an error, not a wrong name", () => {
  expect(rendered("{{ macros.ds_format('soon', '%Y-%m-%d', '%d') }}")).toContain(
    "time data 'soon' does not match format '%Y-%m-%d'",
  );
});

describe("what Airflow has and is not modelled", () => {
  test.each([
    ["var", "{{ var.value.bucket }}"],
    ["var", "{{ var.value.get('bucket', 'b') }}"],
    ["var", "{% if params.x %}{{ var.json.a.b | upper }}{% endif %}"],
    ["conn", "{{ conn.my_db.host }}"],
    ["conf", "{{ conf.get('core', 'dags_folder') }}"],
    ["prev_start_date_success", "{{ prev_start_date_success }}"],
    ["triggering_dataset_events", "{% for e in triggering_dataset_events %}{{ e }}{% endfor %}"],
  ])("%s is refused before anything runs: %s", (name, text) => {
    const found = new RegExp(
      `^1 problem\\n {2}DAG "d", task "t", text: expected a template .* \`${name}\`, .*(?:give|use)`,
    );
    expect(() => rendered({ path: ["a", text] })).toThrow(found);
  });

  test.each([
    ["{{ dag_run.conf.get('c') }}", "cc"],
    ["{{ dag_run.conf['c'] }}", "cc"],
    ["{% for var in ['v'] %}{{ var }}{% endfor %}", "v"],
    ["{% set conf = 'own' %}{{ conf }}", "own"],
    ["{% macro m(conn, var='w') %}{{ conn }}{{ var }}{% endmacro %}{{ m('c') }}", "cw"],
    ["{{ 'var' }}", "var"],
    ["var {{ params.x }}", "var px"],
  ])("%s only looks like it", (text, expected) => {
    expect(rendered(text)).toBe(expected);
  });

  test.each([
    ["{{ logical_date.diff_for_humans() }}", "diff_for_humans", "strftime"],
    ["{{ logical_date.replace(day=1) }}", "replace", "strftime"],
    ["{{ ti.hostname }}", "hostname", "xcom_pull"],
    ["{{ dag_run.start_date }}", "start_date", "data_interval_start"],
    ["{{ macros.uuid.uuid4() }}", "uuid", "ds_add"],
  ])("an attribute is named, with those that there are: %s", (text, missing, known) => {
    expect(rendered(text)).toMatch(new RegExp(`^UndefinedError: '.*' has no attribute '${missing}' here: .*${known}`));
  });
});
