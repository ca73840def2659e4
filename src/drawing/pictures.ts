import { printable } from "../options/index.ts";
import type { ReportData } from "./report-data.ts";

/** A chart as a file. */
export interface Picture {
  /** For instance `slots-dark.svg`. */
  readonly fileName: string;
  readonly svg: string;
}

/** The charts of a report as static SVG, each light and dark. XML has no control characters: they are shown by their numbers. */
export async function reportPictures(data: ReportData): Promise<readonly Picture[]> {
  const { drawPictures } = await import("#bundled-pictures");
  return drawPictures(data).map(({ fileName, svg }) => ({ fileName, svg: printable(svg) }));
}
