import type { AthenaOperations } from "../../operators/amazon/athena/index.ts";
import { outcomes, STARTED_BY_OTHERS, seconds, text } from "../entry-fields.ts";
import { type Started, serviceModel } from "../service-model.ts";

const QUERIES = {
  queued: seconds("Seconds that it is QUEUED. Default 0."),
  duration: seconds("Seconds that it is RUNNING after that. Default 0."),
  outcomes: outcomes("SUCCEEDED", "FAILED", "CANCELLED"),
  reason: text("Why it FAILED or was CANCELLED."),
  ...STARTED_BY_OTHERS,
};

/** Athena: queries, by their text. Ids are q-1, q-2 … */
export const athena = serviceModel<AthenaOperations>()({
  service: "athena",
  lists: { queries: QUERIES },
  open(world) {
    const queries = new Map<string, Started<typeof QUERIES>>();
    const start = (id: string, query: string, at: number) =>
      queries.set(id, world.start("queries", query, at, { QUEUED: "queued", RUNNING: "duration" }, "SUCCEEDED"));
    for (const { id, name, at = 0 } of world.entries("queries")) if (id !== undefined) start(id, name, at);
    const find = (id: string) => {
      const query = queries.get(id);
      if (query !== undefined && query.life.startedAt <= world.now) return query;
      throw world.error("InvalidRequestException", `QueryExecution ${id} was not found`);
    };
    return {
      StartQueryExecution({ QueryString }) {
        const id = `q-${world.next("ids")}`;
        start(id, QueryString, world.now);
        return { QueryExecutionId: id };
      },
      GetQueryExecution({ QueryExecutionId }) {
        const { life, name, entry } = find(QueryExecutionId);
        const State = life.state(world.now);
        const hasReason = State === "FAILED" || State === "CANCELLED";
        const reason = hasReason ? { StateChangeReason: entry.reason ?? `query is ${State}` } : {};
        return { QueryExecution: { QueryExecutionId, Query: name, Status: { State, ...reason } } };
      },
      StopQueryExecution({ QueryExecutionId }) {
        const { life } = find(QueryExecutionId);
        if (!life.hasEnded(world.now)) life.turn(world.now, [], "CANCELLED");
        return {};
      },
    };
  },
});
