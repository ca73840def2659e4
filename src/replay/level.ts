import { type Micros, type Seconds, toSeconds } from "../kernel/index.ts";

/** A number over time: its peak, its mean, and its mean in spans of equal length. */
export interface LevelMeasure {
  readonly peak: number;
  readonly mean: number;
  /** The length of a span. */
  readonly every: Seconds;
  readonly means: readonly number[];
  readonly peaks: readonly number[];
  /** The peak of each hour, however long the spans are. */
  readonly hourPeaks: readonly number[];
}

const HOUR: Micros = 3600e6;

/** Spans of a measure, at most. */
const SPANS = 288;

/** Adds up a number that changes, within a window. */
export class Level {
  readonly #from: Micros;
  readonly #until: Micros;
  readonly #every: Micros;
  readonly #sums: number[] = [];
  readonly #peaks: number[] = [];
  readonly #hourPeaks: number[] = [];
  #level = 0;
  #since: Micros;
  #peak = 0;

  constructor(from: Micros, until: Micros) {
    this.#from = from;
    this.#until = until;
    this.#since = from;
    const steps = [60, 300, 900, 3600, 21_600, 86_400].map((seconds) => seconds * 1e6);
    this.#every = steps.find((step) => (until - from) / step <= SPANS) ?? Math.ceil((until - from) / SPANS);
  }

  change(at: Micros, delta: number): void {
    this.#advance(at);
    this.#level += delta;
    if (at < this.#from || at > this.#until) return;
    if (this.#level > this.#peak) this.#peak = this.#level;
    this.#see(Math.floor((at - this.#from) / this.#every));
    this.#seeHour(Math.floor((at - this.#from) / HOUR));
  }

  #see(span: number): void {
    if (this.#level > (this.#peaks[span] ?? 0)) this.#peaks[span] = this.#level;
  }

  #seeHour(hour: number): void {
    if (this.#level > (this.#hourPeaks[hour] ?? 0)) this.#hourPeaks[hour] = this.#level;
  }

  #advance(to: Micros): void {
    const end = Math.min(to, this.#until);
    if (end > this.#since)
      for (let hour = Math.floor((this.#since - this.#from) / HOUR); this.#from + hour * HOUR < end; hour += 1)
        this.#seeHour(hour);
    while (this.#since < end) {
      const span = Math.floor((this.#since - this.#from) / this.#every);
      const next = Math.min(end, this.#from + (span + 1) * this.#every);
      this.#sums[span] = (this.#sums[span] ?? 0) + this.#level * (next - this.#since);
      this.#see(span);
      this.#since = next;
    }
  }

  end(): LevelMeasure {
    this.#advance(this.#until);
    const spans = Math.max(1, Math.ceil((this.#until - this.#from) / this.#every));
    const all = this.#sums.reduce((sum, one) => sum + (one ?? 0), 0);
    const length = (span: number) => Math.min(this.#every, this.#until - this.#from - span * this.#every);
    return {
      peak: this.#peak,
      mean: all / Math.max(1, this.#until - this.#from),
      every: toSeconds(this.#every),
      means: Array.from({ length: spans }, (_, span) => (this.#sums[span] ?? 0) / Math.max(1, length(span))),
      hourPeaks: Array.from(
        { length: Math.max(1, Math.ceil((this.#until - this.#from) / HOUR)) },
        (_, hour) => this.#hourPeaks[hour] ?? 0,
      ),
      peaks: Array.from({ length: spans }, (_, span) => this.#peaks[span] ?? 0),
    };
  }
}
