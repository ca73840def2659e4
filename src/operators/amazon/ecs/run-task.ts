/**
 * EcsRunTaskOperator (operators/ecs.py; spec/amazon-deferrable.md, section 3).
 * @module
 */

import { isException, type TaskContext, type TaskDeferred } from "../../../definition/index.ts";
import { LOGS, WaiterError, waitUntil } from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle, sleep } from "../../../kernel/index.ts";
import { namesOf } from "../../../options/index.ts";
import { pythonRepr } from "../../../python/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { expectSuccess, type WaiterEvent } from "../aws-operator.ts";
import { ECS, type EcsTask } from "./api.ts";
import { checkTasks, EcsOperatorError, mayStartLater } from "./check-task.ts";
import { type EcsArguments, EcsBaseOperator } from "./ecs-base.ts";
import { generateUuid } from "./generate-uuid.ts";
import { type QuotaRetry, retriesOnce } from "./quota-retry.ts";
import { TaskDoneTrigger } from "./task-done-trigger.ts";

type Settings = Readonly<Record<string, unknown>>;

export interface EcsRunTaskOperatorArguments extends EcsArguments {
  /** Rendered with Jinja, as are all down to `numberLogsException` but `quotaRetry`. */
  readonly taskDefinition: string;
  readonly cluster: string;
  /** By AWS's names, as are the lists and settings below. */
  readonly overrides: Settings;
  /** Default `EC2`. */
  readonly launchType?: string | null;
  /** In place of `launchType`. */
  readonly capacityProviderStrategy?: readonly unknown[] | null;
  /** From provider 9.2.0 on. */
  readonly volumeConfigurations?: readonly unknown[] | null;
  readonly group?: string | null;
  readonly placementConstraints?: readonly unknown[] | null;
  readonly placementStrategy?: readonly unknown[] | null;
  readonly platformVersion?: string | null;
  readonly networkConfiguration?: Settings | null;
  readonly tags?: Readonly<Record<string, string>> | null;
  /** With `awslogsStreamPrefix`: its trigger reads the task's log. On a worker the log is not read. */
  readonly awslogsGroup?: string | null;
  readonly awslogsRegion?: string | null;
  readonly awslogsStreamPrefix?: string | null;
  /** Seconds between two requests of log lines on a worker. No line is read there, so it has no effect. Default 30. */
  readonly awslogsFetchInterval?: Seconds;
  /** The container whose log it is. Default the first. From provider 9.8.0 on. */
  readonly containerName?: string | null;
  readonly propagateTags?: string | null;
  /** Tries once more to see how a task ended that failed to start, and takes it for a success then. Up to provider 9.8.0. */
  readonly quotaRetry?: QuotaRetry | null;
  /** Goes on with the task of an earlier try that still runs. Default false. */
  readonly reattach?: boolean;
  /** Lines of the log in the error of a task that failed. They are not read. Default 10. */
  readonly numberLogsException?: number;
  /** Waits on its worker; a deferrable one waits anyhow. Default true. */
  readonly waitForCompletion?: boolean;
  /** Seconds between two looks, in the trigger cut to whole ones. Default 6. */
  readonly waiterDelay?: Seconds;
  /** Default 1000000; in provider 8.7.1 5256000000000, which no deferral can last. */
  readonly waiterMaxAttempts?: number;
  /** Exit codes that skip the task. From provider 9.25.0 on. */
  readonly skipOnExitCode?: number | readonly number[] | null;
  /** Stops the task where the wait for it on a worker fails. Default true. From provider 9.25.0 on. */
  readonly stopTaskOnFailure?: boolean;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

/** Runs a task on a cluster. It pushes the task's ARN as `ecs_task_arn`. */
export class EcsRunTaskOperator extends EcsBaseOperator<EcsRunTaskOperatorArguments> {
  static override readonly argumentNames = namesOf<Omit<EcsRunTaskOperatorArguments, keyof EcsArguments>>({
    taskDefinition: true,
    cluster: true,
    overrides: true,
    launchType: true,
    capacityProviderStrategy: true,
    volumeConfigurations: true,
    group: true,
    placementConstraints: true,
    placementStrategy: true,
    platformVersion: true,
    networkConfiguration: true,
    tags: true,
    awslogsGroup: true,
    awslogsRegion: true,
    awslogsStreamPrefix: true,
    awslogsFetchInterval: true,
    containerName: true,
    propagateTags: true,
    quotaRetry: true,
    reattach: true,
    numberLogsException: true,
    waitForCompletion: true,
    waiterDelay: true,
    waiterMaxAttempts: true,
    skipOnExitCode: true,
    stopTaskOnFailure: true,
    deferrable: true,
  });
  static override readonly newArguments: NewArguments = {
    ...EcsBaseOperator.newArguments,
    volumeConfigurations: { amazonProvider: "9.2.0" },
    containerName: { amazonProvider: "9.8.0" },
    skipOnExitCode: { amazonProvider: "9.25.0" },
    stopTaskOnFailure: { amazonProvider: "9.25.0" },
  };
  static override readonly templateFields = [
    "taskDefinition",
    "cluster",
    "overrides",
    "launchType",
    "capacityProviderStrategy",
    "volumeConfigurations",
    "group",
    "placementConstraints",
    "placementStrategy",
    "platformVersion",
    "networkConfiguration",
    "tags",
    "awslogsGroup",
    "awslogsStreamPrefix",
    "containerName",
    "propagateTags",
  ];

