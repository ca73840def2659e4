import type { LabAnswer, LabQuestion } from "../../lab-data.ts";

/** For so many frames an outdated run may go on: most are over sooner than another worker could begin. */
const GRACE = 4;

function afterFrames(count: number, act: () => void): void {
  if (count === 0) act();
  else requestAnimationFrame(() => afterFrames(count - 1, act));
}

interface Asked {
  readonly question: LabQuestion;
  readonly answered: (answer: LabAnswer) => void;
}

/**
 * The engine in workers. Of pictures only the newest is answered: a run that is outdated ends, and a spare worker goes on, which
 * has run the scenario already. All other questions are answered one after the other, also where a new picture comes between.
 */
export class Engine {
  readonly #address: string;
  readonly #waiting: Asked[] = [];
  #worker: Worker;
  #spare: Worker | undefined;
  #isSpareReady = false;
  /** The question that the worker is at. */
  #current: Asked | undefined;
  #isOutdated = false;
  /** The picture that is asked for next. */
  #picture: Asked | undefined;

  constructor(source: string) {
    this.#address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    this.#worker = new Worker(this.#address);
  }

  /** Asks for a picture in place of all that were asked for before. */
  picture(question: Omit<LabQuestion, "want">, answered: (answer: LabAnswer) => void): void {
    this.#picture = { question: { ...question, want: "picture" }, answered };
    const outdated = this.#current;
    if (outdated === undefined) this.#next();
    if (outdated === undefined || this.#isOutdated) return;
    this.#isOutdated = true;
    afterFrames(GRACE, () => {
      const isSpareBusy = this.#spare !== undefined && !this.#isSpareReady;
      if (this.#current === outdated && !isSpareBusy) this.#replace();
    });
  }

  ask(question: LabQuestion, answered: (answer: LabAnswer) => void): void {
    this.#waiting.push({ question, answered });
    if (this.#current === undefined) this.#next();
  }

  #next(): void {
    const next = this.#picture ?? this.#waiting.shift();
    this.#current = next;
    if (next === undefined) return;
    if (next === this.#picture) this.#picture = undefined;
    this.#isOutdated = false;
    const worker = this.#worker;
    const over = (answer: LabAnswer) => {
      const isWanted = !this.#isOutdated || next.question.want !== "picture";
      this.#current = undefined;
      if (isWanted) next.answered(answer);
      if (this.#current === undefined) this.#next();
      if (this.#current === undefined) this.#prepareSpare(next.question.text);
    };
    worker.onmessage = ({ data }: MessageEvent<LabAnswer>) => over(data);
    worker.onerror = ({ message }) => over({ problems: [{ path: "", message }] });
    worker.postMessage(next.question);
  }

  /** Ends what is outdated. Anything but a picture is asked for again, after the new one. */
  #replace(): void {
    const current = this.#current;
    if (current !== undefined && current.question.want !== "picture") this.#waiting.unshift(current);
    this.#worker.terminate();
    this.#worker = this.#spare ?? new Worker(this.#address);
    this.#spare = undefined;
    this.#isSpareReady = false;
    this.#next();
  }

  /** Has a second worker run the scenario as it is, when nothing else is to be done. */
  #prepareSpare(text: string): void {
    if (this.#spare !== undefined) return;
    const spare = new Worker(this.#address);
    this.#spare = spare;
    spare.onmessage = () => {
      this.#isSpareReady = true;
      if (this.#isOutdated && this.#current !== undefined) this.#replace();
    };
    spare.postMessage({ text, changes: [], want: "ready" } satisfies LabQuestion);
  }
}
