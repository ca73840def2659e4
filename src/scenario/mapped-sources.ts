/**
 * Results of other tasks, and what is made of them, for tasks and groups of scenario files to be mapped over.
 * @module
 */
import { z } from "zod";
import {
  AirflowException,
  AirflowSkipException,
  isSequence,
  LazySequence,
  type LengthOf,
  type Mappable,
  type Resolved,
  type ResultOf,
  XComArg,
  XComReference,
} from "../definition/index.ts";
import { isObject } from "../options/index.ts";
import { isEqual } from "../python/index.ts";
import { listOf, mustBe, name, record, whole } from "./schema-parts.ts";

/** A result, or what is made of results: `XComArg` and its `map`, `zip` and `concat`. */
export type SourceSpec =
  | { readonly output_of: string }
  | { readonly map: SourceSpec; readonly by: readonly StepSpec[] }
  | { readonly zip: readonly SourceSpec[]; readonly fillvalue?: unknown }
  | { readonly concat: readonly SourceSpec[] };

/** One thing that `map` does with each element. */
export type StepSpec =
  | { readonly item: string | number }
  | { readonly add: number }
  | { readonly into: string | readonly string[] }
  | { readonly skip: readonly unknown[] }
  | { readonly fail: readonly unknown[] };

const SOURCE_TEXT = "{output_of: task}, {map: ..., by: [...]}, {zip: [...]} or {concat: [...]}";

const Step = z.lazy(() =>
  z
    .union(
      [
        record({
          item: z.union([name(), whole(0)]).describe("Takes what is under this key, or at this place of a list."),
        }),
        record({ add: z.number().describe("Adds a number.") }),
        record({
          into: z.union([name(), listOf(name()).min(1)]).describe("Puts it under this name; a list under these."),
        }),
        record({ skip: listOf(z.unknown()).describe("Skips the instance where it is one of these.") }),
        record({ fail: listOf(z.unknown()).describe("Fails the instance where it is one of these.") }),
      ],
      { error: mustBe("one of {item}, {add}, {into}, {skip}, {fail}") },
    )
    .meta({ id: "MapStep", description: "A step that `map` takes with each element." }),
);

/** The schema of what may stand in place of a list. */
export const Source: z.ZodType<SourceSpec> = z
  .lazy(() =>
    z.union(
      [
        record({ output_of: name().describe("The task whose result it is.") }),
        record({
          map: z.lazy(() => Source).describe("The source whose elements are changed."),
          by: listOf(Step).min(1).describe("The steps, one after the other."),
        }),
        record({
          zip: listOf(Source).min(1).describe("Sources whose elements go together, place by place."),
          fillvalue: z
            .unknown()
            .describe("Fills in where one source is shorter. Default: ends with the shortest.")
            .optional(),
        }),
        record({ concat: listOf(Source).min(1).describe("Sources one after the other.") }),
      ],
      { error: mustBe(SOURCE_TEXT) },
    ),
  )
  .meta({ id: "MappedSource", description: "Results of tasks to map over. `concat` from Airflow 2.10 on." }) as never;

/** The dictionaries of `expand_kwargs`: a list of them, some of which may be results, or results. */
export const KwargsSource = z.lazy(() =>
  z.union([listOf(z.record(z.string(), z.unknown(), { error: mustBe("an object") })), Source], {
    error: mustBe(`a list of objects, ${SOURCE_TEXT}`),
  }),
);

/** The values of `expand_kwargs`. */
export type KwargsSpec = readonly Readonly<Record<string, unknown>>[] | SourceSpec;

/** Tells if it is a result in place of a value. */
export function isSource(value: unknown): value is SourceSpec {
  return (
    isObject(value) &&
    ("output_of" in value || "zip" in value || "concat" in value || ("map" in value && "by" in value))
  );
}

/** The ids of the tasks whose results it is made of, with their paths. */
export function sourceIds(value: unknown, path = ""): readonly (readonly [path: string, taskId: unknown])[] {
  if (!isObject(value)) return [];
  const { output_of: taskId, map, zip, concat } = value as Readonly<Record<string, unknown>>;
  if (taskId !== undefined) return [[`${path}.output_of`, taskId]];
  if (map !== undefined) return sourceIds(map, `${path}.map`);
  const [key, list] = zip === undefined ? (["concat", concat] as const) : (["zip", zip] as const);
  return Array.isArray(list) ? list.flatMap((one, i) => sourceIds(one, `${path}.${key}[${i}]`)) : [];
}

/** The reference that a source stands for. */
export function referenceOf(source: SourceSpec): XComReference {
  if ("output_of" in source) return new XComArg(source.output_of);
  if ("map" in source) return source.by.reduce((arg, step) => arg.map(callableOf(step)), referenceOf(source.map));
  const [first, ...others] = ("zip" in source ? source.zip : source.concat).map(referenceOf) as [XComReference];
  if ("concat" in source) return first.concat(...others);
  return first.zip(others, source.fillvalue === undefined ? {} : { fillvalue: source.fillvalue });
}

function callableOf(step: StepSpec): (value: unknown) => unknown {
  if ("item" in step) return (value) => (value as Record<string | number, unknown>)[step.item];
  if ("add" in step) return (value) => (value as number) + step.add;
  if ("into" in step) return (value) => dictOf(step.into, value);
  const isSkip = "skip" in step;
  const values = "skip" in step ? step.skip : step.fail;
  return (value) => {
    if (!values.some((one) => isEqual(one, value))) return value;
    throw isSkip ? new AirflowSkipException("scenario: skip") : new AirflowException("scenario: fail");
  };
}

function dictOf(names: string | readonly string[], value: unknown): Readonly<Record<string, unknown>> {
  if (typeof names === "string") return { [names]: value };
  return Object.fromEntries(names.map((one, i) => [one, (value as readonly unknown[])[i]]));
}

/** A reference whose dictionaries are converted to this library's names. */
export class ConvertedKwargs extends XComReference {
  readonly #arg: XComReference;
  readonly #convert: (kwargs: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

  constructor(
    arg: XComReference,
    convert: (kwargs: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
  ) {
    super();
    this.#arg = arg;
    this.#convert = convert;
  }

  override references(): readonly XComArg[] {
    return this.#arg.references();
  }

  override mapLength(lengthOf: LengthOf): number | undefined {
    return this.#arg.mapLength(lengthOf);
  }

  override resolve(resultOf: ResultOf): Resolved {
    const resolved = this.#arg.resolve(resultOf);
    const convert = (element: unknown) => (isObject(element) ? this.#convert(element) : element);
    return isSequence(resolved)
      ? new LazySequence(resolved.length, (index) => convert(resolved.at(index)))
      : (convert(resolved) as Mappable);
  }
}
