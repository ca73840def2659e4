import type { LabAnswer, LabQuestion } from "../../lab-data.ts";

/** The engine in a worker. A question that comes before the last is answered replaces the worker: only the newest is answered. */
export class Engine {
  readonly #address: string;
  #worker: Worker | undefined;
  #isBusy = false;

  constructor(source: string) {
    this.#address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  }

  ask(question: LabQuestion, answered: (answer: LabAnswer) => void): void {
    if (this.#isBusy) this.#worker?.terminate();
    if (this.#isBusy || this.#worker === undefined) this.#worker = new Worker(this.#address);
    this.#isBusy = true;
    this.#worker.onmessage = ({ data }: MessageEvent<LabAnswer>) => {
      this.#isBusy = false;
      answered(data);
    };
    this.#worker.onerror = ({ message }) => {
      this.#isBusy = false;
      answered({ problems: [message] });
    };
    this.#worker.postMessage(question);
  }
}
