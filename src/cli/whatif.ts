import { type GivenChanges, parseChanges, reportHtml, reportTexts, whatIf, whatIfReport } from "../advice/index.ts";
import { figuresOf, Recording } from "../replay/index.ts";
import { environmentOptions } from "./environment-option.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { writeFigures } from "./figures-file.ts";
import { InputError } from "./input-error.ts";
import { readExport } from "./read-export.ts";
import { StatusLine } from "./status-line.ts";
import { say, sayTables } from "./terminal.ts";
import { writeWhole } from "./whole-file.ts";

export interface WhatIfCommandOptions extends Omit<GivenChanges, "environment"> {
  /** A class of environments of Amazon MWAA, with its workers. */
  readonly environment?: string;
  readonly figures?: string;
  readonly case?: string;
  readonly report?: string;
  readonly orders: string;
  readonly json?: true;
}

const MOST_ORDERS = 1000;

/** `airlapse whatif`: what would have been under other settings. */
export async function whatIfCommand(folder: string, options: WhatIfCommandOptions): Promise<ExitCode> {
  const { environment, ...given } = options;
  const orders = Number(options.orders);
  if (!/^\d+$/.test(options.orders) || orders > MOST_ORDERS)
    throw new InputError(`Expected --orders to be a whole number from 0 to ${MOST_ORDERS}, got "${options.orders}"`);
  const status = new StatusLine(process.stderr);
  const history = await readExport(folder, status);
  const { changes, wrong } = parseChanges(new Recording(history), {
    ...given,
    ...(environment === undefined ? {} : { environment: environmentOptions(environment) }),
  });
  if (wrong.length > 0) throw new InputError(wrong);
  const answer = whatIf(history, changes, { orders, onProgress: (what) => status.show(() => what) });
  status.clear();
  const report = whatIfReport(answer);
  const figures = figuresOf(answer.recording, answer.after);
  if (options.figures !== undefined) writeFigures(options.figures, options.case ?? "whatif", figures);
  if (options.report !== undefined) writeWhole(options.report, reportHtml(report));
  if (options.json === true) say(JSON.stringify(figures, null, 2));
  else sayTables(reportTexts(report));
  return EXIT.ok;
}
