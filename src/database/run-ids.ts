import { int32, invariant, table, uint8 } from "../containers/index.ts";

/** In place of the run of an id, where that has been deleted. */
const DELETED = -1;

/**
 * The ids of the runs of a DAG, and the run of each. They stay for as long as the simulation lasts, even when the runs are
 * dropped, so that no id is given twice. Their characters lie in one column; a hash table with open addressing finds them. A
 * string and an entry of a `Map` would take four times the memory.
 */
export class RunIds {
  /** The characters of all ids, one id after the other. */
  readonly #text = table({ character: uint8 });
  /** The first character of each id, and its run. */
  readonly #ids = table({ begin: int32, run: int32 });
  /** By hash: the row of an id, counted from 1; 0 stands for none. */
  #hashTable = new Int32Array(64);

  add(runId: string, run: number): void {
    const id = this.#ids.rows.add();
    this.#ids.begin.set(id, this.#text.rows.length);
    this.#ids.run.set(id, run);
    for (let i = 0; i < runId.length; i += 1) {
      const character = runId.charCodeAt(i);
      invariant(character < 128, () => `Expected a run id of ASCII characters, got \`${runId}\``);
      this.#text.character.set(this.#text.rows.add(), character);
    }
    if (2 * this.#ids.rows.length > this.#hashTable.length) this.#grow();
    else this.#hashTable[this.#slotOf(runId)] = id + 1;
  }

  /** The run of an id; undefined where there is none. */
  find(runId: string): number | undefined {
    const found = this.#hashTable[this.#slotOf(runId)] as number;
    if (found === 0) return undefined;
    const run = this.#ids.run.get(found - 1);
    return run === DELETED ? undefined : run;
  }

  /** The run of an id has been deleted: another may have the id. */
  remove(runId: string): void {
    const found = this.#hashTable[this.#slotOf(runId)] as number;
    invariant(found !== 0, () => `Expected a run that there is, got \`${runId}\``);
    this.#ids.run.set(found - 1, DELETED);
  }

  /** The slot of an id in the hash table; a free slot where it is not in there. */
  #slotOf(runId: string): number {
    const mask = this.#hashTable.length - 1;
    let slot = hashOf(runId) & mask;
    for (let found = this.#hashTable[slot] as number; found !== 0; found = this.#hashTable[slot] as number) {
      if (this.#isAt(found - 1, runId)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #isAt(id: number, runId: string): boolean {
    const begin = this.#ids.begin.get(id);
    if (this.#endOf(id) - begin !== runId.length) return false;
    const { character } = this.#text;
    for (let i = 0; i < runId.length; i += 1) if (character.get(begin + i) !== runId.charCodeAt(i)) return false;
    return true;
  }

  #endOf(id: number): number {
    return id + 1 < this.#ids.rows.length ? this.#ids.begin.get(id + 1) : this.#text.rows.length;
  }

  #grow(): void {
    const hashTable = new Int32Array(2 * this.#hashTable.length);
    const mask = hashTable.length - 1;
    for (let id = 0; id < this.#ids.rows.length; id += 1) {
      if (this.#ids.run.get(id) === DELETED) continue;
      const end = this.#endOf(id);
      let hash = SEED;
      for (let i = this.#ids.begin.get(id); i < end; i += 1) hash = mixed(hash, this.#text.character.get(i));
      let slot = spread(hash) & mask;
      while (hashTable[slot] !== 0) slot = (slot + 1) & mask;
      hashTable[slot] = id + 1;
    }
    this.#hashTable = hashTable;
  }
}

/** The start of the hash FNV-1a. */
const SEED = 0x811c9dc5;

function hashOf(text: string): number {
  let hash = SEED;
  for (let i = 0; i < text.length; i += 1) hash = mixed(hash, text.charCodeAt(i));
  return spread(hash);
}

function mixed(hash: number, character: number): number {
  return Math.imul(hash ^ character, 0x01000193);
}

/** Brings the high bits down, since a slot is taken from the low ones. */
function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}
