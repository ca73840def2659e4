import type { DateTime } from "luxon";
import type { Calendar, Logger, LogLevel, ProvidedService, RuntimeContext, ServiceKey } from "../definition/index.ts";
import type { Kernel, Micros, Seconds } from "../kernel/index.ts";
import type { Rules } from "../rules/index.ts";
import type { Actor, LogSource, Observer } from "./observer.ts";

/**
 * The reading of Python's monotonic clock at the start of a simulation, in seconds. A sensor's exponential backoff hashes the
 * reading, so it shows; real Airflow has the machine's uptime there.
 */
const MONOTONIC_START = 1_000_000;

/** The surroundings of all running code of one simulation. */
export class Runtime {
  readonly kernel: Kernel;
  readonly calendar: Calendar;
  readonly observer: Observer;
  readonly rules: Rules;
  readonly #services: ReadonlyMap<ServiceKey<unknown>, unknown>;
  /** Of code that has begun something outside of the simulation, and may still wait for it. */
  readonly calling = new Set<CodeContext>();

  constructor(
    kernel: Kernel,
    calendar: Calendar,
    observer: Observer,
    rules: Rules,
    services: readonly ProvidedService[],
  ) {
    this.kernel = kernel;
    this.calendar = calendar;
    this.observer = observer;
    this.rules = rules;
    this.#services = new Map(services);
  }

  service<T>(key: ServiceKey<T>): T {
    if (!this.#services.has(key)) throw new MissingServiceError(key.name);
    return this.#services.get(key) as T;
  }
}

/** A task or trigger asks for a service that its simulation was not given. */
export class MissingServiceError extends Error {
  override readonly name = "MissingServiceError";
  /** The name of the service's key. */
  readonly service: string;

  constructor(service: string) {
    super(
      `Expected the simulation to have the service \`${service}\`, got none: pass it as \`services: [provide(${service}, ...)]\``,
    );
    this.service = service;
  }
}

/** The context that the code of a task or trigger is given: the simulation's surroundings, and a log of its own. */
export abstract class CodeContext implements RuntimeContext {
  protected readonly runtime: Runtime;
  #log: Logger | undefined;
  #aborter: AbortController | undefined;

  constructor(runtime: Runtime) {
    this.runtime = runtime;
  }

  protected abstract readonly actor: Actor;
  protected abstract logSource(): LogSource;

  get now(): Micros {
    return this.runtime.kernel.now;
  }

  get signal(): AbortSignal {
    this.#aborter ??= new AbortController();
    this.runtime.calling.add(this);
    return this.#aborter.signal;
  }

  /** Aborts what was begun with the signal so far, if anything. */
  abandon(): void {
    if (this.#aborter === undefined) return;
    this.runtime.calling.delete(this);
    this.#aborter.abort();
    this.#aborter = undefined;
  }

  get calendar(): Calendar {
    return this.runtime.calendar;
  }

  get rules(): Rules {
    return this.runtime.rules;
  }

  utcnow(): DateTime {
    return this.runtime.calendar.date(this.now);
  }

  monotonic(): Seconds {
    return MONOTONIC_START + this.now / 1e6;
  }

  service<T>(key: ServiceKey<T>): T {
    return this.runtime.service(key);
  }

  recordApiCall(call: string, params: Readonly<Record<string, unknown>>, isOfModel = false): void {
    this.runtime.observer.apiCall(this.actor, call, params, isOfModel);
  }

  recordPoke(): void {
    const { waits } = this.runtime.observer;
    if (waits === undefined) return;
    const { actor, taskInstance } = this.logSource();
    if (taskInstance !== undefined) waits.poke(taskInstance, actor);
  }

  noteLine(): void {}

  maskSecret(secret: string): void {
    this.runtime.observer.maskSecret(secret);
  }

  get log(): Logger {
    if (!this.runtime.observer.logs) return UNHEARD;
    this.#log ??= logger(this.runtime.observer, this.logSource());
    return this.#log;
  }
}

const unheard = () => {};
/** The log where nobody reads it. */
const UNHEARD: Logger = { info: unheard, warning: unheard, error: unheard, at: () => UNHEARD };

/** A log of one source. Lines that nobody reads cost nothing. */
export function logger(observer: Observer, source: LogSource): Logger {
  const write =
    (level: LogLevel) =>
    (template: string, ...values: readonly unknown[]) => {
      if (observer.logs) observer.log(source, level, template, values);
    };
  const at = (place: string) => logger(observer, { ...source, place });
  return { info: write("INFO"), warning: write("WARNING"), error: write("ERROR"), at };
}
