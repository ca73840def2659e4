/** RFC 4180, read letter by letter. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let [row, cell, quoted]: [string[], string, boolean] = [[], "", false];
  for (let i = 0; i < text.length; i += 1) {
    const letter = text[i] as string;
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else quoted = false;
    } else if (letter === '"') {
      if (cell !== "") throw new Error("a quote inside of a cell");
      quoted = true;
    } else if (letter === ",") {
      row.push(cell);
      cell = "";
    } else if (letter === "\r" && text[i + 1] === "\n") {
      rows.push([...row, cell]);
      [row, cell] = [[], ""];
      i += 1;
    } else if (letter === "\n" || letter === "\r") throw new Error("a line end that is not quoted");
    else cell += letter;
  }
  if (cell !== "" || row.length > 0) throw new Error("the last line has no end");
  return rows;
}

/** The text that a cell was made of: an apostrophe at its beginning is one too many. */
export function unguarded(cell: string): string {
  return cell.replace(/^'/, "");
}
