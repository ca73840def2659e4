import type { DateTime } from "luxon";
import { type Body, durationMicros, type Seconds } from "../kernel/index.ts";
import {
  type DAG,
  DEFAULT_POOL,
  DEPRECATED_TRIGGER_RULES,
  type DeprecatedTriggerRule,
  type ExpandInput,
  FAIL_METHOD,
  type Operator,
  type Problem,
  type RunnableTask,
  type TaskContext,
  TaskDeferralError,
  TaskDeferred,
  type TaskSettings,
  type TaskStateChangeCallback,
  type Trigger,
  type TriggerRule,
  type WeightRule,
} from "../model/index.ts";
import { checkArguments } from "./check-arguments.ts";
import { renderFields } from "./template-fields.ts";

type Callbacks = TaskStateChangeCallback | readonly TaskStateChangeCallback[];

/** The arguments that every operator takes: those of Airflow's BaseOperator, camelCase, with Airflow's defaults. */
export interface BaseOperatorArguments {
  readonly taskId: string;
  /** The DAG that the task belongs to. */
  readonly dag?: DAG;
  readonly owner?: string;
  /** Default 0. */
  readonly retries?: number;
  /** Default 300 s. */
  readonly retryDelay?: Seconds;
  /** Default false. */
  readonly retryExponentialBackoff?: boolean;
  /** Default none; exponential backoff never exceeds a day anyhow. */
  readonly maxRetryDelay?: Seconds | null;
  readonly startDate?: DateTime | null;
  readonly endDate?: DateTime | null;
  /** Default false. */
  readonly dependsOnPast?: boolean;
  /** Default true. */
  readonly ignoreFirstDependsOnPast?: boolean;
  /** Default false; where true, `dependsOnPast` is too. */
  readonly waitForDownstream?: boolean;
  readonly params?: Readonly<Record<string, unknown>>;
  /** Default 1. */
  readonly priorityWeight?: number;
  /** Default `downstream`. */
  readonly weightRule?: WeightRule;
  /** Default `default`. */
  readonly queue?: string;
  /** Default `default_pool`. */
  readonly pool?: string;
  /** Default 1. */
  readonly poolSlots?: number;
  readonly sla?: Seconds | null;
  /** Default none. */
  readonly executionTimeout?: Seconds | null;
  readonly onExecuteCallback?: Callbacks;
  readonly onSuccessCallback?: Callbacks;
  readonly onFailureCallback?: Callbacks;
  readonly onRetryCallback?: Callbacks;
  readonly preExecute?: (context: TaskContext) => void;
  readonly postExecute?: (context: TaskContext, result: unknown) => void;
  /** Default `all_success`. */
  readonly triggerRule?: TriggerRule | DeprecatedTriggerRule;
  readonly maxActiveTisPerDag?: number | null;
  readonly maxActiveTisPerDagrun?: number | null;
  /** Whether the result is pushed as XCom `return_value`. Default true. */
  readonly doXcomPush?: boolean;
  /** URIs of the datasets that a success updates. */
  readonly outlets?: readonly string[];
}

/** What `defer` is given. */
export interface DeferArguments {
  readonly trigger: Trigger;
  /** The method that goes on when the trigger has fired: it is called with the context, and with `kwargs` and the event. */
  readonly methodName: string;
  readonly kwargs?: Readonly<Record<string, unknown>>;
  /** Seconds until the task fails instead. Default none. */
  readonly timeout?: Seconds | null;
}

/**
 * What operators derive from (airflow/models/baseoperator.py). Override `execute`; a generator may `yield context.sleep(60)`
 * or a promise, an async function may await them, and returning `this.defer(...)` waits in the triggerer.
 */
