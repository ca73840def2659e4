/**
 * Random numbers by name: each purpose has a stream of its own, derived from the seed and the names on the way to it, so
 * that one more choice in one place shifts no other.
 * @module
 */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Numbers that are drawn and thrown away first: those of near seeds are near each other. */
const WARM_UP = 8;

/** FNV-1a, its bits mixed once more. @param {string} text */
function hash(text) {
  let value = 0x811c9dc5;
  for (const letter of text) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return value ^ (value >>> 13);
}

/** A named stream of random numbers, and the root of those below its name. */
export class Random {
  #name;
  #generator;

  /** @param {string} name */
  constructor(name) {
    this.#name = name;
    this.#generator = xoroshiro128plus(hash(name));
    for (let i = 0; i < WARM_UP; i += 1) this.#generator.next();
  }

  /** The stream of that name below this one. @param {string | number} name */
  of(name) {
    return new Random(`${this.#name}/${name}`);
  }

  /** A whole number, both bounds included. @param {number} least @param {number} most */
  int(least, most) {
    return uniformInt(this.#generator, least, most);
  }

  /** @param {number} probability */
  chance(probability) {
    return this.int(0, 9999) < probability * 10_000;
  }

  /**
   * An odd number of thousandths, so that two of them rarely add up to what falls on one instant with something else.
   * @param {number} least
   * @param {number} most
   */
  odd(least, most) {
    return (2 * this.int(Math.floor(least * 500), Math.ceil(most * 500) - 1) + 1) / 1000;
  }

  /**
   * @template Item
   * @param {readonly Item[]} items
   */
  pick(items) {
    return /** @type {Item} */ (items[this.int(0, items.length - 1)]);
  }

  /**
   * One of several, each with its weight.
   * @template Item
   * @param {readonly (readonly [weight: number, item: Item])[]} items
   */
  weighted(items) {
    let left = this.int(
      1,
      items.reduce((sum, [weight]) => sum + weight, 0),
    );
    for (const [weight, item] of items) {
      left -= weight;
      if (left <= 0) return item;
    }
    throw new RangeError("Expected items with weights above 0");
  }

  /**
   * Some of several, in their order.
   * @template Item
   * @param {readonly Item[]} items
   * @param {number} count
   */
  sample(items, count) {
    const places = items.map((_, place) => place);
    while (places.length > count) places.splice(this.int(0, places.length - 1), 1);
    return places.map((place) => /** @type {Item} */ (items[place]));
  }
}
