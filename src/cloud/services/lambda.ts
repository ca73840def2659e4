import type { LambdaOperations } from "../../operators/amazon/lambda/index.ts";
import { outcomes, seconds } from "../entry-fields.ts";
import { type Started, serviceModel } from "../service-model.ts";

const FUNCTIONS = {
  pending: seconds("Seconds that it is Pending. Default 0."),
  outcomes: outcomes("Active", "Failed"),
};

const UPDATE_STATUS: Readonly<Record<string, string>> = { Pending: "InProgress", Active: "Successful" };

/** Lambda: functions that are made, by their names. */
export const lambda = serviceModel<LambdaOperations>()({
  service: "lambda",
  lists: { functions: FUNCTIONS },
  open(world) {
    const functions = new Map<string, Started<typeof FUNCTIONS>>();
    return {
      CreateFunction({ FunctionName }) {
        if (functions.has(FunctionName))
          throw world.error("ResourceConflictException", `Function already exist: ${FunctionName}`);
        functions.set(
          FunctionName,
          world.start("functions", FunctionName, world.now, { Pending: "pending" }, "Active"),
        );
        const FunctionArn = `arn:aws:lambda:us-east-1:123456789012:function:${FunctionName}`;
        return { FunctionName, FunctionArn, State: "Pending" };
      },
      GetFunction({ FunctionName }) {
        const found = functions.get(FunctionName);
        if (found === undefined) throw world.error("ResourceNotFoundException", `Function not found: ${FunctionName}`);
        const State = found.life.state(world.now);
        return { Configuration: { FunctionName, State, LastUpdateStatus: UPDATE_STATUS[State] ?? "Failed" } };
      },
    };
  },
});
