/**
 * A thread that makes replays: it reads the export for itself, once, and learns from it as the command has.
 * @module
 */
import {
  type Asked,
  type CheapestEnvironment,
  cheapestEnvironment,
  type EnvironmentAsked,
  learnedRecording,
  type Replayed,
  replayed,
} from "../advice/index.ts";
import { readHistory } from "../history/index.ts";
import type { Recording } from "../replay/index.ts";
import { exportFiles } from "./export-folder.ts";

const recordings = new Map<string, Promise<Recording>>();

async function learned(folder: string): Promise<Recording> {
  return learnedRecording(await readHistory(exportFiles(folder))).recording;
}

function recordingOf(folder: string): Promise<Recording> {
  const recording = recordings.get(folder) ?? learned(folder);
  recordings.set(folder, recording);
  return recording;
}

/** Makes one replay of the export in a folder. */
export async function replayOf({
  folder,
  asked,
}: {
  readonly folder: string;
  readonly asked: Asked;
}): Promise<Replayed> {
  return replayed(await recordingOf(folder), asked);
}

/** Looks for the cheapest environment of a class for the export in a folder. */
export async function environmentOf({
  folder,
  asked,
}: {
  readonly folder: string;
  readonly asked: EnvironmentAsked;
}): Promise<CheapestEnvironment | undefined> {
  return cheapestEnvironment(await recordingOf(folder), asked);
}
