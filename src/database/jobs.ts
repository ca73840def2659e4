import type { Micros } from "../kernel/index.ts";
import type { TaskInstance } from "./task-instance.ts";

/** The rules of a job's row that versions differ in: see `Rules.jobRowHoldsPreviousHeartbeat` and `Rules.heartbeatsWriteState`. */
export interface JobRules {
  readonly jobRowHoldsPreviousHeartbeat: boolean;
  readonly heartbeatsWriteState: boolean;
}

/**
 * A row of the job table (models jobs/job.py): that a process is there, and when it last said so. Heartbeats have no other
 * effect, so they are only worked out: `next` gives the instant of the heartbeat after one.
 */
export class Job {
  readonly #rules: JobRules;
  readonly #next: (last: Micros) => Micros;
  #last: Micros;
  /** The heartbeat before that. */
  #held: Micros;
  #stoppedAt: Micros | undefined;
  #state: "running" | "success" | "failed" = "running";
  #failedAt: Micros | undefined;

  constructor(createdAt: Micros, rules: JobRules, next: (last: Micros) => Micros) {
    this.#rules = rules;
    this.#next = next;
    this.#last = createdAt;
    this.#held = createdAt;
  }

  /** `latest_heartbeat`, as the row has it. */
  latestHeartbeat(now: Micros): Micros {
    this.#catchUp(now);
    return this.#rules.jobRowHoldsPreviousHeartbeat ? this.#held : this.#last;
  }

  /** The instant of its next heartbeat, if it goes on. */
  nextHeartbeat(now: Micros): Micros {
    this.#catchUp(now);
    return this.#next(this.#last);
  }

  /** True while it beats. */
  get isBeating(): boolean {
    return this.#stoppedAt === undefined;
  }

  /** Tells if its state is running. Another may have declared it dead: see `Rules.heartbeatsWriteState`. */
  isRunning(now: Micros): boolean {
    if (this.#state !== "failed" || this.#failedAt === undefined || !this.#rules.heartbeatsWriteState)
      return this.#state === "running";
    this.#catchUp(now);
    if (this.#last <= this.#failedAt) return false;
    this.#failedAt = undefined;
    this.#state = "running";
    return true;
  }

  /** Another finds that its heartbeat is too old, and declares it dead. */
  declareDead(now: Micros): void {
    this.#state = "failed";
    this.#failedAt = now;
  }

  /** It stands still, or is gone without a word: no heartbeat comes any more. */
  stop(now: Micros): void {
    this.#catchUp(now);
    this.#stoppedAt ??= now;
  }

  /** It goes on after it has stood still: with a heartbeat, if one was due meanwhile. */
  resume(now: Micros, heartRate: Micros): void {
    this.#stoppedAt = undefined;
    if (now - this.#last < heartRate) return;
    this.#held = this.#last;
    this.#last = now;
  }

  /** It ends in order, and says so (`complete_execution`). */
  end(state: "success" | "failed", now: Micros): void {
    this.stop(now);
    this.#state = state;
    this.#failedAt = undefined;
  }

  #catchUp(now: Micros): void {
    const until = this.#stoppedAt ?? now;
    for (let next = this.#next(this.#last); next <= until; next = this.#next(next)) {
      this.#held = this.#last;
      this.#last = next;
    }
  }
}

/** The job of a supervisor, which looks after a task's process (LocalTaskJob). */
export class TaskJob extends Job {
  readonly instance: TaskInstance;

  constructor(instance: TaskInstance, createdAt: Micros, rules: JobRules, next: (last: Micros) => Micros) {
    super(createdAt, rules, next);
    this.instance = instance;
  }
}

/** The job table, as far as schedulers look for what has died. */
export class JobTable {
  readonly schedulers: Job[] = [];
  /** Jobs of supervisors that may be found dead: those that beat no more, and all of them where a heartbeat may look old. */
  readonly suspects = new Set<TaskJob>();
}
