/**
 * The form that each service of the model of AWS has: what a scenario says of it, as data, and what it answers.
 * @module
 */
import type { Calendar } from "../definition/index.ts";
import { ClientError, type OperationTable } from "../hooks/index.ts";
import { durationMicros, type Seconds } from "../kernel/index.ts";
import { fnmatch } from "../python/index.ts";
import type { RandomSeconds, RandomStreams } from "../random/index.ts";
import type { Entry, EntryLists, Fields, SpecOf } from "./entry-fields.ts";
import { Life, type Phase } from "./life.ts";

/** An operation: what it answers, at how many seconds after the start, which lies in the calendar somewhere. */
export type Operation = (params: never, now: number, calendar: Calendar) => unknown;

/** The answers of a service, by operation. */
export type Answers<Operations> = {
  readonly [Name in keyof Operations]: Operations[Name] extends readonly [infer Params, infer Answer]
    ? (params: Params) => Answer
    : never;
};

export interface ServiceModel<Lists extends EntryLists = EntryLists> {
  /** Botocore's name of the service. */
  readonly service: string;
  readonly lists: Lists;
  /** Opens it for one simulation. */
  open(world: World<Lists>): Readonly<Record<string, (params: never) => unknown>>;
}

/** Declares a service. */
export function serviceModel<Operations extends OperationTable<Operations>>() {
  return <const Lists extends EntryLists>(model: {
    readonly service: string;
    readonly lists: Lists;
    open(world: World<Lists>): Answers<Operations>;
  }): ServiceModel<Lists> => model as ServiceModel<Lists>;
}

/** When a call is made, and in which calendar. */
export interface Moment {
  operation: string;
  now: Seconds;
  calendar: Calendar | undefined;
}

type Names<F extends Fields> = keyof F & string;

/** Something that was started. */
export interface Started<F extends Fields> {
  readonly life: Life;
  readonly name: string;
  readonly entry: Entry<F>;
}

/** The world that a service sees: the scenario's words, the time, and its own counts. */
export class World<Lists extends EntryLists> {
  readonly #service: string;
  readonly #spec: SpecOf<Lists>;
  readonly #random: RandomStreams;
  readonly #moment: Moment;
  readonly #counts = new Map<string, number>();

  constructor(service: string, spec: SpecOf<Lists>, random: RandomStreams, moment: Moment) {
    this.#service = service;
    this.#spec = spec;
    this.#random = random;
    this.#moment = moment;
  }

  /** Seconds after the start. */
  get now(): Seconds {
    return this.#moment.now;
  }

  /** An instant as AWS's clients give it. */
  date(seconds: Seconds): Date | undefined {
    return this.#moment.calendar?.date(durationMicros(seconds)).toJSDate();
  }

  entries<List extends keyof Lists & string>(list: List): readonly Entry<Lists[List]>[] {
    return this.#spec[list] ?? [];
  }

  /** The entry of that name, or the first whose pattern matches. What nothing describes takes no time and succeeds. */
  described<List extends keyof Lists & string>(list: List, name: string): Entry<Lists[List]> {
    const entries = this.entries(list);
    return (
      entries.find((entry) => entry.name === name) ??
      entries.find((entry) => entry.name.includes("*") && fnmatch(name, entry.name)) ??
      ({ name } as Entry<Lists[List]>)
    );
  }

  /** 1, 2, 3 …: ids are given in the order in which things are made. */
  next(what: string): number {
    const count = (this.#counts.get(what) ?? 0) + 1;
    this.#counts.set(what, count);
    return count;
  }

  /** Starts something: its phases are states, each with the field that says how long, and `ends` its outcome by default. */
  start<List extends keyof Lists & string>(
    list: List,
    name: string,
    at: Seconds,
    states: Readonly<Record<string, Names<Lists[List]>>>,
    ends: string,
  ): Started<Lists[List]> {
    const { phases, outcome, entry } = this.begin(list, name, states, ends);
    return { life: new Life(at, phases, outcome), name, entry };
  }

  /** Describes the next start under a name. */
  begin<List extends keyof Lists & string>(
    list: List,
    name: string,
    states: Readonly<Record<string, Names<Lists[List]>>>,
    ends: string,
  ): { readonly phases: readonly Phase[]; readonly outcome: string; readonly entry: Entry<Lists[List]> } {
    const entry = this.described(list, name);
    const nth = this.next(`${list} ${name}`);
    const values = entry as Readonly<Record<string, unknown>>;
    const outcomes = (values["outcomes"] as readonly string[] | undefined) ?? [ends];
    const phases = Object.entries(states).map(
      ([state, field]): Phase => [state, this.#draw(values[field], [list, name, nth, field])],
    );
    return { phases, outcome: outcomes[Math.min(nth, outcomes.length) - 1] ?? ends, entry };
  }

  /** The time that a field of an entry says: drawn anew each time. */
  seconds<F extends Fields>({ name, ...values }: Entry<F>, field: Names<F>): Seconds {
    const value = (values as Readonly<Record<string, unknown>>)[field];
    return this.#draw(value, [name, field, this.next(`${name} ${field}`)]);
  }

  #draw(value: unknown, stream: readonly (string | number)[]): Seconds {
    return this.#random.draw((value ?? 0) as RandomSeconds, [this.#service, ...stream]);
  }

  /** An error that the service's description knows, so that clients throw an exception of that name, or of `exception`. */
  error(code: string, message: string, exception = code): ClientError {
    return new ClientError({ code, message, operation: this.#moment.operation, status: 400, isModeled: exception });
  }

  /** An error that it does not know: a plain ClientError. */
  plainError(code: string, message: string): ClientError {
    return new ClientError({ code, message, operation: this.#moment.operation, status: 400 });
  }
}
