import type { Ec2Operations } from "../../operators/amazon/ec2/index.ts";
import { instant, rows, text } from "../entry-fields.ts";
import { serviceModel } from "../service-model.ts";

const INSTANCES = {
  states: rows<readonly [from: number, state: string]>(
    "Its states, each with the seconds after the start from which on it is in it.",
    {
      from: instant("Seconds after the start."),
      state: text("A state, `running` say."),
    },
  ),
};

/** EC2: instances, by their ids, for those who watch their state. */
export const ec2 = serviceModel<Ec2Operations>()({
  service: "ec2",
  lists: { instances: INSTANCES },
  open(world) {
    const instance = (id: string) => {
      const states = world.entries("instances").find(({ name }) => name === id)?.states ?? [];
      const [, state] = states.findLast(([from]) => from <= world.now) ?? [];
      if (state === undefined)
        throw world.plainError("InvalidInstanceID.NotFound", `The instance ID '${id}' does not exist`);
      return { InstanceId: id, State: { Code: 0, Name: state } };
    };
    return {
      DescribeInstances: ({ InstanceIds }) => ({ Reservations: [{ Instances: InstanceIds.map(instance) }] }),
    };
  },
});
