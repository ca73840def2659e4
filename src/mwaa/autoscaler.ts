/**
 * MWAA's autoscaler, as docs/mwaa.md models it: its decisions each minute, and workers that start and leave.
 * @module
 */
import { type Kernel, type Micros, SECOND, sleepMicros } from "../kernel/index.ts";
import { RandomStreams } from "../random/index.ts";
import type { WorkerSpan } from "./bill.ts";
import type { Environment } from "./options.ts";
import { traitsOf } from "./presets.ts";

/** A worker as the autoscaler sees it. */
export interface ScaledWorker {
  /** Messages that it has. */
  readonly held: number;
  /** Takes no more messages. */
  stopTaking(): void;
  /** Ends, with nothing on it. */
  leave(): void;
  /** Ends once its tasks have, or with SIGTERM to them. `gone` is called when it has. */
  end(how: "warm" | "terminate", gone: () => void): void;
  /** Ends at once, and all that is on it. */
  kill(): void;
}

/** The workers that it adds to and takes from. */
export interface ScaledCluster {
  /** The sum of `executor.running_tasks` and `executor.queued_tasks`. */
  readonly load: number;
  /** Lets a worker start to take messages. */
  startWorker(name: string): ScaledWorker;
}

/** The workers that a load needs: as many as hold it, within the limits. */
export function requiredWorkers(load: number, { tasksPerWorker, minWorkers, maxWorkers }: Environment): number {
  return Math.min(maxWorkers, Math.max(minWorkers, Math.ceil(load / tasksPerWorker)));
}

/** Two checks that find a worker idle are so far apart. */
const IDLE_CHECK: Micros = 10 * SECOND;

/** A worker gives no verdict about itself for so long after its start. */
const NO_VERDICT: Micros = 180 * SECOND;

type State = "starting" | "active" | "draining" | "terminating" | "gone";

class Member implements WorkerSpan {
  readonly name: string;
  readonly startedAt: Micros;
  state: State = "starting";
  activeAt: Micros | null = null;
  drainingAt: Micros | null = null;
  endedAt: Micros | null = null;
  killedTasks = 0;
  worker: ScaledWorker | undefined;
  isWatched = false;

  constructor(name: string, startedAt: Micros) {
    this.name = name;
    this.startedAt = startedAt;
  }

  /** True for a worker that the environment counts on. */
  get counts(): boolean {
    return this.state === "starting" || this.state === "active";
  }

  get isIdle(): boolean {
    return this.state === "active" && this.worker?.held === 0;
  }
}

/** Adds workers when there is more to do than they hold, and removes them when there is less. */
export class Autoscaler {
  readonly #kernel: Kernel;
  readonly #cluster: ScaledCluster;
  readonly #environment: Environment;
  readonly #random: RandomStreams;
  readonly #members: Member[] = [];
  /** Decisions in a row that there are too many. */
  #tooMany = 0;

  /** `random` has the start-ups of workers, where they are drawn. */
  constructor(kernel: Kernel, cluster: ScaledCluster, environment: Environment, random = new RandomStreams(0)) {
    this.#random = random;
    this.#kernel = kernel;
    this.#cluster = cluster;
    this.#environment = environment;
    const { workers } = traitsOf(environment.class);
    for (let i = 0; i < environment.minWorkers; i += 1) this.#activate(this.#add());
    const [period, lag] = [sleepMicros(environment.metricPeriod), sleepMicros(environment.metricLag)];
    const first = sleepMicros(environment.metricPhase) - lag;
    const missed = Math.max(0, Math.ceil(-first / period)); // before the start there was nothing to do
    if (workers === "scaled" && environment.minWorkers < environment.maxWorkers)
      kernel.at(first + missed * period, () => this.#sample(period, lag));
  }

  /** All workers that there have been. */
  get workers(): readonly WorkerSpan[] {
    return this.#members;
  }

  /**
   * A worker ends in a way that nobody has decided on; where the environment counted on it, another one starts, and takes tasks after so
   * long: by default as long as any.
   */
  fail(name: string, how: "kill" | "warm" | "terminate", start?: Micros): void {
    const member = this.#members.find((one) => one.name === name);
    if (member?.worker === undefined || member.state === "gone") return;
    const { counts } = member;
    if (how === "kill") this.#kill(member);
    else {
      member.state = "draining";
      member.drainingAt ??= this.#kernel.now;
      member.worker.end(how, () => this.#end(member));
    }
    if (counts) this.#start(start);
  }

  #sample(period: Micros, lag: Micros): void {
    const { load } = this.#cluster;
    const { now } = this.#kernel;
    this.#kernel.at(now + lag, () => this.#decide(load));
    this.#kernel.at(now + period, () => this.#sample(period, lag));
  }

  #decide(load: number): void {
    const { generation, scaleInPeriods } = this.#environment;
    const required = requiredWorkers(load, this.#environment);
    const alive = this.#members.filter(({ counts }) => counts);
    for (let i = alive.length; i < required; i += 1) this.#start();
    const isLess = required < alive.length && (generation === "protected" || load === 0);
    this.#tooMany = isLess ? this.#tooMany + 1 : 0;
    if (!isLess || this.#tooMany < scaleInPeriods) return;
    for (const member of alive.slice(required)) {
      if (generation === "protected") this.#watch(member);
      else this.#terminate(member);
    }
  }

  #add(): Member {
    const member = new Member(`worker-${this.#members.length}`, this.#kernel.now);
    this.#members.push(member);
    return member;
  }

  #activate(member: Member): void {
    member.state = "active";
    member.activeAt = this.#kernel.now;
    member.worker = this.#cluster.startWorker(member.name);
  }

  #after(delay: Micros, act: () => void): void {
    this.#kernel.at(this.#kernel.now + delay, act);
  }

  #start(delay?: Micros): void {
    const { workerStart } = this.#environment;
    const name = ["environment", "worker start", this.#members.length];
    const member = this.#add();
    this.#after(delay ?? sleepMicros(this.#random.draw(workerStart, name)), () => {
      if (member.state === "starting") this.#activate(member);
    });
  }

  /** An idle worker takes nothing more, and is gone a little later; one that works stays. */
  #watch(member: Member): void {
    const { now } = this.#kernel;
    if (!member.isIdle || member.isWatched || this.#isYoung(member, now)) return;
    member.isWatched = true;
    this.#after(IDLE_CHECK, () => {
      member.isWatched = false;
      if (!member.isIdle) return;
      member.state = "draining";
      member.drainingAt = this.#kernel.now;
      member.worker?.stopTaking();
      this.#after(sleepMicros(this.#environment.idleVerification), () => {
        if (member.state !== "draining") return; // it has died meanwhile
        member.worker?.leave();
        this.#end(member);
      });
    });
  }

  /** True for a worker that gives no verdict yet. Those that the environment starts with are old enough. */
  #isYoung({ activeAt, startedAt }: Member, now: Micros): boolean {
    return activeAt !== null && activeAt > startedAt && now - activeAt < NO_VERDICT;
  }

  /** Removes a worker as the old generation does: it takes tasks until it is killed. */
  #terminate(member: Member): void {
    member.state = "terminating";
    this.#after(sleepMicros(this.#environment.removal), () => {
      if (member.state === "terminating") this.#kill(member);
    });
  }

  #kill(member: Member): void {
    member.killedTasks = member.worker?.held ?? 0;
    member.worker?.kill();
    this.#end(member);
  }

  #end(member: Member): void {
    if (member.state === "gone") return;
    member.state = "gone";
    member.endedAt = this.#kernel.now;
  }
}
