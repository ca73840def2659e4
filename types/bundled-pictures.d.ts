import type { Picture, ReportData } from "../src/drawing/index.ts";

/** `src/drawing/browser/pictures.ts`, as `scripts/bundle-drawing.js` builds it. */
export function drawPictures(data: ReportData): Picture[];
