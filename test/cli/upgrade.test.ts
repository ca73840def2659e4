/**
 * `airlapse upgrade`, as a person calls it.
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { airlapse, Folder, fiveSeconds, scenario } from "./airlapse.ts";

const VERSIONS = ["--from", "2.7.2", "--to", "2.10.5"];
const glue = { cloud: { glue: { jobs: [{ name: "j", existing: {}, duration: 60 }] } } };
const standardJob = scenario("job", { operator: "GlueJobOperator", job_name: "j" }, glue);
const job = scenario("job", { operator: "GlueJobOperator", job_name: "j", deferrable: true }, glue);

test("prints what differs and by which rule, for each scenario of a file, and writes a page", () => {
  const folder = new Folder();
  const page = folder.at("page.html");
  const { status, stdout, stderr } = airlapse(
    "upgrade",
    folder.write("two.json", [fiveSeconds("calm"), job]),
    ...VERSIONS,
    "--report",
    page,
  );
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("calm: Airflow 2.7.2 → 2.10.5, Amazon provider 8.7.1 → 9.2.0\nNothing differs.");
  expect(stdout).toContain("glueTriggerReadsLogsAlways: true → false");
  expect(readFileSync(page, "utf8")).toContain("<h3>glueTriggerReadsLogsAlways: true → false</h3>");
});

test("prints every difference for programs, with the rules and what they are in both versions", () => {
  const { stdout } = airlapse("upgrade", new Folder().write("job.json", job), ...VERSIONS, "--json");
  const { differences, rules, from } = JSON.parse(stdout);
  expect(from).toEqual({ airflow: "2.7.2", amazon_provider: "8.7.1" });
  expect(differences).toContainEqual({
    subject: { name: "logs.FilterLogEvents, triggerer" },
    aspect: "calls",
    from: expect.any(Number),
    causes: [["glueTriggerReadsLogsAlways"]],
  });
  expect(rules).toContainEqual(
    expect.objectContaining({ name: "glueTriggerReadsLogsAlways", from: true, to: false, sources: expect.any(String) }),
  );
});

test("switches tasks to a mode first, and refuses a mode that a version does not have", () => {
  const folder = new Folder();
  const file = folder.write("job.json", standardJob);
  expect(airlapse("upgrade", file, ...VERSIONS).stdout).not.toContain("glueTriggerReadsLogsAlways");
  expect(airlapse("upgrade", file, ...VERSIONS, "--mode", "deferrable").stdout).toContain("glueTriggerReadsLogsAlways");
  const { status, stderr } = airlapse("upgrade", file, ...VERSIONS, "--mode", "start_from_trigger");
  expect(status).toBe(2);
  expect(stderr).toContain("job: --mode start_from_trigger: Airflow has it from 2.10 on");
});

test("upgrades Airflow alone where the provider is the same", () => {
  const same = ["--from-provider", "8.7.1", "--to-provider", "8.7.1"];
  const { stdout } = airlapse("upgrade", new Folder().write("job.json", job), ...VERSIONS, ...same);
  expect(stdout).toContain("Amazon provider 8.7.1\n");
  expect(stdout).not.toContain("glueTriggerReadsLogsAlways");
});

test("refuses a scenario that one of the versions cannot run, before anything is written", () => {
  const folder = new Folder();
  const file = folder.write("new.json", scenario("new", { operator: "defer", wait: 5, start_from_trigger: true }));
  const { status, stderr } = airlapse("upgrade", file, ...VERSIONS, "--report", folder.at("page.html"));
  expect(status).toBe(2);
  expect(stderr).toContain("dags[0].tasks[0].start_from_trigger: Airflow has it from 2.10 on, and 2.7.2 is simulated");
  expect(existsSync(folder.at("page.html"))).toBe(false);
});

test("refuses versions that it does not know, all at once", () => {
  const file = new Folder().write("calm.json", fiveSeconds("calm"));
  const { status, stderr } = airlapse("upgrade", file, "--from", "2.7", "--to", "3.0.0");
  expect(status).toBe(2);
  expect(stderr).toBe(
    [
      'error: Expected --from to be one of 2.7.2, 2.10.5, 2.11.0, 3.2.1, 3.3.2, got "2.7": the nearest is 2.7.2; patches were not compared',
      'Expected --to to be one of 2.7.2, 2.10.5, 2.11.0, 3.2.1, 3.3.2, got "3.0.0": the nearest is 3.2.1; before 3.2 retry_exponential_backoff is true or false only and assets have no partitions; in one of these versions tasks began to reach the executor lowest priority first, which one is not known\n',
    ].join("\n"),
  );
});
