import { type ExportFile, linesOf } from "./files.ts";

/** The rows of one table in a dump of PostgreSQL. */
export interface DumpedRow {
  readonly table: string;
  readonly header: readonly string[];
  readonly cells: readonly string[];
}

const COPY = /^COPY (?:"?\w+"?\.)?"?(\w+)"? \(([^)]*)\) FROM stdin;$/;

const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** Reads the `COPY … FROM stdin` parts of a dump; nothing else of it is looked at, and nothing is executed. */
export async function* dumpedRows(file: ExportFile, wanted: ReadonlySet<string>): AsyncGenerator<DumpedRow> {
  let open: { readonly table: string; readonly header: readonly string[] } | undefined;
  for await (const line of linesOf(file)) {
    if (open === undefined) {
      const [, table = "", columns = ""] = line.startsWith("COPY ") ? (COPY.exec(line) ?? []) : [];
      if (table !== "") open = { table, header: columns.split(",").map((name) => name.trim().replaceAll('"', "")) };
    } else if (line === "\\.") open = undefined;
    else if (wanted.has(open.table)) yield { ...open, cells: line.split("\t").map(unescaped) };
  }
}

/** An empty text stands for NULL, as in CSV. */
function unescaped(cell: string): string {
  if (!cell.includes("\\")) return cell;
  if (cell === "\\N") return "";
  return cell.replace(/\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)/gs, (_, code: string) => {
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    if (/^x[0-9a-fA-F]/.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return ESCAPES[code] ?? code;
  });
}
