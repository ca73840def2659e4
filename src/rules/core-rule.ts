/**
 * A rule: the reason for it, the place in Airflow's source that says it, and its value in each version. A version that does not
 * say one has that of the version before it.
 */
export interface CoreRule<Value> {
  readonly why: string;
  readonly sources: string;
  readonly "2.7.2": Value;
  readonly "2.10.5"?: Value;
  readonly "2.11.0"?: Value;
  readonly "3.2.1"?: Value;
  readonly "3.3.2"?: Value;
}

export function rule<Value>(row: CoreRule<Value>): CoreRule<Value> {
  return row;
}
