import type { Seconds } from "../kernel/index.ts";
import type { RandomSeconds, RandomStreams } from "../random/index.ts";
import type { Operation } from "./aws-model.ts";

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

  operations(): [string, Operation][] {
    const isThere = (params: Question, now: Seconds) =>
      this.#partitions.filter(
        ({ database, table, expression = params.Expression, at, until = Number.POSITIVE_INFINITY }) =>
          database === params.DatabaseName &&
          table === params.TableName &&
          expression === params.Expression &&
          at <= now &&
          now < until,
      );
    const rows = (params: Question, now: Seconds) =>
      isThere(params, now).map(({ database, table }) => ({
        DatabaseName: database,
        TableName: table,
        Values: ["x"],
      }));
    return [["glue.GetPartitions", (params: Question, now) => ({ Partitions: rows(params, now) })]] as [
      string,
      Operation,
    ][];
  }
}

interface Question {
  readonly DatabaseName: string;
  readonly TableName: string;
  readonly Expression: string;
}