export abstract class BaseOperator<Arguments extends BaseOperatorArguments = BaseOperatorArguments>
  implements RunnableTask
{
  /** The names of the fields that are rendered with Jinja before the task runs. */
  static readonly templateFields: readonly string[] = [];

  /** What it was given, the DAG's `defaultArgs` filled in. */
  readonly args: Arguments;
  readonly taskId: string;
  readonly settings: TaskSettings;
  readonly upstreamTaskIds: Set<string>;
  readonly downstreamTaskIds: Set<string>;
  isSetup = false;
  isTeardown = false;
  onFailureFailDagrun = false;

  constructor(given: Arguments) {
    const original = ORIGINALS.get(given);
    this.taskId = given.taskId;
    this.args = original === undefined ? withDefaults(given) : given;
    this.settings = original?.settings ?? taskSettings(this.args);
    this.upstreamTaskIds = original?.upstreamTaskIds ?? new Set();
    this.downstreamTaskIds = original?.downstreamTaskIds ?? new Set();
    if (original !== undefined) return;
    ORIGINALS.set(this.args, this);
    given.dag?.addTask(this);
  }

  /** Does the work. */
  abstract execute(context: TaskContext): Body<unknown>;

  get taskType(): string {
    return this.constructor.name;
  }

  get inheritsFromEmptyOperator(): boolean {
    return false;
  }

  get skipsDownstream(): boolean {
    return false;
  }

  get reschedule(): boolean {
    return false;
  }

  get expandInput(): ExpandInput | undefined {
    return undefined;
  }

  /** Makes the task wait for others. */
  setUpstream(...tasks: readonly LinkableTask[]): this {
    for (const task of tasks) link(task, this);
    return this;
  }

  /** Makes other tasks wait for this one. */
  setDownstream(...tasks: readonly LinkableTask[]): this {
    for (const task of tasks) link(this, task);
    return this;
  }

  /** Makes it a setup: what comes behind it, up to its teardown, needs it to succeed. */
  asSetup(): this {
    this.isSetup = true;
    return this;
  }

  /** Makes it a teardown, of setups that it then comes behind: it runs whatever the tasks between them have come to. */
  asTeardown(
    options: { readonly setups?: readonly BaseOperator[]; readonly onFailureFailDagrun?: boolean } = {},
  ): this {
    this.isTeardown = true;
    this.onFailureFailDagrun = options.onFailureFailDagrun ?? false;
    (this.settings as { triggerRule: TriggerRule }).triggerRule = "all_done_setup_success";
    for (const setup of options.setups ?? []) {
      setup.asSetup();
      link(setup, this);
    }
    return this;
  }

  problems(): readonly Problem[] {
    return checkArguments(this.args);
  }

  /**
   * Made anew from its arguments, so that a run starts with what the constructor sets, and keeps what it sets to itself.
   * An operator that sets nothing may return itself.
   */
  prepareForExecution(_context: TaskContext): RunnableTask {
    return new (this.constructor as new (given: Arguments) => RunnableTask)(this.args);
  }

  renderTemplateFields(context: TaskContext): void {
    const { templateFields } = this.constructor as typeof BaseOperator;
    if (templateFields.length > 0) renderFields(this as unknown as Record<string, unknown>, templateFields, context);
  }

  preExecute(context: TaskContext): void {
    this.args.preExecute?.(context);
  }

  postExecute(context: TaskContext, result: unknown): void {
    this.args.postExecute?.(context, result);
  }

  resumeExecution(
    nextMethod: string,
    nextKwargs: Readonly<Record<string, unknown>>,
    context: TaskContext,
  ): Body<unknown> {
    if (nextMethod === FAIL_METHOD) {
      const { error = "Unknown", traceback } = nextKwargs;
      if (Array.isArray(traceback)) context.log.error("Trigger failed:\n%s", traceback.join("\n"));
      throw new TaskDeferralError(String(error));
    }
    const method = (this as unknown as Record<string, unknown>)[nextMethod];
    if (typeof method !== "function")
      throw new TypeError(
        `Expected ${this.taskType} \`${this.taskId}\` to have a method \`${nextMethod}\` to resume at, got none`,
      );
    return method.call(this, context, nextKwargs) as Body<unknown>;
  }

  onKill(_context: TaskContext): void | PromiseLike<void> {}

  /** Return this from `execute` to give the worker slot back and wait in the triggerer. */
  protected defer({ trigger, methodName, kwargs = {}, timeout = null }: DeferArguments): TaskDeferred {
    return new TaskDeferred(trigger, methodName, kwargs, timeout);
  }
}

