import { AwsModel, DAG, Simulation } from "airlapse";
import { partial } from "airlapse/operators";
import { GlueCrawlerOperator, GlueCrawlerSensor } from "airlapse/operators/amazon";
import { describe, expect, test } from "vitest";

/** Runs one task, and gives its errors and calls. */
function run(add: (dag: DAG) => void) {
  const dag = new DAG("d");
  add(dag);
  const cloud = new AwsModel({ glue: { crawlers: [{ name: "*", duration: 1 }] } });
  const { errors, apiCalls } = new Simulation({ dags: [dag], cloud }).trigger("d", { runId: "r" }).run();
  return { errors: errors.map(({ type, message }) => `${type}: ${message}`), calls: apiCalls.map(({ call }) => call) };
}

const refusal = (parameter: string, value: string, type: string) =>
  `ParamValidationError: Parameter validation failed:\nInvalid type for parameter ${parameter}, value: ${value}, type: <class '${type}'>, valid types: <class 'str'>`;

describe("what boto takes for a text", () => {
  test.each([
    [null, "None", "NoneType"],
    [5, "5", "int"],
    [0.5, "0.5", "float"],
    [true, "True", "bool"],
    [["x"], "['x']", "list"],
    [{ x: "y" }, "{'x': 'y'}", "dict"],
  ])("is not %j: the task fails in botocore's words before anything is asked", (name, value, type) => {
    const config = { Name: name as never, Role: "r" };
    const { errors, calls } = run((dag) => new GlueCrawlerOperator({ dag, taskId: "t", config }));
    expect(errors).toEqual([refusal("Name", value, type)]);
    expect(calls).toEqual([]);
  });

  test("is asked of each mapped task instance, and of all parameters at once", () => {
    const sensors = run((dag) =>
      partial(GlueCrawlerSensor, { dag, taskId: "t" }).expand({ crawlerName: [null as never, "c"] }),
    );
    expect(sensors.errors[0]).toBe(refusal("Name", "None", "NoneType"));
    expect(sensors.errors[1]).toMatch(/^EntityNotFoundException: /);
    const config = { Name: "c", Role: 1 as never, DatabaseName: null as never };
    const crawler = run((dag) => new GlueCrawlerOperator({ dag, taskId: "t", config }));
    const second =
      "\nInvalid type for parameter DatabaseName, value: None, type: <class 'NoneType'>, valid types: <class 'str'>";
    expect(crawler.errors).toEqual([refusal("Role", "1", "int") + second]);
    expect(crawler.calls).toEqual(["glue.GetCrawler"]);
  });
});
