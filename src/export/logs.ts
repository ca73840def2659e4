/**
 * Log lines as Airflow writes them, and the files that they are in.
 * @module
 */

import type { Calendar } from "../definition/index.ts";
import type { LogEvent } from "../observe/index.ts";
import { printableName, safeFileName } from "../options/index.ts";

/** Longest name of a file or folder, in bytes: what file systems take, less what Airflow adds. */
const NAME_BYTES = 180;

/** The place of a line of your own code, by component: it has no file of Airflow's. */
const OWN_CODE = {
  scheduler: "scheduler",
  worker: "task",
  triggerer: "trigger",
  user: "user",
  dag_processor: "dag",
} as const;

/**
 * `[2024-01-01T00:00:01.000+0000] {taskinstance.py:1526} INFO - Pausing task as DEFERRED. …`, in virtual time. Python cuts
 * off what is below a millisecond. It is one line, whatever the message: what would begin another is shown as `\n`, so that no
 * text can forge one.
 */
export function formatLogLine({ at, by, place, level, message }: LogEvent, calendar: Calendar): string {
  const time = new Date(Math.floor((calendar.startMicros + at) / 1000)).toISOString().replace("Z", "+0000");
  return printableName(`[${time}] {${place === "" ? OWN_CODE[by] : place}} ${level} - ${message}`);
}

/**
 * The same line of a task's or trigger's log as Airflow 3 writes it, in JSON: its time, level and message, then the fields, the name of
 * the logger and the place.
 */
export function formatStructuredLine({ at, by, place, level, message, fields }: LogEvent, calendar: Calendar): string {
  const [filename = "", line] = place.split(":");
  return JSON.stringify({
    timestamp: calendar.isoformat(at).replace("+00:00", "Z"),
    level: level.toLowerCase(),
    event: message,
    ...fields,
    logger: OWN_CODE[by],
    ...(filename === "" ? {} : { filename }),
    ...(line === undefined ? {} : { lineno: Number(line) }),
  });
}

/**
 * The file that a line belongs into, below the folder of the logs, by Airflow's `log_filename_template`:
 * `dag_id=d/run_id=r/task_id=t/attempt=1.log`, with `.trigger.<number of the triggerer>.log` behind it for what its trigger
 * wrote; `scheduler.log`, `triggerer.log` for what components write about themselves. On Windows, names hold no colons.
 */
export function logPath({ by, taskInstance }: LogEvent, isWindows = false): readonly string[] {
  if (taskInstance === undefined) return [`${by}.log`];
  const { dagId, runId, taskId, mapIndex, attempt, triggererId } = taskInstance;
  const trigger = by === "triggerer" ? `.trigger.${(triggererId ?? 0) + 1}.log` : "";
  return [
    fileName(`dag_id=${dagId}`, isWindows),
    fileName(`run_id=${runId}`, isWindows),
    fileName(`task_id=${taskId}`, isWindows),
    ...(mapIndex < 0 ? [] : [`map_index=${mapIndex}`]),
    `attempt=${attempt}.log${trigger}`,
  ];
}

/** An id may be any text: what no file may be called is written by its number, and a long one is cut. */
function fileName(text: string, isWindows: boolean): string {
  const safe = safeFileName(text, isWindows);
  const bytes = new TextEncoder().encode(safe);
  if (bytes.length <= NAME_BYTES) return safe;
  const cut = new TextDecoder().decode(bytes.subarray(0, NAME_BYTES - 12)).replaceAll("\ufffd", "");
  return `${cut}~${checksum(bytes)}`;
}

/** FNV-1a: tells names apart that are cut to the same beginning. */
function checksum(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}
