/**
 * Results of tasks as arguments to map over, and what is made of them (airflow/models/xcom_arg.py).
 * @module
 */
import { IndexError, KeyError, ValueError } from "./python-errors.ts";

/** A list or mapping to take one element from for each map index. */
export type Mappable = readonly unknown[] | Readonly<Record<string, unknown>>;

/** A list whose elements are made when they are asked for. */
export class LazySequence {
  readonly length: number;
  readonly #at: (index: number) => unknown;

  constructor(length: number, at: (index: number) => unknown) {
    this.length = length;
    this.#at = at;
  }

  at(index: number): unknown {
    return this.#at(index);
  }
}

/** A value to map over, once the results are there. */
export type Resolved = Mappable | LazySequence;

/** Gives the length of a task's result; undefined while it is not known. */
export type LengthOf = (arg: XComArg) => number | undefined;

/** Gives a task's result: of a mapped task the list of its results. */
export type ResultOf = (arg: XComArg) => unknown;

/**
 * A reference to results, which stands in place of a list to map over: `XComArg` and its relatives.
 *
 * @example
 * ```ts
 * const lists = [new XComArg("a"), new XComArg("a").zip([new XComArg("b")])];
 * console.log(lists.every((list) => list instanceof XComReference)); // true
 * ```
 */
export abstract class XComReference {
  /** The results that it is made of. */
  abstract references(): readonly XComArg[];

  /** The number of its elements; undefined while that is not known (`get_task_map_length`). */
  abstract mapLength(lengthOf: LengthOf): number | undefined;

  /** The value itself. Throws a ValueError where a result is neither list nor mapping. */
  abstract resolve(resultOf: ResultOf): Resolved;

  /** The number of elements as a worker reckons it from the value: see `Rules.workersCountConcatenated`. */
  workerLength(resolved: Resolved): number {
    return mappableLength(resolved);
  }

  /** Passes each element through a function, for the map index that takes it. What it throws ends that instance: AirflowSkipException skips it. */
  map(callable: (value: unknown) => unknown): XComReference {
    return new MapXComArg(this, [callable]);
  }

  /** Pairs its elements with those of others, up to the shortest; with a `fillvalue` up to the longest. */
  zip(others: readonly XComReference[], options: ZipOptions = {}): XComReference {
    return new ZipXComArg([this, ...others], options);
  }

  /** Puts the elements of others behind its own. From Airflow 2.10 on. */
  concat(...others: readonly XComReference[]): XComReference {
    return new ConcatXComArg([this, ...others]);
  }
}

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
export class XComArg extends XComReference {
  readonly taskId: string;
  readonly key: string;

  constructor(taskId: string, key = "return_value") {
    super();
    this.taskId = taskId;
    this.key = key;
  }

  override references(): readonly XComArg[] {
    return [this];
  }

  override mapLength(lengthOf: LengthOf): number | undefined {
    return lengthOf(this);
  }

  override resolve(resultOf: ResultOf): Resolved {
    return resultOf(this) as Resolved;
  }
}

/**
 * `XComArg.map`: each element passed through functions, when a map index takes it.
 *
 * @example
 * ```ts
 * const doubled = new XComArg("list").map((value) => Number(value) * 2);
 * console.log(doubled instanceof MapXComArg, doubled.mapLength(() => 3)); // true 3
 * ```
 */
export class MapXComArg extends XComReference {
  readonly arg: XComReference;
  readonly callables: readonly ((value: unknown) => unknown)[];

  constructor(arg: XComReference, callables: readonly ((value: unknown) => unknown)[]) {
    super();
    this.arg = arg;
    this.callables = callables;
  }

  override map(callable: (value: unknown) => unknown): MapXComArg {
    return new MapXComArg(this.arg, [...this.callables, callable]);
  }

  override references(): readonly XComArg[] {
    return this.arg.references();
  }

  override mapLength(lengthOf: LengthOf): number | undefined {
    return this.arg.mapLength(lengthOf);
  }

  override resolve(resultOf: ResultOf): Resolved {
    const value = sequence("map", this.arg.resolve(resultOf));
    return new LazySequence(mappableLength(value), (index) => {
      let element = itemAt(value, index);
      for (const callable of this.callables) element = callable(element);
      return element;
    });
  }

  override workerLength(resolved: Resolved): number {
    return this.arg.workerLength(resolved);
  }
}

/** Options of `XComArg.zip`. */
export interface ZipOptions {
  /** Stands where a shorter list has no element. Without it the shortest list ends the others. */
  readonly fillvalue?: unknown;
}

