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
        listOf(record({ name: nameOrPattern(), ...shapeOf(fields) }))
          .describe(`The ${snake(list).replaceAll("_", " ")} that there are, by name or pattern. Default none.`)
          .optional(),
      ]);
      return [
        snake(key),
        record(Object.fromEntries(shape) as Shape)
          .describe(`The contents of ${key}. Default nothing.`)
          .optional(),
      ];
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

const call = () => text().regex(DENIED_CALL, { error: mustBe("a call such as s3:HeadObject") });

const thereAt = () => randomSeconds().describe("Seconds after the start from which on it is there. Default 0.");
const goneAt = () => seconds().describe("Seconds after the start from which on it is gone. Default never.");
const nameOrPattern = () => name().describe("Its name, or a pattern with * for many.");

const recurring = () => ({
  every: RECURRING_FIELDS.every.optional(),
  between: RECURRING_FIELDS.between.optional(),
  timezone: RECURRING_FIELDS.timezone.optional(),
});

export const Cloud = z.lazy(() =>
  record({
    s3: record({
      buckets: listOf(name()).describe("Names of buckets. Default those of the objects.").optional(),
      objects: listOf(
        record({
          bucket: name().describe("Its bucket."),
          key: name().describe("Its key; with `every` a template of the day or hour, such as in/{{ ds }}.csv."),
          at: thereAt().optional(),
          ...recurring(),
          until: goneAt().optional(),
          size: whole(0).describe("Its size in bytes. Default 1.").optional(),
          body: text().describe("The text in it, for operators that read one. Default none.").optional(),
        }),
      )
        .describe("Objects, and when each is there. Default none.")
        .optional(),
    })
      .describe("Buckets and objects of S3. Default none.")
      .optional(),
    glue: record({
      crawlers: listOf(
        record({
          name: nameOrPattern(),
          existing: json().describe("Its settings, where it is there from the start. Default not there.").optional(),
          duration: randomSeconds().describe("Seconds that a crawl takes. Default 0.").optional(),
          stopping: randomSeconds().describe("Seconds that it then takes to stop. Default 0.").optional(),
          outcomes: listOf(oneOf(CRAWL_OUTCOMES))
            .min(1)
            .describe("The end of each crawl; the last repeats. Default SUCCEEDED.")
            .optional(),
        }),
      )
        .describe("Crawlers. Default none.")
        .optional(),
      jobs: listOf(
        record({
          name: nameOrPattern(),
          existing: json().describe("Its settings, where it is there from the start. Default not there.").optional(),
          starting: randomSeconds().describe("Seconds until a run of it has started. Default 0.").optional(),
          duration: randomSeconds().describe("Seconds that a run then takes. Default 0.").optional(),
          outcomes: listOf(oneOf(JOB_RUN_OUTCOMES))
            .min(1)
            .describe("The end of each run; the last repeats. Default SUCCEEDED.")
            .optional(),
          max_concurrent_runs: whole(0).describe("Most runs of it at once. Default 1000.").optional(),
        }),
      )
        .describe("Jobs. Default none.")
        .optional(),
      partitions: listOf(
        record({
          database: name().describe("Its database."),
          table: name().describe("Its table."),
          expression: text()
            .describe("Its filter as operators give it, such as ds='2026-03-02'. Default any.")
            .optional(),
          at: thereAt().optional(),
          ...recurring(),
          until: goneAt().optional(),
        }),
      )
        .describe("Partitions of tables in the catalog, and when each is there. Default none.")
        .optional(),
    })
      .describe("Crawlers, jobs and the catalog of Glue. Default nothing.")
      .optional(),
    ...serviceShapes(),
    latency: seconds().describe("Seconds that every call takes. Default 0.").optional(),
    denied: listOf(
      z.union(
        [
          call(),
          record({
            call: call().describe("The call, or all calls of a service: s3:HeadObject, s3:*."),
            from: seconds().describe("Seconds after the start from which on it is denied. Default 0.").optional(),
            until: seconds().describe("Seconds after the start at which that ends. Default never.").optional(),
            code: name().describe("AWS's code of the error, ThrottlingException say. Default AccessDenied.").optional(),
            status: whole(400, 599).describe("The answer's status by HTTP. Default 403.").optional(),
          }),
        ],
        { error: mustBe("a call such as s3:HeadObject, or {call, from, until}") },
      ),
    )
      .describe("Calls that AWS answers by an error. `s3:*` is every call of a service. Default none.")
      .optional(),
  }).meta({ id: "Cloud", description: "AWS, as it is to behave." }),
);
