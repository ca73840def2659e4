/**
 * Glue DataBrew: `airlapse/operators/amazon/databrew`.
 * @module
 */
export { DATABREW, type DataBrewOperations } from "./api.ts";
export {
  GlueDataBrewJobCompleteTrigger,
  GlueDataBrewStartJobOperator,
  type GlueDataBrewStartJobOperatorArguments,
} from "./start-job.ts";
