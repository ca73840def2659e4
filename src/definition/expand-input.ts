/**
 * The values that a mapped task is expanded over (airflow/models/expandinput.py).
 * @module
 */
import { ValueError } from "./python-errors.ts";
import {
  ConcatXComArg,
  isSequence,
  type LengthOf,
  type Mappable,
  MapXComArg,
  mappableLength,
  pythonTypeName,
  type Resolved,
  type ResultOf,
  XComReference,
  ZipXComArg,
} from "./xcom-arg.ts";

/** `expand(argument=values, ...)`: the cross product of all arguments, the last one varying fastest. */
export interface DictOfListsExpandInput {
  readonly kind: "dict-of-lists";
  readonly value: ReadonlyMap<string, Mappable | XComReference>;
}

/** `expand_kwargs([...])`: one dictionary of arguments for each map index, or a result that is one. */
export interface ListOfDictsExpandInput {
  readonly kind: "list-of-dicts";
  readonly value: readonly (Readonly<Record<string, unknown>> | XComReference)[] | XComReference;
}

export type ExpandInput = DictOfListsExpandInput | ListOfDictsExpandInput;

/** A task group that is mapped, as far as a task in it has to know it. */
export interface MappedGroup {
  readonly groupId: string;
  readonly expandInput: ExpandInput;
}

/**
 * Stands for a value that a mapped task group is expanded over, in the arguments of a task in it.
 *
 * @example
 * const dag = new DAG("d");
 * const group = TaskGroup.expand({ dag, groupId: "g" }, { n: [1, 2] }, (taskGroup, { n }) => {
 *   new PythonOperator({ taskGroup, taskId: "t", pythonCallable: () => 1, opKwargs: { n } });
 * });
 * console.log(group.argument("n") instanceof MappedArgument); // true
 */
export class MappedArgument {
  readonly input: ExpandInput;
  readonly key: string;

  constructor(input: ExpandInput, key: string) {
    this.input = input;
    this.key = key;
  }
}

/** The references to results that it is mapped over (`iter_references`). */
export function referencesOf({ kind, value }: ExpandInput): readonly XComReference[] {
  const values: readonly unknown[] =
    kind === "dict-of-lists" ? [...value.values()] : value instanceof XComReference ? [value] : value;
  return values.filter((one) => one instanceof XComReference);
}

/** The tasks whose results it is expanded over. */
export function referencedTaskIds(input: ExpandInput): readonly string[] {
  return referencesOf(input).flatMap((reference) => reference.references().map(({ taskId }) => taskId));
}

/** Tells if `concat` is used, which not every version has. */
export function concatenates(input: ExpandInput): boolean {
  const uses = (reference: XComReference): boolean => {
    if (reference instanceof ConcatXComArg) return true;
    if (reference instanceof MapXComArg) return uses(reference.arg);
    return reference instanceof ZipXComArg && reference.args.some(uses);
  };
  return referencesOf(input).some(uses);
}

/**
 * The number of map indexes, as far as it can be known: `lengthOf` gives the length of an upstream's result, undefined
 * while that has not been pushed. Undefined where any length is unknown.
 */
export function mapLength(input: ExpandInput, lengthOf: LengthOf): number | undefined {
  if (input.kind === "list-of-dicts")
    return input.value instanceof XComReference ? input.value.mapLength(lengthOf) : input.value.length;
  if (input.value.size === 0) return 0;
  let product = 1;
  for (const value of input.value.values()) {
    const length = value instanceof XComReference ? value.mapLength(lengthOf) : mappableLength(value);
    if (length === undefined) return undefined;
    product *= length;
  }
  return product;
}

/** As `mapLength`, of several mappings in each other. */
export function totalLength(inputs: readonly ExpandInput[], lengthOf: LengthOf): number | undefined {
  let product = 1;
  for (const input of inputs) {
    const length = mapLength(input, lengthOf);
    if (length === undefined) return undefined;
    product *= length;
  }
  return product;
}

/** Reads the results that arguments are mapped over. */
export interface ResultsRead {
  readonly resultOf: ResultOf;
  /** See `Rules.workersReckonMapLengths`. */
  readonly workersReckonMapLengths?: boolean;
}

/** The arguments for one map index, the upstreams' results resolved. */
export function argumentsAt(
  input: ExpandInput,
  mapIndex: number,
  results: ResultsRead,
): Readonly<Record<string, unknown>> {
  return input.kind === "dict-of-lists"
    ? productAt(input, mapIndex, results)
    : dictAt(input, mapIndex, results.resultOf);
}

/** `DictOfListsExpandInput.resolve`. */
function productAt(
  { value: inputs }: DictOfListsExpandInput,
  mapIndex: number,
  { resultOf, workersReckonMapLengths = false }: ResultsRead,
): Readonly<Record<string, unknown>> {
  const found: [string, unknown][] = [];
  let index = mapIndex;
  for (const [name, given] of [...inputs].reverse()) {
    const values = given instanceof XComReference ? given.resolve(resultOf) : given;
    const length =
      workersReckonMapLengths && given instanceof XComReference ? given.workerLength(values) : mappableLength(values);
    const at = index % length;
    found.push([name, isSequence(values) ? values.at(at) : Object.entries(values)[at]]);
    index = Math.floor(index / length);
  }
  return Object.fromEntries(found);
}

/** `ListOfDictsExpandInput.resolve`. */
function dictAt(
  { value }: ListOfDictsExpandInput,
  mapIndex: number,
  resultOf: ResultOf,
): Readonly<Record<string, unknown>> {
  const resolved = value instanceof XComReference ? value.resolve(resultOf) : value;
  if (resolved === null || !isSequence(resolved))
    throw new ValueError(`expand_kwargs() expects a list[dict], not ${resolved === null ? "None" : "dict"}`);
  const given = resolved.at(mapIndex);
  const mapping = given instanceof XComReference ? given.resolve(resultOf) : given;
  if (typeof mapping !== "object" || mapping === null || isSequence(mapping as Resolved))
    throw new ValueError(
      `expand_kwargs() expects a list[dict], not list[${mapping === null ? "None" : pythonTypeName(mapping)}]`,
    );
  return mapping as Readonly<Record<string, unknown>>;
}
