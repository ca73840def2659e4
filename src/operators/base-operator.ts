import {
  type Calendar,
  type DAG,
  type ExpandInput,
  FAIL_METHOD,
  type GoneArgument,
  type MappedGroup,
  type MarkedTask,
  type RunnableTask,
  type TaskContext,
  TaskDeferralError,
  TaskDeferralTimeout,
  TaskDeferred,
  type TaskSettings,
  TRIGGER_TIMEOUT,
  type Trigger,
  TriggerRule,
} from "../definition/index.ts";
import type { Body, Seconds } from "../kernel/index.ts";
import { type Problem, withDefaults } from "../options/index.ts";
import type { GoneArguments, NewArguments, Rules, Since } from "../rules/index.ts";
import { argumentNamesOf, unknownArguments } from "./argument-names.ts";
import {
  BASE_ARGUMENT_NAMES,
  type BaseOperatorArguments,
  defaultArgs,
  taskSettings,
} from "./base-operator-arguments.ts";
import { type Linkable, link } from "./chain.ts";
import { checkArguments } from "./check-arguments.ts";
import { goneArguments } from "./gone-arguments.ts";
import { withMappedArguments } from "./mapped-arguments.ts";
import { deferralOf, type StartTriggerArgs } from "./start-trigger-args.ts";
import { keepFromRendering, renderFields } from "./template-fields.ts";
import { notModelledProblems, type TemplateValues } from "./template-not-modelled.ts";

/** The arguments of `defer`. */
export interface DeferArguments {
  readonly trigger: Trigger;
  /** The method that goes on when the trigger has fired: it is called with the context, and with `kwargs` and the event. */
  readonly methodName: string;
  readonly kwargs?: Readonly<Record<string, unknown>>;
  /** Seconds until the task fails instead. Default none. */
  readonly timeout?: Seconds | null;
}

/**
 * The base class of operators (airflow/models/baseoperator.py). Override `execute`; a generator may `yield context.sleep(60)`
 * or a promise, an async function may await them, and returning `this.defer(...)` waits in the triggerer.
 *
 * @example
 * class Copy extends BaseOperator {
 *   *execute(context: TaskContext) {
 *     yield context.sleep(60);
 *   }
 * }
 * const dag = new DAG("d");
 * new Copy({ dag, taskId: "t" });
 * const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "t").state); // success
 */
