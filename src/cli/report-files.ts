import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ReportData, reportPage, reportPictures } from "../drawing/index.ts";
import { InputError } from "./input-error.ts";
import { writeWhole } from "./whole-file.ts";

export interface ReportOptions {
  /** The page that is written. */
  readonly report?: string;
  /** The folder that pictures are written to. */
  readonly svg?: string;
}

export function wantsReport({ report, svg }: ReportOptions): boolean {
  return report !== undefined || svg !== undefined;
}

/** Makes the folders before anything is run, and refuses more scenarios than a report is of. */
export function prepareReport(options: ReportOptions, scenarios: number): void {
  const { report, svg } = options;
  if (!wantsReport(options)) return;
  if (scenarios > 1)
    throw new InputError(`Expected files with one scenario in all for --report and --svg, got ${scenarios}`);
  if (report !== undefined) makeFolder(dirname(report));
  if (svg !== undefined) makeFolder(svg);
}

/** Makes a folder and those above it. Throws an InputError where it cannot be made. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new InputError(`${path}: cannot be made: ${(error as Error).message}`);
  }
}

/** Writes what was asked for, and says so. */
export async function writeReport({ report, svg }: ReportOptions, data: ReportData): Promise<string[]> {
  const said: string[] = [];
  if (report !== undefined) {
    writeWhole(report, await reportPage(data));
    said.push(`report in ${report}`);
  }
  if (svg !== undefined) {
    const pictures = await reportPictures(data);
    for (const { fileName, svg: text } of pictures) writeWhole(join(svg, fileName), text);
    said.push(`${pictures.length} pictures in ${svg}`);
  }
  return said;
}
