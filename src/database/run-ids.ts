import { Column, invariant } from "../containers/index.ts";

/**
 * The ids of the runs of a DAG, and the run of each. They are kept for as long as the simulation lasts, so that none is given
 * twice, whatever becomes of the runs. So their characters lie in one column, and a hash table with open addressing finds
 * them. A string and an entry of a map would take four times as much.
 */
export class RunIds {
  /** All ids, one after the other. A byte is enough for each character: an id is ASCII. */
  readonly #characters = new Column(Uint8Array);
  /** The place where each begins, and its run. */
  readonly #begins = new Column(Int32Array);
  readonly #runs = new Column(Int32Array);
  /** By hash: the place of an id, counted from 1; 0 where there is none. */
  #table = new Int32Array(64);

  /** Takes in the id of a run. It has to be ASCII: `runIdProblem` refuses any other before it gets here. */
  add(runId: string, run: number): void {
    invariant(ASCII.test(runId), () => `Expected a run id of ASCII characters, got \`${runId}\``);
    const place = this.#runs.length;
    this.#begins.push(this.#characters.length);
    this.#runs.push(run);
    for (let i = 0; i < runId.length; i += 1) this.#characters.push(runId.charCodeAt(i));
    if (2 * this.#runs.length > this.#table.length) this.#grow();
    else this.#table[this.#slotOf(runId)] = place + 1;
  }

  /** Finds the run of an id; undefined where there is none. */
  find(runId: string): number | undefined {
    const place = this.#table[this.#slotOf(runId)] as number;
    return place === 0 ? undefined : this.#runs.get(place - 1);
  }

  /** Finds the place of an id in the table, or the free one where it belongs. */
  #slotOf(runId: string): number {
    const mask = this.#table.length - 1;
    let slot = hashOf(runId) & mask;
    for (let place = this.#table[slot] as number; place !== 0; place = this.#table[slot] as number) {
      if (this.#isAt(place - 1, runId)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #isAt(place: number, runId: string): boolean {
    const begin = this.#begins.get(place);
    const end = place + 1 < this.#begins.length ? this.#begins.get(place + 1) : this.#characters.length;
    if (end - begin !== runId.length) return false;
    for (let i = 0; i < runId.length; i += 1) if (this.#characters.get(begin + i) !== runId.charCodeAt(i)) return false;
    return true;
  }

  #grow(): void {
    const table = new Int32Array(2 * this.#table.length);
    const mask = table.length - 1;
    for (let place = 0; place < this.#runs.length; place += 1) {
      const end = place + 1 < this.#begins.length ? this.#begins.get(place + 1) : this.#characters.length;
      let hash = SEED;
      for (let i = this.#begins.get(place); i < end; i += 1) hash = mixed(hash, this.#characters.get(i));
      let slot = spread(hash) & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = place + 1;
    }
    this.#table = table;
  }
}

/** Anything else would be cut to a byte, and found again as another id. */
const ASCII = /^[\x20-\x7e]*$/;

/** The offset basis of FNV-1a, whose high bits are brought down in the end. */
const SEED = 0x811c9dc5;

function hashOf(text: string): number {
  let hash = SEED;
  for (let i = 0; i < text.length; i += 1) hash = mixed(hash, text.charCodeAt(i));
  return spread(hash);
}

function mixed(hash: number, character: number): number {
  return Math.imul(hash ^ character, 0x01000193);
}

function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}
