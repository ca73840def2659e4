import { CancelledError } from "../definition/index.ts";
import { type Code, Coroutine, type Kernel, type Micros, type Outcome, SECOND } from "../kernel/index.ts";
import { type EventLoop, timerOf } from "./event-loop.ts";

/** `triggerer.on_kill_timeout`. */
const LONGEST: Micros = 30 * SECOND;

interface Killed {
  readonly loop: EventLoop;
  readonly kernel: Kernel;
  /** Names the trigger. */
  readonly title: string;
  readonly code: () => Code<void>;
}

/** The `on_kill` of a trigger that is cancelled: it may sleep and call, for 30 s at most. */
export class OnKill extends Coroutine<void> {
  readonly #killed: Killed;
  readonly #done: (outcome: Outcome<void>) => void;
  readonly #latest: Micros;

  constructor(killed: Killed, done: (outcome: Outcome<void>) => void) {
    super(killed.kernel);
    this.#killed = killed;
    this.#done = done;
    this.#latest = killed.kernel.now + LONGEST;
    this.begin();
  }

  override fire(): void {
    if (this.kernel.now >= this.#latest) this.close(new CancelledError());
    else this.resume();
  }

  protected override body(): Code<void> {
    return this.#killed.code();
  }

  protected override sleepFor(micros: Micros): boolean {
    const { loop } = this.#killed;
    const go = () => this.fire();
    if (micros === 0) loop.callSoonThreadsafe(go);
    else loop.callAt(Math.min(this.kernel.now + micros, this.#latest), timerOf(go));
    return true;
  }

  protected override takes(): undefined {
    return undefined;
  }

  protected override promiseSettled(goOn: () => void): void {
    this.#killed.loop.callSoonThreadsafe(goOn);
  }

  protected override concluded(outcome: Outcome<void>): void {
    this.#done(outcome);
  }

  protected override description(): string {
    return `on_kill of the trigger ${this.#killed.title}`;
  }

  protected override get mayYield(): string {
    return "a sleep or a promise";
  }
}
