/**
 * Another module than the experiment's: no trial of it may ever be made.
 * @module
 */

export function measure() {
  return { area: -1 };
}