  taskDefinition = this.args.taskDefinition;
  cluster = this.args.cluster;
  overrides = this.args.overrides;
  launchType = this.args.launchType === undefined ? "EC2" : this.args.launchType;
  capacityProviderStrategy = this.args.capacityProviderStrategy ?? null;
  volumeConfigurations = this.args.volumeConfigurations ?? null;
  group = this.args.group ?? null;
  placementConstraints = this.args.placementConstraints ?? null;
  placementStrategy = this.args.placementStrategy ?? null;
  platformVersion = this.args.platformVersion ?? null;
  networkConfiguration = this.args.networkConfiguration ?? null;
  tags = this.args.tags ?? null;
  awslogsGroup = this.args.awslogsGroup ?? null;
  awslogsStreamPrefix = this.args.awslogsStreamPrefix ?? null;
  containerName = this.args.containerName ?? null;
  propagateTags = this.args.propagateTags ?? null;
  #arn: string | null = null;

  override get onlyWaits(): boolean {
    return this.args.waitForCompletion !== false;
  }

  *execute(context: TaskContext): Steps<TaskDeferred | null> {
    const { reattach = false, deferrable = false, waitForCompletion = true } = this.args;
    const { log } = context;
    log
      .at("ecs.py:531")
      .info("Running ECS Task - Task definition: %s - on cluster %s", this.taskDefinition, this.cluster);
    log.at("ecs.py:534").info("EcsOperator overrides: %s", this.overrides);
    const startedBy = reattach ? startedByOf(context) : null;
    if (startedBy !== null) yield* this.#reattach(context, startedBy);
    const isAttached = this.#arn !== null;
    const arn = this.#arn ?? (yield* this.#start(context, startedBy));
    if (this.settings.doXcomPush) context.ti.xcomPush("ecs_task_arn", arn);
    if (deferrable) return this.#defer(context, arn);
    if (!waitForCompletion) return null;
    try {
      const { waiterDelay, waiterMaxAttempts } = this.#wait(context);
      const waiter = this.client(context, ECS).waiter("TasksStopped", { cluster: this.cluster, tasks: [arn] });
      yield* waitUntil(waiter, waiterDelay, waiterMaxAttempts);
    } catch (error) {
      if (error instanceof WaiterError && !isAttached) yield* this.#stopAfterFailure(context, arn);
      throw error;
    }
    yield* this.#checkSuccess(context);
    return null;
  }

