/**
 * The values that a mapped task is expanded over (airflow/models/expandinput.py).
 * @module
 */

/**
 * The result of an upstream task, as an argument to map over: `XComArg`.
 *
 * @example
 * const dag = new DAG("d");
 * new PythonOperator({ dag, taskId: "list", pythonCallable: () => [{ n: 1 }, { n: 2 }] });
 * const pythonCallable = () => "done";
 * partial(PythonOperator, { dag, taskId: "each", pythonCallable }).expand({ opKwargs: new XComArg("list") });
 * const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstances.length); // 3
 */
export class XComArg {
  readonly taskId: string;
  readonly key: string;

  constructor(taskId: string, key = "return_value") {
    this.taskId = taskId;
    this.key = key;
  }
}

/** A list or mapping to take one element from for each map index. */
export type Mappable = readonly unknown[] | Readonly<Record<string, unknown>>;

/** `expand(argument=values, ...)`: the cross product of all arguments, the last one varying fastest. */
export interface DictOfListsExpandInput {
  readonly kind: "dict-of-lists";
  readonly value: ReadonlyMap<string, Mappable | XComArg>;
}

/** `expand_kwargs([...])`: one dictionary of arguments for each map index. */
export interface ListOfDictsExpandInput {
  readonly kind: "list-of-dicts";
  readonly value: readonly Readonly<Record<string, unknown>>[] | XComArg;
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

/** The tasks whose results it is expanded over. */
export function referencedTaskIds(input: ExpandInput): readonly string[] {
  const values = input.kind === "dict-of-lists" ? [...input.value.values()] : [input.value];
  return values.filter((value) => value instanceof XComArg).map((value) => value.taskId);
}

/** Counts the values of a mappable. */
export function mappableLength(values: Mappable): number {
  return Array.isArray(values) ? values.length : Object.keys(values).length;
}

/**
 * The number of map indexes, as far as it can be known: `lengthOf` gives the length of an upstream's result, undefined
 * while that has not been pushed. Undefined where any length is unknown.
 */
export function mapLength(input: ExpandInput, lengthOf: (arg: XComArg) => number | undefined): number | undefined {
  const values = input.kind === "dict-of-lists" ? [...input.value.values()] : [input.value];
  if (values.length === 0) return 0;
  let product = 1;
  for (const value of values) {
    const length = value instanceof XComArg ? lengthOf(value) : mappableLength(value);
    if (length === undefined) return undefined;
    product *= length;
  }
  return product;
}

/** As `mapLength`, of several mappings in each other. */
export function totalLength(
  inputs: readonly ExpandInput[],
  lengthOf: (arg: XComArg) => number | undefined,
): number | undefined {
  let product = 1;
  for (const input of inputs) {
    const length = mapLength(input, lengthOf);
    if (length === undefined) return undefined;
    product *= length;
  }
  return product;
}

/** The arguments for one map index, the upstreams' results resolved by `resultOf`. */
export function argumentsAt(
  input: ExpandInput,
  mapIndex: number,
  resultOf: (arg: XComArg) => unknown,
): Readonly<Record<string, unknown>> {
  const resolve = (value: Mappable | XComArg): Mappable =>
    value instanceof XComArg ? (resultOf(value) as Mappable) : value;
  if (input.kind === "list-of-dicts")
    return (resolve(input.value) as readonly Readonly<Record<string, unknown>>[])[mapIndex] ?? {};
  const found: [string, unknown][] = [];
  let index = mapIndex;
  for (const [name, given] of [...input.value].reverse()) {
    const values = resolve(given);
    const length = mappableLength(values);
    const at = index % length;
    found.push([name, Array.isArray(values) ? values[at] : Object.entries(values)[at]]);
    index = Math.floor(index / length);
  }
  return Object.fromEntries(found);
}
