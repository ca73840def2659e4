import type { Seconds } from "../kernel/index.ts";
import type { RandomSeconds, RandomStreams } from "../random/index.ts";

/** A partition of a table in Glue's catalog, and from when to when it is there. */
export interface PartitionSpec {
  readonly database: string;
  readonly table: string;
  /** The question that finds it. Default every one. */
  readonly expression?: string;
  /** Default 0. */
  readonly at?: RandomSeconds;
  /** Default for ever. */
  readonly until?: Seconds;
}

/** Partitions of the tables in Glue's catalog. */
export class GluePartitions {
  readonly #partitions: readonly (PartitionSpec & { readonly at: Seconds })[];

  constructor(specs: readonly PartitionSpec[], random: RandomStreams) {
    this.#partitions = specs.map((spec, index) => ({
      ...spec,
      at: random.draw(spec.at ?? 0, ["partition", spec.database, spec.table, index]),
    }));
  }

  operations() {
    const answer = (question: Question, now: Seconds) => ({ Partitions: this.#found(question, now).map(row) });
    return [["glue.GetPartitions", answer]] as const;
  }

  #found(question: Question, now: Seconds): readonly PartitionSpec[] {
    return this.#partitions.filter(
      ({ database, table, expression = question.Expression, at, until = Number.POSITIVE_INFINITY }) =>
        database === question.DatabaseName &&
        table === question.TableName &&
        expression === question.Expression &&
        at <= now &&
        now < until,
    );
  }
}

function row({ database, table }: PartitionSpec) {
  return { DatabaseName: database, TableName: table, Values: ["x"] };
}

interface Question {
  readonly DatabaseName: string;
  readonly TableName: string;
  readonly Expression: string;
}
