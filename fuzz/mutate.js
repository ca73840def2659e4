/**
 * Single changes of a JSON value: something is missing, doubled, in the wrong place, or hostile.
 * @module
 */

/** @typedef {readonly (string | number)[]} Path */
/**
 * @typedef {{ kind: "replace", place: number, value: unknown } | { kind: "remove", place: number } | { kind: "repeat", place: number }
 *   | { kind: "move", place: number, from: number } | { kind: "rename", place: number, key: string }
 *   | { kind: "add", place: number, key: string, value: unknown } | { kind: "none" }} Mutation
 */

/** Where each value of a scenario is; the root comes first. @param {unknown} root @returns {Path[]} */
export function placesIn(root) {
  /** @type {Path[]} */
  const places = [];
  /** @param {unknown} value @param {Path} path */
  const visit = (value, path) => {
    places.push(path);
    if (typeof value !== "object" || value === null) return;
    const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    for (const [key, item] of entries) visit(item, [...path, key]);
  };
  visit(root, []);
  return places;
}

/** @param {any} root @param {Path} path */
const valueAt = (root, path) => path.reduce((value, key) => value[key], root);

/**
 * A copy of a value with something else at a place; what the change does not touch is shared.
 * @param {any} value @param {Path} path @param {(value: any) => unknown} change @param {number} [depth] @returns {any}
 */
function changedAt(value, path, change, depth = 0) {
  if (depth === path.length) return change(value);
  const copy = Array.isArray(value) ? [...value] : { ...value };
  const key = /** @type {string | number} */ (path[depth]);
  copy[key] = changedAt(value[key], path, change, depth + 1);
  return copy;
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {Record<string, unknown>} object @param {string} key @param {unknown} value */
const withKey = (object, key, value) => Object.fromEntries([...Object.entries(object), [key, value]]);

/**
 * A scenario with one change. Places that a change cannot be made at leave it as it is.
 * @param {unknown} root @param {readonly Path[]} places @param {Mutation} mutation @returns {unknown}
 */
export function mutated(root, places, mutation) {
  if (mutation.kind === "none") return root;
  const path = /** @type {Path} */ (places[mutation.place % places.length]);
  const parent = path.slice(0, -1);
  const key = path.at(-1);
  switch (mutation.kind) {
    case "replace":
      return changedAt(root, path, () => mutation.value);
    case "move": {
      const from = /** @type {Path} */ (places[mutation.from % places.length]);
      return changedAt(root, path, () => valueAt(root, from));
    }
    case "add":
      return changedAt(root, path, (value) => {
        if (isObject(value)) return withKey(value, mutation.key, mutation.value);
        return Array.isArray(value) ? [...value, mutation.value] : mutation.value;
      });
    case "remove":
      if (key === undefined) return undefined;
      return changedAt(root, parent, (value) =>
        Array.isArray(value)
          ? value.filter((_, index) => index !== key)
          : Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)),
      );
    case "repeat":
      if (key === undefined) return [root, root];
      return changedAt(root, parent, (value) =>
        Array.isArray(value) ? [...value, value[/** @type {number} */ (key)]] : value,
      );
    case "rename":
      if (typeof key !== "string") return root;
      return changedAt(root, parent, (value) =>
        Object.fromEntries(Object.entries(value).map(([name, item]) => [name === key ? mutation.key : name, item])),
      );
  }
}
