import type { RedshiftDataOperations } from "../../operators/amazon/redshift/index.ts";
import { outcomes, seconds, text } from "../entry-fields.ts";
import { type Started, serviceModel } from "../service-model.ts";

const STATEMENTS = {
  submitted: seconds("Seconds that it is SUBMITTED. Default 0."),
  duration: seconds("Seconds that it is STARTED after that. Default 0."),
  outcomes: outcomes("FINISHED", "FAILED", "ABORTED"),
  error: text("Why it FAILED or was ABORTED."),
};

/** Redshift's Data API: statements, by their text, st-1, st-2 … A batch is described by its first one. */
export const redshiftData = serviceModel<RedshiftDataOperations>()({
  service: "redshift-data",
  lists: { statements: STATEMENTS },
  open(world) {
    const statements = new Map<string, Started<typeof STATEMENTS>>();
    const start = (sql: string) => {
      const Id = `st-${world.next("ids")}`;
      const states = { SUBMITTED: "submitted", STARTED: "duration" } as const;
      statements.set(Id, world.start("statements", sql, world.now, states, "FINISHED"));
      return { Id };
    };
    const find = (id: string) => {
      const statement = statements.get(id);
      if (statement === undefined) throw world.error("ResourceNotFoundException", `Query ${id} does not exist.`);
      return statement;
    };
    return {
      ExecuteStatement: ({ Sql }) => start(Sql),
      BatchExecuteStatement: ({ Sqls }) => start(Sqls[0] ?? ""),
      DescribeStatement({ Id }) {
        const { life, entry } = find(Id);
        const Status = life.state(world.now);
        const failed = Status === "FAILED" || Status === "ABORTED";
        return { Id, Status, HasResultSet: false, ...(failed ? { Error: entry.error ?? "ERROR: something" } : {}) };
      },
      CancelStatement({ Id }) {
        const { life } = find(Id);
        if (!life.hasEnded(world.now)) life.turn(world.now, [], "ABORTED");
        return { Status: true };
      },
      GetStatementResult: () => ({ Records: [], ColumnMetadata: [] }),
    };
  },
});
