/**
 * The sensor of an instance's state and its trigger (sensors/ec2.py, triggers/ec2.py).
 * @module
 */

import type {
  RuntimeContext,
  TaskContext,
  TriggerContext,
  TriggerRun,
  TriggerStep,
} from "../../../definition/index.ts";
import { AwsClient, usingAsyncClient } from "../../../hooks/index.ts";
import { type Body, type Seconds, type Steps, settle, sleep } from "../../../kernel/index.ts";
import { expected, namesOf, type Problem } from "../../../options/index.ts";
import type { NewArguments } from "../../../rules/index.ts";
import { BaseSensor, BaseTrigger, TriggerEvent } from "../../index.ts";
import { AwsBaseSensor, type AwsSensorArguments, expectSuccess, type WaiterEvent } from "../aws-operator.ts";
import { awsBaseSince } from "../connection.ts";
import { EC2, type Ec2Operations } from "./api.ts";

/** `region_name` was there before the others. */
const { regionName: _, ...NEWER_ARGUMENTS } = awsBaseSince("9.8.0");

const TARGETS = ["running", "stopped", "terminated"] as const;

export interface EC2InstanceStateSensorArguments extends AwsSensorArguments {
  /** Rendered with Jinja. */
  readonly targetState: (typeof TARGETS)[number];
  /** Rendered with Jinja. */
  readonly instanceId: string;
  /** Waits in the triggerer, where its `timeout` has no effect. Default false. */
  readonly deferrable?: boolean;
}

/** Waits until an instance is in a state. */
export class EC2InstanceStateSensor extends AwsBaseSensor<EC2InstanceStateSensorArguments> {
  static override readonly argumentNames: readonly string[] = namesOf<
    Omit<EC2InstanceStateSensorArguments, keyof AwsSensorArguments>
  >({ targetState: true, instanceId: true, deferrable: true });
  static override readonly newArguments: NewArguments = { ...BaseSensor.newArguments, ...NEWER_ARGUMENTS };
  static override readonly templateFields = ["targetState", "instanceId"];

  targetState: string = this.args.targetState;
  instanceId = this.args.instanceId;

  override problems(): readonly Problem[] {
    const problems = super.problems();
    const { targetState } = this.args;
    if (TARGETS.includes(targetState)) return problems;
    return [...problems, expected("targetState", `one of ${TARGETS.join(", ")}`, targetState)];
  }

  override execute(context: TaskContext): Body<unknown> {
    if (this.args.deferrable !== true) return this.pokeUntilDone(context);
    const { instanceId, targetState } = this;
    const pollInterval = Math.trunc(this.pokeInterval);
    const trigger = new EC2StateSensorTrigger({ instanceId, targetState, pollInterval, ...this.connection });
    return this.defer({ trigger, methodName: "executeComplete" });
  }

  *poke(context: TaskContext): Steps<boolean> {
    const state = yield* instanceState(context, this.client(context, EC2), this.instanceId, "ec2.py:94");
    return state === this.targetState;
  }

  executeComplete(_context: TaskContext, { event }: { readonly event: WaiterEvent }): void {
    expectSuccess(event, "Error: ");
  }
}

interface EC2StateSensorTriggerArguments {
  readonly instanceId: string;
  readonly targetState: string;
  readonly awsConnId: string | null;
  readonly regionName: string | null;
  /** Whole seconds between two looks. */
  readonly pollInterval: Seconds;
}

/** Waits until an instance is in a state, for ever. Each look has a client of its own. */
export class EC2StateSensorTrigger extends BaseTrigger<EC2StateSensorTriggerArguments> {
  override run(context: TriggerContext): TriggerRun {
    return this.#look(context);
  }

  *#look(context: TriggerContext): Generator<TriggerStep, void, unknown> {
    const { instanceId, targetState, awsConnId, regionName, pollInterval } = this.kwargs;
    const client = new AwsClient(context, EC2, { awsConnId, regionName });
    for (;;) {
      const state = yield* usingAsyncClient(context, instanceState(context, client, instanceId, "ec2.py:74"));
      if (state === targetState) break;
      yield sleep(pollInterval);
    }
    yield new TriggerEvent({ status: "success", message: "target state met" });
  }
}

function* instanceState(
  { log }: RuntimeContext,
  client: AwsClient<Ec2Operations>,
  instanceId: string,
  place: string,
): Steps<string> {
  const { Reservations } = yield* settle(client.call("DescribeInstances", { InstanceIds: [instanceId] }));
  const state = Reservations[0]?.Instances[0]?.State.Name ?? "";
  log.at(place).info("instance state: %s", state);
  return state;
}
