/**
 * Makes a scenario smaller as long as it still shows what it is kept for. Large pieces are taken away first, many at once, so
 * that few questions are asked: each may cost seconds.
 * @module
 */
import { levels } from "./shrink-parts.js";

/** @typedef {import("./generate/draft.js").ScenarioSpec} ScenarioSpec */
/** @typedef {import("./shrink-parts.js").Part} Part */
/** @typedef {(scenario: ScenarioSpec) => Promise<boolean>} Predicate */

/** Times that all levels are gone through: what was needed may not be once something else has gone. */
const ROUNDS = 2;

/** The smallest scenario found of which `stillDiffers` holds, as it does of `scenario`. @param {ScenarioSpec} scenario @param {Predicate} stillDiffers */
export async function shrink(scenario, stillDiffers) {
  let best = scenario;
  /** What was asked already, in vain. @type {Set<string>} */
  const asked = new Set([JSON.stringify(scenario)]);
  /** @param {ScenarioSpec} candidate */
  const ask = async (candidate) => {
    const text = JSON.stringify(candidate);
    if (asked.has(text)) return false;
    asked.add(text);
    return stillDiffers(candidate);
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = best;
    for (const partsOf of levels) best = await without(best, partsOf(best), ask);
    if (best === before) break;
  }
  return best;
}

/** Less as many of the parts as can be done without: halves of them first, then smaller groups. @param {ScenarioSpec} scenario @param {readonly Part[]} parts @param {Predicate} ask */
async function without(scenario, parts, ask) {
  let best = scenario;
  let left = [...parts];
  for (let size = left.length; size >= 1; size = Math.floor(size / 2)) {
    for (let start = 0; start < left.length; ) {
      const candidate = structuredClone(best);
      for (const change of left.slice(start, start + size)) change(candidate);
      if (await ask(candidate)) {
        best = candidate;
        left = left.toSpliced(start, size);
      } else start += size;
    }
  }
  return best;
}
