import { ExportError, type History, readHistory } from "../history/index.ts";
import { exportFiles } from "./export-folder.ts";
import { InputError } from "./input-error.ts";
import type { StatusLine } from "./status-line.ts";

/** Reads the export of an Airflow, or says in words what cannot be used of it. */
export async function readExport(folder: string, status: StatusLine): Promise<History> {
  try {
    const history = await readHistory(exportFiles(folder), {
      onProgress: (file) => status.show(() => `reads ${file}`),
    });
    status.clear();
    return history;
  } catch (error) {
    status.clear();
    if (error instanceof ExportError) throw new InputError(error.lines);
    throw error;
  }
}
