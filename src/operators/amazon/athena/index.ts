/**
 * Athena: `airlapse/operators/amazon/athena`.
 * @module
 */
export { ATHENA, type AthenaOperations } from "./api.ts";
export { AthenaOperator, type AthenaOperatorArguments, AthenaTrigger } from "./athena-operator.ts";
export { AthenaSensor, type AthenaSensorArguments } from "./athena-sensor.ts";
