/** Rows are asked for of a simulation that was told to keep none. */
export class RowsNotKeptError extends Error {
  override readonly name = "RowsNotKeptError";

  constructor() {
    super('Expected a simulation that keeps its rows, got one that keeps figures only: leave out `keep: "aggregates"`');
  }
}