export abstract class BaseOperator<Arguments extends BaseOperatorArguments = BaseOperatorArguments>
  implements RunnableTask
{
  /**
   * The names of the arguments that the class takes besides those of the class that it derives from. A class that lists them
   * refuses all others; one that does not refuses only what looks misspelt.
   */
  static readonly argumentNames: readonly string[] = BASE_ARGUMENT_NAMES;

  /** The names of the fields that are rendered with Jinja before the task runs. */
  static readonly templateFields: readonly string[] = [];

  /** The arguments that not every version has. */
  static readonly newArguments: NewArguments = { onSkippedCallback: { airflow: "2.9" } };
  /** Arguments that later versions of its provider do not take any more. */
  static readonly goneArguments: GoneArguments = {};

  /** The arguments that it was given, the DAG's `defaultArgs` filled in. */
  readonly args: Arguments;
  readonly taskId: string;
  readonly settings: TaskSettings;
  readonly upstreamTaskIds: Set<string>;
  readonly passedUpstreamTaskIds: Set<string>;
  readonly downstreamTaskIds: Set<string>;
  isSetup = false;
  isTeardown = false;
  onFailureFailDagrun = false;
  /** As given, without defaults; undefined in a copy that runs. */
  readonly #given: Arguments | undefined;

  constructor(given: Arguments) {
    const original = ORIGINALS.get(given);
    this.taskId = original?.taskId ?? given.taskGroup?.childId(given.taskId) ?? given.taskId;
    this.args = original === undefined ? withDefaults(defaultArgs(given) as Arguments, given) : given;
    this.settings = original?.settings ?? taskSettings(this.args);
    this.upstreamTaskIds = original?.upstreamTaskIds ?? new Set();
    this.passedUpstreamTaskIds = original?.passedUpstreamTaskIds ?? new Set();
    this.downstreamTaskIds = original?.downstreamTaskIds ?? new Set();
    if (original !== undefined) return;
    this.#given = given;
    ORIGINALS.set(this.args, this);
    given.taskGroup?.add(this);
    (given.dag ?? given.taskGroup?.dag)?.addTask(this);
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

  get looksAtRuns(): boolean {
    return false;
  }

  get reschedule(): boolean {
    return false;
  }

  get onlyWaits(): boolean {
    return false;
  }

  get isSensor(): boolean {
    return false;
  }

  get recursionDepth(): number | null {
    return null;
  }

  markedTask(_context: TaskContext): MarkedTask {
    throw new TypeError(`Expected a task that marks another, got "${this.taskId}"`);
  }

  get expandInput(): ExpandInput | undefined {
    return undefined;
  }

  get newArgumentsUsed(): NewArguments {
    return newArgumentsOf((this.constructor as typeof BaseOperator).newArguments, this.args);
  }

  get goneArgumentsUsed(): readonly GoneArgument[] {
    const known = Object.entries((this.constructor as typeof BaseOperator).goneArguments);
    const given = this.args as Readonly<Record<string, unknown>>;
    return [
      ...goneArguments(this.args, this.#templateValues),
      ...known.filter(([name]) => given[name] !== undefined && given[name] !== null),
    ];
  }

  get ownArguments(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(Object.entries(this.args).filter(([name]) => !BASE_ARGUMENT_NAMES.includes(name)));
  }

  get argumentNames(): readonly string[] {
    return argumentNamesOf(this.constructor);
  }

  get unknownArguments(): readonly Problem[] {
    return unknownArguments(this.constructor, this.#given);
  }

  /** Returns the arguments of the class's trigger where the scheduler makes it; null for classes that always begin in a worker. */
  static startTriggerArgs(_dag: DAG | undefined, _calendar: Calendar, _rules: Rules): StartTriggerArgs | null {
    return null;
  }

  /** Returns the arguments of this task's trigger then. Default those of its class. */
  startTriggerArgs(calendar: Calendar, rules: Rules): StartTriggerArgs | null {
    return (this.constructor as typeof BaseOperator).startTriggerArgs(this.args.dag, calendar, rules);
  }

  /** True if the scheduler makes its trigger, so that no worker has to begin it. Needs `startTriggerArgs`, and Airflow 2.10. */
  get startFromTrigger(): boolean {
    return false;
  }

  get mayStartFromTrigger(): boolean {
    return this.startFromTrigger;
  }

  startDeferral(_mapIndex: number, calendar: Calendar, rules: Rules): TaskDeferred | undefined {
    const args = this.startFromTrigger ? this.startTriggerArgs(calendar, rules) : null;
    return args === null ? undefined : deferralOf(args);
  }

  /** Makes the task wait for others. */
  setUpstream(...tasks: readonly Linkable[]): this {
    for (const task of tasks) link(task, this);
    return this;
  }

  /** Makes other tasks wait for this one. */
  setDownstream(...tasks: readonly Linkable[]): this {
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
    return [...checkArguments(this.args), ...notModelledProblems(this.#templateValues)];
  }

  get #templateValues(): TemplateValues {
    const { templateFields } = this.constructor as typeof BaseOperator;
    const values = this as unknown as Readonly<Record<string, unknown>>;
    return templateFields.map((field) => [field, values[field]]);
  }

  /** Keeps nothing between its calls, so that one object serves all runs. */
  protected get keepsNothing(): boolean {
    return false;
  }

  get taskGroupId(): string | undefined {
    return this.args.taskGroup?.groupId;
  }

  get mappedGroups(): readonly MappedGroup[] {
    return this.args.taskGroup?.mappedGroups ?? NO_GROUPS;
  }

  /** Made anew from its arguments, so that a run starts with what the constructor sets, and keeps what it sets to itself. */
  prepareForExecution(context: TaskContext): RunnableTask {
    const copy = this.constructor as new (given: Arguments) => RunnableTask;
    if (this.mappedGroups.length === 0) return this.keepsNothing ? this : new copy(this.args);
    const resolved: unknown[] = [];
    const args = withMappedArguments(this.args, context, resolved);
    ORIGINALS.set(args, this);
    const task = new copy(args);
    keepFromRendering(task, resolved);
    return task;
  }

  renderTemplateFields(context: TaskContext): void {
    const fields = this.templateFieldsBy(context.rules);
    if (fields.length > 0) renderFields(this as unknown as Record<string, unknown>, fields, context);
  }

  /** The template fields where a rule decides on some of them. */
  protected templateFieldsBy(_rules: Rules): readonly string[] {
    return (this.constructor as typeof BaseOperator).templateFields;
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
      if (Array.isArray(traceback))
        context.log.at("baseoperator.py:1600").error("Trigger failed:\n%s", traceback.join("\n"));
      const isTimeout = error === TRIGGER_TIMEOUT && context.rules.triggerTimeoutIs === "a TaskDeferralTimeout";
      throw isTimeout ? new TaskDeferralTimeout("Trigger timeout") : new TaskDeferralError(String(error));
    }
    const method = (this as unknown as Record<string, unknown>)[nextMethod];
    if (typeof method !== "function")
      throw new TypeError(
        `Expected ${this.taskType} \`${this.taskId}\` to have a method \`${nextMethod}\` to resume at, got none`,
      );
    return method.call(this, context, nextKwargs) as Body<unknown>;
  }

  onKill(_context: TaskContext): Body<void> {}

  /** Return this from `execute` to give the worker slot back and wait in the triggerer. */
  protected defer({ trigger, methodName, kwargs = {}, timeout = null }: DeferArguments): TaskDeferred {
    return new TaskDeferred(trigger, methodName, kwargs, timeout);
  }
}

/** The task that arguments belong to: an operator that is made from the same ones again is a copy to run. */
const ORIGINALS = new WeakMap<BaseOperatorArguments, BaseOperator>();

const NO_GROUPS: readonly MappedGroup[] = [];

/** Picks the new arguments that are given, and the newly optional ones that are not; false counts as not given, where it is the default. */
export function newArgumentsOf(known: NewArguments, given: object): NewArguments {
  const values = given as Readonly<Record<string, unknown>>;
  const used = Object.entries(known).filter(([name, { isTrueElse = false, isOptional = false }]) =>
    isOptional ? values[name] === undefined : values[name] !== undefined && (isTrueElse || values[name] !== false),
  );
  if (typeof values["retryExponentialBackoff"] === "number") used.push(["retryExponentialBackoff", NUMBERS_AS_BACKOFF]);
  if (values["triggerRule"] === TriggerRule.allDoneMinOneSuccess) used.push(["triggerRule", DONE_MIN_ONE_SUCCESS]);
  return Object.fromEntries(used);
}

/** From when on `retry_exponential_backoff` may be a number. */
const NUMBERS_AS_BACKOFF: Since = { airflow: "3.2" };

/** The trigger rule all_done_min_one_success. */
const DONE_MIN_ONE_SUCCESS: Since = { airflow: "3.1" };
