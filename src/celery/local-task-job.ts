import { TaskJob } from "../database/index.ts";
import type { Worker } from "../executor/index.ts";
import { durationMicros, type Micros, Timer } from "../kernel/index.ts";
import type { CeleryMessage, CeleryState } from "./message.ts";
import { RawTask, type Watcher } from "./raw-task.ts";

/** The worker of a supervisor, as it uses it. */
export interface Pool {
  /** It has ended, and its slot is free. */
  vacate(slot: LocalTaskJob, state: CeleryState): void;
}

/**
 * A process of a worker's pool, and the supervisor of one task in it (`airflow tasks run --local`, LocalTaskJobRunner;
 * spec/faults.md, 0 to 2). It starts the task's process, beats for it, ends it where its task instance is not running any more,
 * and schedules what is behind it.
 *
 * A heartbeat that finds nothing has no effect, so they begin only once there is something to be found.
 */
export class LocalTaskJob extends Timer implements Watcher {
  readonly message: CeleryMessage;
  readonly #pool: Pool;
  readonly #worker: Worker;
  readonly #heartRate: Micros;
  #stage: "sent" | "starting" | "watching" | "signing off" | "ending its task" | "stopping" | "gone" = "sent";
  #job: TaskJob | undefined;
  #raw: RawTask | undefined;
  /** The end of its process that it has not taken note of, as it stands still or sleeps. */
  #unseenEnd: { readonly isDeferral: boolean } | undefined;
  #hasSeenOtherState = false;
  #isSignalled = false;
  #isFrozen = false;
  #isDead = false;
  /** The instant up to which it waits, where that is for its process to end. */
  #deadline: Micros = 0;
  /** The heartbeat that was to come next as it stood still, until it goes on. */
  #missedHeartbeat: Micros | undefined;
  #afterTask: () => void = () => {};
  #celeryState: CeleryState = "SUCCESS";

  constructor(pool: Pool, worker: Worker, message: CeleryMessage) {
    super();
    this.#pool = pool;
    this.#worker = worker;
    this.message = message;
    this.#heartRate = durationMicros(worker.metadata.config.scheduler.jobHeartbeatSec);
  }

