/**
 * Lists that mostly hold one item or none, and are made again and again.
 * @module
 */

/**
 * Appends an item, and returns the list. The first item makes a new list of one: V8 gives an empty list that is pushed to the room
 * of seventeen.
 */
export function append<T>(list: T[], item: T): T[] {
  if (list.length === 0) return [item];
  list.push(item);
  return list;
}

const NONE: readonly never[] = [];

/** Copies a list without an item. No list is made where nothing is left. */
export function without<T>(list: readonly T[], item: T): readonly T[] {
  return list.length === 1 && list[0] === item ? NONE : list.filter((other) => other !== item);
}