/**
 * `XComArg.zip`: lists of one element of each.
 *
 * @example
 * ```ts
 * const pairs = new XComArg("names").zip([new XComArg("sizes")]);
 * console.log(pairs instanceof ZipXComArg, pairs.mapLength(({ taskId }) => (taskId === "names" ? 2 : 3))); // true 2
 * ```
 */
export class ZipXComArg extends XComReference {
  readonly args: readonly XComReference[];
  readonly options: ZipOptions;

  constructor(args: readonly XComReference[], options: ZipOptions = {}) {
    super();
    this.args = args;
    this.options = options;
  }

  override references(): readonly XComArg[] {
    return this.args.flatMap((arg) => arg.references());
  }

  override mapLength(lengthOf: LengthOf): number | undefined {
    const lengths = knownLengths(this.args, lengthOf);
    return lengths === undefined ? undefined : this.#length(lengths);
  }

  override resolve(resultOf: ResultOf): Resolved {
    const values = this.args.map((arg) => sequence("zip", arg.resolve(resultOf)));
    const { fillvalue } = this.options;
    const elementAt = (value: Resolved, index: number) =>
      isSequence(value) && index < value.length ? value.at(index) : fillvalue;
    return new LazySequence(this.#length(values.map(mappableLength)), (index) =>
      values.map((value) => elementAt(value, index)),
    );
  }

  override workerLength(resolved: Resolved): number {
    return this.#length(this.args.map((arg) => arg.workerLength(resolved)));
  }

  #length(lengths: readonly number[]): number {
    return "fillvalue" in this.options ? Math.max(...lengths) : Math.min(...lengths);
  }
}

/**
 * `XComArg.concat`: one list of several.
 *
 * @example
 * ```ts
 * const all = new XComArg("old").concat(new XComArg("new"));
 * console.log(all instanceof ConcatXComArg, all.mapLength(() => 3)); // true 6
 * ```
 */
export class ConcatXComArg extends XComReference {
  readonly args: readonly XComReference[];

  constructor(args: readonly XComReference[]) {
    super();
    this.args = args;
  }

  override concat(...others: readonly XComReference[]): ConcatXComArg {
    return new ConcatXComArg([...this.args, ...others]);
  }

  override references(): readonly XComArg[] {
    return this.args.flatMap((arg) => arg.references());
  }

  override mapLength(lengthOf: LengthOf): number | undefined {
    return knownLengths(this.args, lengthOf)?.reduce((sum, length) => sum + length, 0);
  }

  override resolve(resultOf: ResultOf): Resolved {
    const values = this.args.map((arg) => sequence("concat", arg.resolve(resultOf)));
    const length = values.reduce((sum, value) => sum + mappableLength(value), 0);
    return new LazySequence(length, (index) => {
      let left = index;
      for (const value of values) {
        const own = mappableLength(value);
        if (left < own) return isSequence(value) ? value.at(left) : Object.keys(value)[left];
        left -= own;
      }
      throw new IndexError("list index out of range");
    });
  }

  override workerLength(resolved: Resolved): number {
    return this.args.reduce((sum, arg) => sum + arg.workerLength(resolved), 0);
  }
}

/** Counts the values of a mappable. */
export function mappableLength(values: Resolved): number {
  return isSequence(values) ? values.length : Object.keys(values).length;
}

/** Tells a list from a mapping. */
export function isSequence(values: Resolved): values is readonly unknown[] | LazySequence {
  return Array.isArray(values) || values instanceof LazySequence;
}

function knownLengths(args: readonly XComReference[], lengthOf: LengthOf): readonly number[] | undefined {
  const lengths = args.map((arg) => arg.mapLength(lengthOf)).filter((length) => length !== undefined);
  return lengths.length === args.length ? lengths : undefined;
}

/** A list or mapping, else a ValueError that says what needs it. */
function sequence(what: string, value: Resolved | null): Resolved {
  if (typeof value === "object" && value !== null) return value;
  throw new ValueError(`XCom ${what} expects sequence or dict, not ${pythonTypeName(value)}`);
}

/** `type(value).__name__`. */
export function pythonTypeName(value: unknown): string {
  if (value === null || value === undefined) return "NoneType";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "str";
  return Array.isArray(value) ? "list" : "dict";
}

/** `value[index]`: keys of mappings are texts, and none is a number. */
function itemAt(value: Resolved, index: number): unknown {
  if (!isSequence(value)) throw new KeyError(String(index));
  if (index >= value.length) throw new IndexError("list index out of range");
  return value.at(index);
}
