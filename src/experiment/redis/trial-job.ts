/**
 * Trials as a job on Redis, and their outcomes: plain data, which both sides check, and the hash that says which code may run it.
 * @module
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { ParameterValue, Trial } from "../parameters.ts";
import type { Figures } from "../results.ts";
import { hashOf } from "../text-hash.ts";

/** The queue where neither side names one. */
export const DEFAULT_QUEUE = "airlapse";

/** The data of a job. */
export interface TrialJob {
  /** `codeHash` of the module that the experiment was started with. */
  readonly code: string;
  /** The hash of the input that all trials share; null where there is none. */
  readonly input: string | null;
  readonly trials: readonly Trial[];
}

/** A trial that has ended: with figures, with figures that are in the shared place by a key, or with the text of an error. */
export type Outcome = { readonly figures: Figures } | { readonly stored: string } | { readonly error: string };

/** The result of a job. Of trials whose worker has died before, each is to be a job of its own: one of them may be the cause. */
export type JobResult = { readonly took: number; readonly outcomes: readonly Outcome[] } | { readonly apart: true };

/** @internal The cause of a TrialError whose trial was made, or was to be made, on another machine. */
export class RemoteTrialError extends Error {
  override readonly name = "RemoteTrialError";
}

/** @internal A job that is no trial of airlapse's. BullMQ fails the job with its message. */
export class TrialRefusedError extends Error {
  override readonly name = "TrialRefusedError";
}

/** The version of this package, which is a part of the hash: another version may give other figures. */
function ownVersion(): string {
  const { version } = createRequire(import.meta.url)("airlapse/package.json") as { readonly version: string };
  return version;
}

/** Names the code that makes a trial: the version of airlapse, and the text of the module. */
export async function codeHash(module: URL): Promise<string> {
  const text = await readFile(module, "utf8");
  return `${ownVersion()}-${hashOf(text).slice(0, 16)}`;
}

/** The key on Redis of an input. A hash that a job names is only ever a part of such a key. */
export function inputKeyOf(hash: string): string {
  return `airlapse:input:${hash}`;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isValue = (value: unknown): value is ParameterValue =>
  typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** Reads the data of a job that came from Redis, where anybody may have written it. Throws a TrialRefusedError. */
export function trialJobOf(data: unknown): TrialJob {
  if (!isRecord(data)) throw new TrialRefusedError("expected a job of airlapse, got other data");
  const { code, input, trials, ...others } = data;
  const known = Object.keys(others).length === 0 && typeof code === "string";
  if (!known || !(input === null || typeof input === "string") || !Array.isArray(trials) || trials.length === 0)
    throw new TrialRefusedError("expected a job with code, input and trials");
  return { code, input, trials: trials.map(trialOf) };
}

function trialOf(data: unknown): Trial {
  const { parameters, seed, point, repetition, trial, ...others } = isRecord(data) ? data : {};
  const counts = [seed, point, repetition, trial].every(isCount);
  if (!counts || !isRecord(parameters) || !Object.values(parameters).every(isValue) || Object.keys(others).length > 0)
    throw new TrialRefusedError("expected a trial with its number, point, repetition, seed and plain parameters");
  // made anew from what was checked: a key like __proto__ stays behind
  const values = Object.entries(parameters).filter((entry): entry is [string, ParameterValue] => isValue(entry[1]));
  return {
    trial: Number(trial),
    point: Number(point),
    repetition: Number(repetition),
    seed: Number(seed),
    parameters: Object.fromEntries(values),
  };
}

/** Reads the result of a job of so many trials. Throws a TrialRefusedError. */
export function jobResultOf(data: unknown, trials: number): JobResult {
  if (isRecord(data) && data["apart"] === true) return { apart: true };
  const { took, outcomes } = isRecord(data) ? data : {};
  if (!Number.isFinite(took) || !Array.isArray(outcomes) || outcomes.length !== trials || !outcomes.every(isOutcome))
    throw new TrialRefusedError("expected the outcome of each trial, got other data");
  return { took: Number(took), outcomes };
}

function isOutcome(value: unknown): value is Outcome {
  if (!isRecord(value)) return false;
  return isRecord(value["figures"]) || typeof value["stored"] === "string" || typeof value["error"] === "string";
}
