/** One problem of a definition: where it is and what is wrong. */
export interface Problem {
  /** For instance `dags[0].tasks[2].retries`, or `dag "d", task "t": retries`. */
  readonly path: string;
  readonly message: string;
}
