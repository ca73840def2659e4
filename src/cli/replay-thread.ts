/**
 * A thread that makes replays: it reads the export for itself, once, and learns from it as the command has.
 * @module
 */
import { type Asked, learnedRecording, type Replayed, replayed } from "../advice/index.ts";
import { readHistory } from "../history/index.ts";
import type { Recording } from "../replay/index.ts";
import { exportFiles } from "./export-folder.ts";

const recordings = new Map<string, Promise<Recording>>();

async function learned(folder: string): Promise<Recording> {
  return learnedRecording(await readHistory(exportFiles(folder))).recording;
}

/** Makes one replay of the export in a folder. */
export async function replayOf({
  folder,
  asked,
}: {
  readonly folder: string;
  readonly asked: Asked;
}): Promise<Replayed> {
  const recording = recordings.get(folder) ?? learned(folder);
  recordings.set(folder, recording);
  return replayed(await recording, asked);
}
