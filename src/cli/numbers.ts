import { MOST_SECONDS } from "../kernel/index.ts";
import { InputError } from "./input-error.ts";

export function parseCount(option: string, text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count) || count < 1)
    throw new InputError(`Expected ${option} to be a whole number from 1 up, got "${text}"`);
  return count;
}

export function parseSeconds(option: string, text: string): number {
  const seconds = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || seconds > MOST_SECONDS)
    throw new InputError(`Expected ${option} to be a number of seconds from 0 to ${MOST_SECONDS}, got "${text}"`);
  return seconds;
}
