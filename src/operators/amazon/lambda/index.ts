/**
 * Lambda: `airlapse/operators/amazon/lambda`.
 * @module
 */
export { LAMBDA, type LambdaOperations } from "./api.ts";
export {
  LambdaCreateFunctionCompleteTrigger,
  LambdaCreateFunctionOperator,
  type LambdaCreateFunctionOperatorArguments,
} from "./create-function.ts";
