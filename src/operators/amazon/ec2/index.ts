/**
 * EC2: `airlapse/operators/amazon/ec2`.
 * @module
 */
export { EC2, type Ec2Operations } from "./api.ts";
export {
  EC2InstanceStateSensor,
  type EC2InstanceStateSensorArguments,
  EC2StateSensorTrigger,
} from "./instance-state.ts";
