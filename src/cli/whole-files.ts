/**
 * Many files that grow side by side: none has its final name before all are whole.
 * @module
 */
import { appendFileSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { OutputError } from "./whole-file.ts";

/**
 * Files below a folder. Until they are whole they are in a folder of their own in it, so that whatever ends the process leaves
 * one thing to delete. They are not waited for to be on the disk, as single files are: that would take seconds for thousands.
 */
export class UnfinishedFiles {
  readonly #folder: string;
  readonly #unfinished: string;
  readonly #begun = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
    this.#unfinished = join(folder, `.${process.pid}.tmp`);
    this.#orAbandon(this.#unfinished, () => {
      rmSync(this.#unfinished, { recursive: true, force: true }); // of a process that was killed and had this number
      mkdirSync(this.#unfinished, { recursive: true });
    });
  }

  /** The number of files. */
  get count(): number {
    return this.#begun.size;
  }

  /** Adds to a file, which is opened for that and closed again: there may be more of them than can be open at once. */
  append(path: string, text: string): void {
    this.#orAbandon(path, () => {
      const file = join(this.#unfinished, path);
      if (!this.#begun.has(path)) mkdirSync(dirname(file), { recursive: true });
      appendFileSync(file, text);
      this.#begun.add(path);
    });
  }

  finish(): void {
    for (const path of this.#begun)
      this.#orAbandon(path, () => {
        mkdirSync(dirname(join(this.#folder, path)), { recursive: true });
        renameSync(join(this.#unfinished, path), join(this.#folder, path));
      });
    this.abandon();
  }

  abandon(): void {
    rmSync(this.#unfinished, { recursive: true, force: true });
  }

  #orAbandon(path: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.abandon();
      const reason = (error as Error).message.replace(/, \w+(?: '.*)?$/s, "");
      throw new OutputError(`${join(this.#folder, path)}: cannot be written: ${reason}`);
    }
  }
}
