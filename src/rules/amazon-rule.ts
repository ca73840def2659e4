/**
 * A rule: the reason for it, the place in the provider's source that says it, and its value in each version. A version that does
 * not say one has that of the version before it.
 */
export interface AmazonRule<Value> {
  readonly why: string;
  readonly sources: string;
  readonly "8.7.1": Value;
  readonly "9.2.0"?: Value;
  readonly "9.8.0"?: Value;
  readonly "9.25.0"?: Value;
  readonly "9.39.0"?: Value;
}

export function rule<Value>(row: AmazonRule<Value>): AmazonRule<Value> {
  return row;
}
