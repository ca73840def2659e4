/**
 * The rules in which versions of the Amazon provider differ, side by side. Paths are below providers/amazon/aws/, lines those
 * of 8.7.1 → 9.2.0.
 * @module
 */

/** A rule: what it is about and why it is so, where the provider's source says it, and what it is in each version. */
export interface AmazonRule<Value> {
  readonly why: string;
  readonly sources: string;
  readonly "8.7.1": Value;
  readonly "9.2.0": Value;
  /** As in 9.2.0 where it is not said. */
  readonly "9.8.0"?: Value;
}

function rule<Value>(row: AmazonRule<Value>): AmazonRule<Value> {
  return row;
}

export const AMAZON_RULES = {
  glueTriggerReadsLogsAlways: rule({
    why: 'GlueJobCompleteTrigger is given `verbose` as a text, and "False" is true: it reads the job\'s logs at every look.',
    sources: "triggers/glue.py 61 → 66",
    "8.7.1": true,
    "9.2.0": false,
  }),

  keysUnchangedTriggerMixesZones: rule({
    why: "S3KeysUnchangedTrigger compares a time without zone with one that has come back from the database with one, and fails at its first look, unless the number of objects has changed.",
    sources: "hooks/s3.py 712 → 766",
    "8.7.1": true,
    "9.2.0": false,
  }),

  asyncClientCloseTurns: rule({
    why: "Turns of the triggerer's event loop that closing an HTTP session takes. It is aiobotocore's doing, which comes with the provider: 2.7.0 takes one, 2.19.0 none.",
    sources: "aiobotocore/httpsession.py `__aexit__`",
    "8.7.1": 1,
    "9.2.0": 0,
  }),
};
