import type { CeleryCluster, SchedulerSpec } from "../celery/index.ts";
import { Job } from "../database/index.ts";
import { durationMicros, type Kernel, type Micros, type Seconds, sleepMicros } from "../kernel/index.ts";
import type { RandomStreams } from "../random/index.ts";
import { type RunOrder, Scheduler, type Schedulers, type SharedKnowledge } from "../scheduler/index.ts";
import { paceOf } from "./pace.ts";
import type { SimulationOptions } from "./simulation-options.ts";

/** A scheduler that may die: its loop, and the row that says that it is there. */
interface Member {
  readonly scheduler: Scheduler;
  readonly job: Job;
  isGone: boolean;
  isFrozen: boolean;
}

export interface FleetOptions {
  /** The first iteration of schedulers that are there from the start. */
  readonly firstRound: Micros;
  readonly runOrder: RunOrder | undefined;
  readonly schedulerLoop: SimulationOptions["schedulerLoop"];
  readonly random: RandomStreams;
}

/** Schedulers that start and die, each with an executor of its own. */
export class SchedulerFleet {
  readonly #shared: SharedKnowledge;
  readonly #cluster: CeleryCluster;
  readonly #all: Schedulers;
  readonly #options: FleetOptions;
  readonly #members: (Member | undefined)[] = [];
  #onScheduler: ((index: number) => void) | undefined;

  constructor(shared: SharedKnowledge, cluster: CeleryCluster, all: Schedulers, options: FleetOptions) {
    this.#shared = shared;
    this.#cluster = cluster;
    this.#all = all;
    this.#options = options;
  }

  get #kernel(): Kernel {
    return this.#shared.metadata.kernel;
  }

  get #heartRate(): Micros {
    const { rules, config } = this.#shared.metadata;
    const { jobHeartbeatSec, schedulerHeartbeatSec } = config.scheduler;
    return durationMicros(rules.schedulersBeatBy === "job_heartbeat_sec" ? jobHeartbeatSec : schedulerHeartbeatSec);
  }

  /** Starts a scheduler at its time. `index` is its place in the list. */
  plan(spec: SchedulerSpec, index: number): void {
    const { startAt = 0 } = spec;
    if (startAt === 0) this.#start(spec, index, this.#options.firstRound);
    else this.#kernel.at(sleepMicros(startAt), () => this.#start(spec, index, this.#kernel.now));
  }

  /** Tells of each scheduler, those that are there first. */
  set onScheduler(told: (index: number) => void) {
    this.#onScheduler = told;
    for (const index of this.alive) told(index);
  }

  /** The places of those that are there. */
  get alive(): readonly number[] {
    return [...this.#members.keys()].filter((index) => this.#members[index]?.isGone === false);
  }

  /** Starts another one now. */
  add(): void {
    this.#start({}, this.#members.length, this.#kernel.now);
  }

  /** Ends one. False where it is not there. */
  end(index: number, shutdown: "kill" | "terminate"): boolean {
    const member = this.#members[index];
    if (member === undefined || member.isGone) return false;
    this.#stop(member, { shutdown });
    return true;
  }

  #start(spec: SchedulerSpec, index: number, firstRound: Micros): void {
    const { metadata } = this.#shared;
    const { schedulerLoop, random, runOrder } = this.#options;
    const { rounds, pace } = paceOf(firstRound, metadata, schedulerLoop, random, index);
    const heartRate = this.#heartRate;
    const job = new Job(this.#kernel.now, metadata.rules, (last) => rounds.from(last + heartRate));
    metadata.jobs.schedulers.push(job);
    const executor = this.#cluster.executor();
    const scheduler = new Scheduler({
      shared: this.#shared,
      executor,
      rounds,
      pace,
      catchUp: this.#all.catchUpExaminations,
      ownership: { job, executor },
      runOrder,
    });
    this.#all.add(scheduler);
    const member = { scheduler, job, isGone: false, isFrozen: false };
    this.#members[index] = member;
    this.#kernel.addLoop(scheduler, firstRound);
    if (spec.stopAt !== undefined)
      this.#kernel.at(sleepMicros(spec.stopAt), () => {
        if (!member.isGone) this.#stop(member, spec);
      });
    this.#onScheduler?.(index);
  }

  #stop(member: Member, { shutdown = "kill" }: SchedulerSpec): void {
    const { now } = this.#kernel;
    if (!member.isFrozen) member.scheduler.stop();
    member.isGone = true;
    if (shutdown === "kill") member.job.stop(now);
    else member.job.end("success", now);
    this.#all.wake();
  }

  /** Lets a scheduler stand still for a while. False where it is not there. */
  freeze(index: number, seconds: Seconds): boolean {
    const member = this.#members[index];
    if (member === undefined || member.isGone) return false;
    if (!member.isFrozen) {
      member.scheduler.stop();
      member.job.stop(this.#kernel.now);
      member.isFrozen = true;
      this.#all.wake();
    }
    this.#kernel.at(this.#kernel.now + sleepMicros(seconds), () => this.#thaw(member));
    return true;
  }

  #thaw(member: Member): void {
    if (!member.isFrozen || member.isGone) return; // it was woken by an earlier end of two that overlap
    member.isFrozen = false;
    member.scheduler.resume();
    member.job.resume(this.#kernel.now, this.#heartRate);
  }

  /** Stops all of them. */
  interrupt(): void {
    for (const member of this.#members)
      if (member !== undefined && !member.isGone) this.#stop(member, { shutdown: "terminate" });
  }
}
