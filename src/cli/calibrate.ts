import { calibrate, calibrationReport, reportHtml, reportTexts } from "../advice/index.ts";
import { figuresOf } from "../replay/index.ts";
import { snakeKeys } from "../report/index.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { writeFigures } from "./figures-file.ts";
import { readExport } from "./read-export.ts";
import { StatusLine } from "./status-line.ts";
import { say, sayTables } from "./terminal.ts";
import { writeWhole } from "./whole-file.ts";

export interface CalibrateCommandOptions {
  readonly figures?: string;
  readonly case?: string;
  readonly report?: string;
  readonly json?: true;
}

/** `airlapse calibrate`: runs a history again, and says how far that is from what happened. */
export async function calibrateCommand(folder: string, options: CalibrateCommandOptions): Promise<ExitCode> {
  const status = new StatusLine(process.stderr);
  const history = await readExport(folder, status);
  const calibration = calibrate(history, { onProgress: (what) => status.show(() => what) });
  status.clear();
  const report = calibrationReport(calibration);
  const { recording, replayed, errors, heldOut, matched } = calibration;
  if (options.figures !== undefined)
    writeFigures(options.figures, options.case ?? "base", figuresOf(recording, replayed));
  if (options.report !== undefined) writeWhole(options.report, reportHtml(report));
  if (options.json === true) say(JSON.stringify(snakeKeys({ matched, errors, heldOut }), null, 2));
  else sayTables(reportTexts(report));
  return EXIT.ok;
}
