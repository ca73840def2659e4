import type { StepFunctionsOperations } from "../../operators/amazon/step-functions/index.ts";
import { json, outcomes, STARTED_BY_OTHERS, seconds } from "../entry-fields.ts";
import { type Started, serviceModel } from "../service-model.ts";

const EXECUTIONS = {
  duration: seconds("Seconds that it is RUNNING. Default 0."),
  outcomes: outcomes("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"),
  output: json("What it returns. Default {}."),
  ...STARTED_BY_OTHERS,
};

/** The states from which an execution goes on. */
const REDRIVABLE: readonly string[] = ["FAILED", "TIMED_OUT", "ABORTED"];

const ACCOUNT = "arn:aws:states:us-east-1:123456789012";

/** Step Functions: executions, by the name of their state machine. They are called as they are told, or e-1, e-2 … */
export const stepFunctions = serviceModel<StepFunctionsOperations>()({
  service: "stepfunctions",
  lists: { executions: EXECUTIONS },
  open(world) {
    const executions = new Map<string, Started<typeof EXECUTIONS>>();
    const arnOf = (machine: string, name: string) => `${ACCOUNT}:execution:${machine}:${name}`;
    const start = (machine: string, name: string, at: number) => {
      const arn = arnOf(machine, name);
      executions.set(arn, world.start("executions", machine, at, { RUNNING: "duration" }, "SUCCEEDED"));
      return arn;
    };
    for (const { id, name, at = 0 } of world.entries("executions")) if (id !== undefined) start(name, id, at);
    const find = (arn: string) => {
      const execution = executions.get(arn);
      if (execution !== undefined && execution.life.startedAt <= world.now) return execution;
      throw world.error("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
    };
    return {
      StartExecution({ stateMachineArn, name }) {
        const machine = stateMachineArn.slice(stateMachineArn.lastIndexOf(":") + 1);
        const arn = arnOf(machine, name ?? "");
        if (name !== undefined && executions.has(arn))
          throw world.error("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
        return { executionArn: start(machine, name ?? `e-${world.next("ids")}`, world.now) };
      },
      DescribeExecution({ executionArn }) {
        const { life, entry } = find(executionArn);
        const status = life.state(world.now);
        const failed = status === "FAILED" || status === "ABORTED";
        return {
          executionArn,
          status,
          ...(status === "SUCCEEDED" ? { output: JSON.stringify(entry.output ?? {}) } : {}),
          ...(failed ? { error: "States.TaskFailed", cause: "a state failed" } : {}),
        };
      },
      StopExecution({ executionArn }) {
        const { life } = find(executionArn);
        if (!life.hasEnded(world.now)) life.turn(world.now, [], "ABORTED");
        return {};
      },
      RedriveExecution({ executionArn }) {
        const { life, name } = find(executionArn);
        if (!REDRIVABLE.includes(life.state(world.now)))
          throw world.error("ExecutionNotRedrivable", `Execution is not redrivable: '${executionArn}'`);
        const { phases, outcome } = world.begin("executions", name, { RUNNING: "duration" }, "SUCCEEDED");
        life.turn(world.now, phases, outcome);
        return {};
      },
    };
  },
});
