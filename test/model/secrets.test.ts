import { DAG, Simulation } from "airlapse";
import { PythonOperator } from "airlapse/operators";
import { describe, expect, test } from "vitest";
import { SecretsMasker } from "../../src/definition/secrets-masker.ts";

describe("secrets are masked as Airflow masks them", () => {
  // airflow/utils/log/secrets_masker.py: DEFAULT_SENSITIVE_FIELDS, and `redact`
  test.each([
    [
      { "--db_password": "x", "--db_name": "y" },
      { "--db_password": "***", "--db_name": "y" },
    ],
    [{ Api_Key: "x" }, { Api_Key: "***" }],
    [{ secret: { a: ["x", 1] } }, { secret: { a: ["***", 1] } }],
    [{ a: { b: [{ authorization: "x" }] } }, { a: { b: [{ authorization: "***" }] } }],
    [
      { a: { b: { c: { d: { e: { f: { password: "too deep" } } } } } } },
      { a: { b: { c: { d: { e: { f: { password: "too deep" } } } } } } },
    ],
  ])("%j", (given, expected) => {
    expect(new SecretsMasker().redact(given)).toEqual(expected);
  });

  test("a text that is known to be secret shows nowhere: not in logs, errors or calls", () => {
    const dag = new DAG("d");
    new PythonOperator({
      dag,
      taskId: "t",
      pythonCallable(context) {
        context.maskSecret("hunter2");
        context.log.info("it is %s, or %s", "hunter2", { password: "p4ss", url: "https://hunter2@x" });
        context.recordApiCall("x.Y", { Url: "https://hunter2@x", Password: "p4ss" });
        throw new Error("no hunter2");
      },
    });
    const lines: string[] = [];
    const simulation = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" });
    const result = simulation.on("log", ({ message }) => lines.push(message)).run();
    expect(lines).toContain("it is ***, or {'password': '***', 'url': 'https://***@x'}");
    expect(result.apiCalls[0]?.params).toEqual({ Url: "https://***@x", Password: "***" });
    expect(result.errors[0]?.message).toBe("no ***");
    expect(JSON.stringify([lines, result.trace()])).not.toMatch(/hunter2|p4ss/);
  });
});