  get #kernel() {
    return this.#worker.metadata.kernel;
  }

  /** The process of its task, once that has begun. */
  get process(): RawTask | undefined {
    return this.#raw;
  }

  override fire(): void {
    this.#worker.metadata.actAs("worker");
    if (this.#isSignalled) {
      this.#isSignalled = false;
      this.#handleSigterm();
      return;
    }
    switch (this.#stage) {
      case "sent":
        this.message.state = "STARTED";
        this.#stage = "starting";
        if (this.#worker.startup > 0) this.#kernel.arm(this, this.#kernel.now + this.#worker.startup);
        else this.#start();
        break;
      case "starting":
        this.#start();
        break;
      case "watching":
        if (this.#unseenEnd === undefined) this.#heartbeat();
        else this.#handleTaskExit(this.#unseenEnd.isDeferral);
        break;
      case "signing off":
        this.#end("SUCCESS");
        break;
      case "ending its task":
        this.#taskEnded();
        break;
      case "stopping":
        this.#vacate(this.#celeryState);
        break;
      case "gone":
        break;
    }
  }

  /** `_execute`: makes its job, and starts the task's process. */
  #start(): void {
    const { metadata } = this.#worker;
    const { instance } = this.message;
    const { now } = this.#kernel;
    const job = new TaskJob(instance, now, metadata.rules, (last) => last + this.#heartRate);
    this.#job = job;
    this.#stage = "watching";
    const owner = { job, externalExecutorId: this.message };
    const raw = new RawTask(this.#worker, this, owner, instance, instance.tryNumber);
    this.#raw = raw;
    if (mayLookDead(metadata.config.scheduler)) metadata.suspect(job);
    if (!raw.run()) this.#end("SUCCESS");
  }

  watch(): void {
    if (this.#stage !== "watching" || this.#isFrozen || this.armed || this.#job === undefined) return;
    this.#kernel.arm(this, this.#job.nextHeartbeat(this.#kernel.now));
  }

  childEnded(isDeferral: boolean): void {
    if (this.#isFrozen || this.#stage === "signing off") this.#unseenEnd = { isDeferral };
    else if (this.#stage === "watching" && this.#isAsleep) {
      this.#unseenEnd = { isDeferral };
      this.#kernel.arm(this, this.#job?.nextHeartbeat(this.#kernel.now) ?? this.#kernel.now);
    } else if (this.#stage === "watching") this.#handleTaskExit(isDeferral);
    else if (this.#stage === "ending its task") this.#taskEnded();
  }

  /**
   * It waits for its process for no longer than the time in which it has to beat, and then sleeps until its heartbeat: where
   * that time is shorter than from one heartbeat to the next.
   */
  get #isAsleep(): boolean {
    const { localTaskJobHeartbeatSec, schedulerZombieTaskThreshold } = this.#worker.metadata.config.scheduler;
    const limit = durationMicros(
      localTaskJobHeartbeatSec < 1 ? schedulerZombieTaskThreshold : localTaskJobHeartbeatSec,
    );
    const { now } = this.#kernel;
    return limit < this.#heartRate && (this.#job?.nextHeartbeat(now) ?? now) - this.#heartRate + limit < now;
  }

  /** `handle_task_exit`. */
  #handleTaskExit(isDeferral: boolean): void {
    if (!isDeferral) this.#raw?.scheduleDownstream();
    this.#end("SUCCESS");
  }

  /** `heartbeat_callback`. */
  #heartbeat(): void {
    const { instance } = this.message;
    const { rules } = this.#worker.metadata;
    const isRunning = instance.state === "running";
    if (isRunning && instance.owner?.job !== this.#job && rules.foreignTasksEndTheirSupervisor) {
      this.#endTask(() => this.#end("FAILURE"));
      return;
    }
    if (!isRunning && !this.#isInOvertime()) {
      if (this.#hasSeenOtherState) {
        this.#endTask(() => this.#end("SUCCESS"));
        return;
      }
      this.#hasSeenOtherState = true;
    }
    if (!isRunning || instance.owner?.job !== this.#job) this.#kernel.arm(this, this.#kernel.now + this.#heartRate);
  }

  /** Marked as successful it may go on for a while, since its end. */
  #isInOvertime(): boolean {
    const { config, rules } = this.#worker.metadata;
    const { state, endDate } = this.message.instance;
    const { now } = this.#kernel;
    if (state !== "success" || !rules.markedSuccessHasOvertime) return false;
    return now - (endDate ?? now) < durationMicros(config.core.taskSuccessOvertime);
  }

  /** `StandardTaskRunner.terminate`: SIGTERM, and SIGKILL where the process does not end for that. */
  #endTask(then: () => void): void {
    this.#afterTask = then;
    if (this.#raw?.isAlive !== true) {
      then();
      return;
    }
    this.#stage = "ending its task";
    this.#deadline = this.#kernel.now + durationMicros(this.#worker.metadata.config.core.killedTaskCleanupTime);
    this.#kernel.arm(this, this.#deadline);
    this.#raw.terminate();
  }

  #taskEnded(): void {
    this.#raw?.die();
    this.#kernel.cancel(this);
    this.#afterTask();
  }

  /** SIGTERM to it: it ends its task, and itself at its next heartbeat. */
  sigterm(): void {
    if (this.#stage === "sent" || this.#stage === "starting") this.#vacate("FAILURE");
    else if (this.#stage === "watching") {
      this.#isSignalled = true;
      this.#kernel.arm(this, this.#kernel.now);
    }
  }

  #handleSigterm(): void {
    this.#endTask(() => {
      this.#raw?.scheduleDownstream();
      this.#stage = "signing off";
      const { now } = this.#kernel;
      const due = this.#missedHeartbeat ?? this.#job?.nextHeartbeat(now) ?? now;
      this.#kernel.arm(this, Math.max(now, due)); // one that it has missed as it stood still comes at once
    });
  }

  /** Kills its process. It takes note of that, and ends in order. */
  killTask(): void {
    this.#worker.metadata.observer.incident(this.message.instance, "killed");
    this.#raw?.die();
    if (this.#stage !== "watching" && this.#stage !== "ending its task") return;
    this.#unseenEnd = { isDeferral: false };
    if (!this.#isFrozen) this.#kernel.arm(this, this.#kernel.now);
  }

  /** It is killed. Its process goes on, and nobody watches it. */
  kill(): void {
    this.#kernel.cancel(this);
    this.#isDead = true;
    this.#isFrozen = true;
    this.#raw?.orphan();
    this.#silence();
  }

  /** It is killed together with its process. */
  killAll(): void {
    this.kill();
    this.#raw?.die();
  }

  /** It stands still. */
  freeze(): void {
    const { now } = this.#kernel;
    this.#worker.metadata.observer.incident(this.message.instance, "unwatched");
    this.#kernel.cancel(this);
    this.#isFrozen = true;
    this.#missedHeartbeat = this.#job?.nextHeartbeat(now);
    if (this.#stage === "watching") this.#deadline = this.#missedHeartbeat ?? now;
    this.#silence();
  }

  /** No heartbeat comes from now on. */
  #silence(): void {
    if (this.#job === undefined) return;
    this.#job.stop(this.#kernel.now);
    this.#worker.metadata.suspect(this.#job);
  }

  /** It goes on after it has stood still. */
  thaw(): void {
    if (this.#isDead || !this.#isFrozen || this.#stage === "gone") return;
    this.#isFrozen = false;
    const { now } = this.#kernel;
    if (this.#stage === "watching") this.#missedHeartbeat = undefined;
    const isWaiting = this.#stage === "watching" || this.#stage === "ending its task";
    this.#job?.resume(now, this.#heartRate);
    const waitsOn = isWaiting && this.#unseenEnd === undefined && now < this.#deadline;
    this.#kernel.arm(this, waitsOn ? this.#deadline : now);
  }

  #vacate(state: CeleryState): void {
    this.#stage = "gone";
    this.#pool.vacate(this, state);
  }

  #end(state: CeleryState): void {
    const { now } = this.#kernel;
    this.#kernel.cancel(this);
    this.#job?.end(state === "SUCCESS" ? "success" : "failed", now);
    const { state: taskState, owner } = this.message.instance;
    if (this.#job !== undefined && taskState === "running" && owner?.job === this.#job)
      this.#worker.metadata.suspect(this.#job); // its process is gone without a word
    this.#celeryState = state;
    this.#stage = "stopping";
    if (this.#worker.shutdown === 0) this.#vacate(state);
    else this.#kernel.arm(this, now + this.#worker.shutdown);
  }
}

/** Tells if a supervisor that beats may look dead all the same. */
function mayLookDead({
  schedulerZombieTaskThreshold,
  jobHeartbeatSec,
}: {
  readonly schedulerZombieTaskThreshold: number;
  readonly jobHeartbeatSec: number;
}): boolean {
  return schedulerZombieTaskThreshold <= 2 * jobHeartbeatSec;
}
