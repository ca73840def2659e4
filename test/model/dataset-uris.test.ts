/** What Python's urllib and Airflow 2.10.5's `_sanitize_uri` make of URIs. */
import { DAG, Dataset, Simulation } from "airlapse";
import { expect, test } from "vitest";
import { Work } from "../pipelines.ts";

/** Where a task updates a dataset, under what URI the update is recorded. */
function recordedUri(uri: string, airflow: "2.7.2" | "2.10.5"): string | undefined {
  const dag = new DAG("d");
  new Work({ dag, taskId: "t", seconds: 1, outlets: [new Dataset(uri)] });
  return new Simulation({ dags: [dag], airflow }).trigger("d").run().datasetEvents[0]?.uri;
}

test.each([
  ["s3://lake", "s3://lake/"],
  ["s3://lake/", "s3://lake/"],
  ["S3://Lake/A//", "s3://Lake/A"],
  ["s3:/x", "s3:/x"],
  ["s3:x/", "s3:x"],
  ["http:a", "http:///a"],
  ["file:/a/b", "file:///a/b"],
  ["postgres://u:p@h:5432/db/s/t", "postgres://h:5432/db/s/t"],
  ["https://x.org?b=1&a=2", "https://x.org/?a=2&b=1"],
  ["https://x.org/a?a=~*'!()&b=%41%2F+c", "https://x.org/a?a=~%2A%27%21%28%29&b=A%2F+c"],
  ["https://x.org/a?a=1&a=0&=x&c=&d", "https://x.org/a?=x&a=0&a=1"],
  ["https://x.org/a?x=%zz", "https://x.org/a?x=%25zz"],
  ["mailto:a@b", "mailto:a@b"],
  ["a b", "a b"],
  ["//host/a/", "//host/a/"],
  ["/a/", "/a/"],
  ["x-own://A/", "x-own://A/"],
  ["s3://a@b@c/d", "s3://c/d"],
  ["https://x.org/a?#f", "https://x.org/a"],
  ["git+ssh:a", "git+ssh:///a"],
  ["s3:///a", "s3:/a"],
  ["s3:////a", "s3://a"],
  ["https://x.org/a?b=1;c=2", "https://x.org/a?b=1%3Bc%3D2"],
  ["https://x.org/a?b==1", "https://x.org/a?b=%3D1"],
  ["  s3://lake/a/", "s3://lake/a"],
  ["1a://b/", "1a://b/"],
  ["s3://lake/a?b=c/", "s3://lake/a?b=c%2F"],
  ["a_b://x/", "a_b://x/"],
])("%s is %s from 2.9 on, and itself before", (uri, normalized) => {
  expect(recordedUri(uri, "2.10.5")).toBe(normalized);
  expect(recordedUri(uri, "2.7.2")).toBe(uri);
});
