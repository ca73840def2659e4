/**
 * AWS in scenario files: S3 and Glue, and the other services by the declarations of the model of AWS.
 * @module
 */
import { z } from "zod";
import {
  CRAWL_OUTCOMES,
  DENIED_CALL,
  type Field,
  type Fields,
  JOB_RUN_OUTCOMES,
  SERVICE_MODELS,
} from "../cloud/index.ts";
import { randomSeconds } from "./random-seconds.ts";
import { RECURRING_FIELDS } from "./recurring.ts";
import { json, listOf, mustBe, name, oneOf, record, seconds, snake, text, whole } from "./schema-parts.ts";

type Shape = Readonly<Record<string, z.ZodType>>;

/** Each service under its key in snake_case: objects of lists of entries. */
function serviceShapes(): Record<string, z.ZodOptional> {
  return Object.fromEntries(
    Object.entries(SERVICE_MODELS).map(([key, { lists }]) => {
      const shape = Object.entries(lists).map(([list, fields]) => [
        snake(list),
        listOf(record({ name: name(), ...shapeOf(fields) })).optional(),
      ]);
      return [snake(key), record(Object.fromEntries(shape) as Shape).optional()];
    }),
  );
}

function shapeOf(fields: Fields): Shape {
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [snake(key), schemaOf(field).describe(field.help).optional()]),
  );
}

function schemaOf(field: Field): z.ZodType {
  switch (field.kind) {
    case "seconds":
      return randomSeconds();
    case "instant":
      return seconds();
    case "text":
      return text();
    case "json":
      return z.unknown();
    case "one of":
      return oneOf(field.values as [string, ...string[]]);
    case "outcomes":
      return listOf(oneOf(field.values as [string, ...string[]])).min(1);
    case "rows":
      return listOf(z.tuple(Object.values(field.columns).map(schemaOf) as [z.ZodType, ...z.ZodType[]]));
    case "records":
      return listOf(record(shapeOf(field.fields)));
  }
}

const CALL = text().regex(DENIED_CALL, { error: mustBe("a call such as s3:HeadObject") });

const RECURRING = {
  every: RECURRING_FIELDS.every.optional(),
  between: RECURRING_FIELDS.between.optional(),
  timezone: RECURRING_FIELDS.timezone.optional(),
};

export const Cloud = record({
  s3: record({
    buckets: listOf(name()).optional(),
    objects: listOf(
      record({
        bucket: name(),
        key: name(),
        at: randomSeconds().optional(),
        ...RECURRING,
        until: seconds().optional(),
        size: whole(0).optional(),
      }),
    ).optional(),
  }).optional(),
  glue: record({
    crawlers: listOf(
      record({
        name: name(),
        existing: json().optional(),
        duration: randomSeconds().optional(),
        stopping: randomSeconds().optional(),
        outcomes: listOf(oneOf(CRAWL_OUTCOMES)).min(1).optional(),
      }),
    ).optional(),
    jobs: listOf(
      record({
        name: name(),
        existing: json().optional(),
        starting: randomSeconds().optional(),
        duration: randomSeconds().optional(),
        outcomes: listOf(oneOf(JOB_RUN_OUTCOMES)).min(1).optional(),
        max_concurrent_runs: whole(0).optional(),
      }),
    ).optional(),
    partitions: listOf(
      record({
        database: name(),
        table: name(),
        expression: text().optional(),
        at: randomSeconds().optional(),
        ...RECURRING,
        until: seconds().optional(),
      }),
    ).optional(),
  }).optional(),
  ...serviceShapes(),
  latency: seconds().describe("Seconds that every call takes. Default 0.").optional(),
  denied: listOf(
    z.union(
      [
        CALL,
        record({
          call: CALL,
          from: seconds().describe("Seconds after the start from which on it is denied. Default 0.").optional(),
          until: seconds().describe("Seconds after the start at which that ends. Default never.").optional(),
          code: name().describe("AWS's code of the error, ThrottlingException say. Default AccessDenied.").optional(),
          status: whole(400, 599).describe("The answer's status by HTTP. Default 403.").optional(),
        }),
      ],
      { error: mustBe("a call such as s3:HeadObject, or {call, from, until}") },
    ),
  )
    .describe("Calls that AWS answers by an error. `s3:*` is every call of a service.")
    .optional(),
}).meta({ id: "Cloud", description: "AWS, as it is to behave." });