/** The task that arguments belong to: an operator that is made from the same ones again is a copy to run. */
const ORIGINALS = new WeakMap<BaseOperatorArguments, BaseOperator>();

/** The DAG's `defaultArgs` fill in what is not given. A new object in any case: one set of arguments may serve two tasks. */
function withDefaults<Arguments extends BaseOperatorArguments>(given: Arguments): Arguments {
  return { ...(given.dag?.arguments.defaultArgs as Partial<Arguments> | undefined), ...given };
}

/** A task that can be put behind or before others. */
export interface LinkableTask extends Operator {
  readonly upstreamTaskIds: Set<string>;
  readonly downstreamTaskIds: Set<string>;
}

function link(upstream: LinkableTask, downstream: LinkableTask): void {
  upstream.downstreamTaskIds.add(downstream.taskId);
  downstream.upstreamTaskIds.add(upstream.taskId);
}

/** Puts tasks behind each other: `chain(a, b, c)`. Of two lists, each task of the one goes behind its partner in the other. */
export function chain(...tasks: readonly (LinkableTask | readonly LinkableTask[])[]): void {
  for (let i = 0; i + 1 < tasks.length; i += 1) {
    const [before, after] = [tasks[i] as LinkableTask | LinkableTask[], tasks[i + 1] as LinkableTask | LinkableTask[]];
    if (Array.isArray(before) && Array.isArray(after)) {
      if (before.length !== after.length)
        throw new TypeError(
          `Expected two lists of a chain to be of one length, got ${before.length} and ${after.length}`,
        );
      for (let j = 0; j < before.length; j += 1) link(before[j] as LinkableTask, after[j] as LinkableTask);
    } else for (const one of [before].flat()) for (const other of [after].flat()) link(one, other);
  }
}

function list(callbacks: Callbacks | undefined): readonly TaskStateChangeCallback[] {
  if (callbacks === undefined) return [];
  return typeof callbacks === "function" ? [callbacks] : callbacks;
}

function micros(seconds: Seconds | null | undefined) {
  return seconds === null || seconds === undefined ? null : durationMicros(seconds);
}

function currentRule(rule: TriggerRule | DeprecatedTriggerRule): TriggerRule {
  return rule in DEPRECATED_TRIGGER_RULES
    ? DEPRECATED_TRIGGER_RULES[rule as DeprecatedTriggerRule]
    : (rule as TriggerRule);
}

function taskSettings(given: BaseOperatorArguments): TaskSettings {
  const waitForDownstream = given.waitForDownstream ?? false;
  return {
    retries: given.retries ?? 0,
    retryDelay: durationMicros(given.retryDelay ?? 300),
    retryExponentialBackoff: given.retryExponentialBackoff ?? false,
    maxRetryDelay: micros(given.maxRetryDelay),
    executionTimeout: micros(given.executionTimeout),
    startDate: given.startDate ?? null,
    endDate: given.endDate ?? null,
    dependsOnPast: waitForDownstream || (given.dependsOnPast ?? false),
    ignoreFirstDependsOnPast: given.ignoreFirstDependsOnPast ?? true,
    waitForDownstream,
    priorityWeight: given.priorityWeight ?? 1,
    weightRule: given.weightRule ?? "downstream",
    queue: given.queue ?? "default",
    pool: given.pool ?? DEFAULT_POOL,
    poolSlots: given.poolSlots ?? 1,
    triggerRule: currentRule(given.triggerRule ?? "all_success"),
    maxActiveTisPerDag: given.maxActiveTisPerDag ?? null,
    maxActiveTisPerDagrun: given.maxActiveTisPerDagrun ?? null,
    doXcomPush: given.doXcomPush ?? true,
    sla: micros(given.sla),
    outlets: given.outlets ?? [],
    params: given.params ?? {},
    onExecuteCallback: list(given.onExecuteCallback),
    onSuccessCallback: list(given.onSuccessCallback),
    onFailureCallback: list(given.onFailureCallback),
    onRetryCallback: list(given.onRetryCallback),
  };
}
