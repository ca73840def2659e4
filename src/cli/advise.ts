import { type Advice, type AdviseOptions, adviceReport, advise, reportHtml, reportTexts } from "../advice/index.ts";
import type { History } from "../history/index.ts";
import { snakeKeys } from "../report/index.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { parseCount } from "./input-error.ts";
import { readExport } from "./read-export.ts";
import { replayThreads } from "./replay-threads.ts";
import { StatusLine } from "./status-line.ts";
import { say, sayTables } from "./terminal.ts";
import { writeWhole } from "./whole-file.ts";

export interface AdviseCommandOptions {
  readonly nights?: string;
  readonly report?: string;
  readonly json?: true;
}

/** `airlapse advise`: what to change, ranked. */
export async function adviseCommand(folder: string, options: AdviseCommandOptions): Promise<ExitCode> {
  const nights = options.nights === undefined ? {} : { nights: parseCount("--nights", options.nights) };
  const status = new StatusLine(process.stderr);
  const history = await readExport(folder, status);
  const advice = await adviceOn(folder, history, { ...nights, onProgress: (what) => status.show(() => what) });
  status.clear();
  const report = adviceReport(advice);
  if (options.report !== undefined) writeWhole(options.report, reportHtml(report));
  if (options.json === true) {
    const ranked = advice.ranked.map(({ candidate, effect, width }) => ({ name: candidate.name, effect, width }));
    const { errors, path, knee, sizes, jam, environments } = advice;
    say(JSON.stringify(snakeKeys({ errors, ranked, path, knee, sizes, jam: jam ?? null, environments }), null, 2));
  } else sayTables(reportTexts(report));
  return EXIT.ok;
}

/** Advice on a history, with a thread for each core where it is long. */
async function adviceOn(folder: string, history: History, options: AdviseOptions): Promise<Advice> {
  const threads = await replayThreads(folder, history.instances);
  try {
    return await advise(history, { ...options, ...(threads === undefined ? {} : { replays: threads }) });
  } finally {
    await threads?.close();
  }
}