  /** `_try_reattach_task`: looks for the task of an earlier try. */
  *#reattach(context: TaskContext, startedBy: string): Steps<void> {
    const { log } = context;
    log.at("ecs.py:540").info("Try to find run with startedBy=%r", startedBy);
    const params = { cluster: this.cluster, desiredStatus: "RUNNING", startedBy };
    const { taskArns } = yield* settle(this.client(context, ECS).call("ListTasks", params));
    const [arn] = taskArns;
    if (taskArns.length > 1)
      log.at("ecs.py:658").warning("Found more then one previously launched tasks: %s", taskArns);
    if (arn === undefined) log.at("ecs.py:662").info("No active previously launched task found to reattach");
    else log.at("ecs.py:660").info("Reattaching previously launched task: %s", arn);
    this.#arn = arn ?? null;
  }

  *#start(context: TaskContext, startedBy: string | null): Steps<string> {
    const { log } = context;
    const { capacityProviderStrategy: strategy, launchType, tags } = this;
    const capacity = strategy !== null && strategy.length > 0;
    const params = {
      cluster: this.cluster,
      taskDefinition: this.taskDefinition,
      overrides: this.overrides,
      startedBy: startedBy ?? this.args.owner ?? "airflow",
      ...(capacity ? { capacityProviderStrategy: strategy } : {}),
      ...(!capacity && launchType ? { launchType } : {}),
      ...given({
        volumeConfigurations: this.volumeConfigurations,
        platformVersion: this.platformVersion,
        group: this.group,
        placementConstraints: this.placementConstraints,
        placementStrategy: this.placementStrategy,
        networkConfiguration: this.networkConfiguration,
        tags: tags === null ? null : Object.entries(tags).map(([key, value]) => ({ key, value })),
        propagateTags: this.propagateTags,
      }),
    };
    const response = yield* settle(this.client(context, ECS).call("RunTask", params));
    if (response.failures.length > 0) throw new EcsOperatorError(response.failures, pythonRepr(response));
    log.at("ecs.py:644").info("ECS Task started: %s", response);
    const [task] = response.tasks as readonly [EcsTask];
    this.#arn = task.taskArn;
    log.at("ecs.py:647").info("ECS task ID is: %s", idOf(task.taskArn));
    yield* this.#findContainer(context, task);
    return task.taskArn;
  }

  /** `Rules.ecsLogStreamNamesContainer` says where it learns the name of the container that a log's stream is named after. */
  *#findContainer(context: TaskContext, task: EcsTask): Steps<void> {
    const rule = context.rules.ecsLogStreamNamesContainer;
    if (this.containerName || rule === "no") return;
    if (rule === "of the answer") {
      this.containerName = task.containers[0]?.name ?? null;
      return;
    }
    if (!this.#readsLogs) return;
    for (const seconds of [10, 30]) {
      yield sleep(seconds);
      const params = { cluster: this.cluster, tasks: [task.taskArn] };
      const { tasks } = yield* settle(this.client(context, ECS).call("DescribeTasks", params));
      this.containerName = tasks[0]?.containers[0]?.name ?? null;
      if (this.containerName) return;
    }
    context.log.at("ecs.py:251").info("Could not find container name, required for the log stream after 2 tries");
  }

  get #readsLogs(): boolean {
    return Boolean(this.awslogsGroup && this.awslogsStreamPrefix);
  }

  #logStream(arn: string): string {
    const { awslogsStreamPrefix: prefix, containerName: name } = this;
    if (prefix && name && !prefix.endsWith(`/${name}`)) return `${prefix}/${name}/${idOf(arn)}`;
    return `${prefix ?? "None"}/${idOf(arn)}`;
  }

  #wait({ rules }: TaskContext): { readonly waiterDelay: Seconds; readonly waiterMaxAttempts: number } {
    const { waiterDelay = 6, waiterMaxAttempts = rules.ecsTaskAttempts } = this.args;
    return { waiterDelay, waiterMaxAttempts };
  }

  #defer(context: TaskContext, taskArn: string): TaskDeferred {
    const wait = this.#wait(context);
    const logs = { logGroup: this.awslogsGroup, logStream: this.#logStream(taskArn) };
    const trigger = new TaskDoneTrigger({ cluster: this.cluster, taskArn, ...wait, ...logs, ...this.connection });
    const timeout = wait.waiterMaxAttempts * wait.waiterDelay + 60;
    return this.defer({ trigger, methodName: "executeComplete", timeout });
  }

  *executeComplete(context: TaskContext, { event }: { readonly event: WaiterEvent }): Steps<unknown> {
    expectSuccess(event, "Error in task execution: ");
    const arn = event["task_arn"] as string;
    this.#arn = arn;
    if (context.rules.ecsEventHasCluster) this.cluster = event["cluster"] as string;
    yield* this.#checkSuccess(context);
    if (!this.#readsLogs) return null;
    const stream = { logGroupName: this.awslogsGroup ?? "", logStreamName: this.#logStream(arn) };
    const last = this.client(context, LOGS).call("GetLogEvents", { ...stream, startFromHead: false, limit: 1 });
    return (yield* settle(last)).events[0]?.message ?? null;
  }

  /** A task that failed to start is forgotten, up to provider 9.8.0: with `quotaRetry` it is a success then. */
  *#checkSuccess(context: TaskContext): Steps<void> {
    const { quotaRetry, skipOnExitCode } = this.args;
    const { rules, log } = context;
    const skipped = [skipOnExitCode ?? []].flat();
    const startedAt = context.monotonic();
    try {
      const params = { cluster: this.cluster, tasks: [this.#arn ?? ""] };
      const response = yield* settle(this.client(context, ECS).call("DescribeTasks", params));
      log.at("ecs.py:703").info("ECS Task stopped, check status: %s", response);
      checkTasks(response, skipped);
    } catch (error) {
      if (!rules.ecsForgetsTasksThatDidNotStart) throw error;
      if (error instanceof Error && error.name === "EcsTaskFailToStart") this.#arn = null;
      if (!quotaRetry || !mayStartLater(error)) throw error;
      yield* retriesOnce(quotaRetry, context.monotonic() - startedAt);
    }
  }

  *#stopAfterFailure(context: TaskContext, arn: string): Steps<void> {
    const { log, rules } = context;
    if (!rules.ecsStopsTasksAfterFailure) return;
    log.at("ecs.py:193").warning("Execution failed after ECS task %s was started by this task instance.", arn);
    if (this.args.stopTaskOnFailure === false) return;
    log.at("ecs.py:199").warning("Attempting termination of ECS task %s.", arn);
    const reason = "Task failed after creation; cleanup by Airflow";
    try {
      yield* settle(this.client(context, ECS).call("StopTask", { cluster: this.cluster, task: arn, reason }));
    } catch (error) {
      if (!isException(error, rules)) throw error;
      log.at("ecs.py:206").error("Failed while attempting to stop ECS task %s", arn);
    }
  }

  /** Stops the task. Not called while the task is deferred: then nothing stops it. */
  override *onKill(context: TaskContext): Steps<void> {
    if (this.#arn === null) return;
    const params = { cluster: this.cluster, task: this.#arn, reason: "Task killed by the user" };
    const response = yield* settle(this.client(context, ECS).call("StopTask", params));
    context.log.at("ecs.py:757").info("%s", response);
  }
}

/** The mark of a task of ECS by which a later try finds it: the same for all tries of a task instance. */
function startedByOf({ ti }: TaskContext): string {
  return generateUuid(ti.dagId, ti.taskId, ti.runId, String(ti.mapIndex));
}

function idOf(taskArn: string): string {
  return taskArn.slice(taskArn.lastIndexOf("/") + 1);
}

/** The arguments that are not None, as they are. */
function given(values: Settings): Settings {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
