import { InputError } from "./input-error.ts";

export interface RealOptions {
  readonly real?: true;
  readonly speed?: string;
  readonly endpoint?: string;
}

/** In real time, against what. */
export interface Real {
  readonly speed: number;
  readonly endpoint?: string;
}

/** Faster than that, the machine does not come along. */
const FASTEST = 100_000;

/** Reads the options of real time; null for virtual time. */
export function parseReal({ real, speed, endpoint }: RealOptions): Real | null {
  if (real !== true) {
    const alone = speed !== undefined ? "--speed" : endpoint !== undefined ? "--endpoint" : null;
    if (alone !== null) throw new InputError(`Expected ${alone} together with --real, got it alone`);
    return null;
  }
  const factor = Number(speed ?? 1);
  if (!/^\d+(\.\d+)?$/.test(speed ?? "1") || !(factor > 0) || factor > FASTEST)
    throw new InputError(`Expected --speed to be a number above 0 and up to ${FASTEST}, got "${speed}"`);
  if (endpoint === undefined) return { speed: factor };
  if (!URL.canParse(endpoint) || !/^https?:/.test(endpoint))
    throw new InputError(`Expected --endpoint to be a URL with http:// or https://, got "${endpoint}"`);
  return { speed: factor, endpoint };
}
