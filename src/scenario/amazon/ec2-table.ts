import { EC2InstanceStateSensor } from "../../operators/amazon/ec2/index.ts";
import type { OperatorSpec } from "../operator-table.ts";
import { bool, name, oneOf } from "../schema-parts.ts";
import { sensorFields } from "../sensor-fields.ts";
import { awsBase } from "./fields.ts";

export const EC2_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  EC2InstanceStateSensor: {
    about: "Waits until an instance of EC2 is in a state.",
    fields: () => ({
      target_state: oneOf(["running", "stopped", "terminated"]),
      instance_id: name(),
      deferrable: bool(),
      ...awsBase(),
      ...sensorFields(),
    }),
    required: ["target_state", "instance_id"],
    operatorClass: EC2InstanceStateSensor,
  },
};
