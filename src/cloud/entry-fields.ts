/**
 * The fields of what a scenario describes of AWS: from one declaration come their types, the checks and the schema for editors.
 * @module
 */
import type { Seconds } from "../kernel/index.ts";
import type { RandomSeconds } from "../random/index.ts";

/** The check of a field. */
export type FieldKind =
  | { readonly kind: "seconds" | "instant" | "text" | "json" }
  | { readonly kind: "one of" | "outcomes"; readonly values: readonly string[] }
  | { readonly kind: "rows"; readonly columns: Readonly<Record<string, Field>> }
  | { readonly kind: "records"; readonly fields: Fields };

export type Field<T = unknown> = FieldKind & {
  /** A sentence for editors. */
  readonly help: string;
  /** Never there: it ties the type to the field. */
  readonly value?: T;
};

export type Fields = Readonly<Record<string, Field>>;

/** A time that something takes, from 0 s up, or how it is spread. Default 0. */
export const seconds = (help: string): Field<RandomSeconds> => ({ kind: "seconds", help });

/** Seconds after the start. */
export const instant = (help: string): Field<Seconds> => ({ kind: "instant", help });

export const text = (help: string): Field<string> => ({ kind: "text", help });

/** Any value of JSON. */
export const json = (help: string): Field<unknown> => ({ kind: "json", help });

export function oneOf<const Values extends readonly string[]>(help: string, ...values: Values): Field<Values[number]> {
  return { kind: "one of", help, values };
}

/** Ends of the starts under a name, in order; the last repeats. The first of the values is the default. */
export function outcomes<const Values extends readonly string[]>(...values: Values): Field<readonly Values[number][]> {
  return {
    kind: "outcomes",
    help: `The end of each start under the name; the last repeats. Default ${values[0]}.`,
    values,
  };
}

/** Lists of lists: one column each. */
export function rows<Row extends readonly unknown[]>(help: string, columns: Fields): Field<readonly Row[]> {
  return { kind: "rows", help, columns };
}

/** A list of objects that have such fields. */
export function records<const F extends Fields>(help: string, fields: F): Field<readonly Values<F>[]> {
  return { kind: "records", help, fields };
}

/** For what somebody else starts. */
export const STARTED_BY_OTHERS = {
  id: text("The id under which somebody else starts it."),
  at: instant("When somebody else starts it. Default 0."),
};

/** The object that has such fields, all of them optional. */
export type Values<F extends Fields> = {
  readonly [Name in keyof F]?: F[Name] extends Field<infer T> ? T : never;
};

/** The entry of a list in a scenario. With `*` in its name it describes all that match. */
export type Entry<F extends Fields> = Values<F> & { readonly name: string };

/** Lists of entries, by what they describe. */
export type EntryLists = Readonly<Record<string, Fields>>;

/** The description of a service in a scenario. */
export type SpecOf<Lists extends EntryLists> = { readonly [List in keyof Lists]?: readonly Entry<Lists[List]>[] };
