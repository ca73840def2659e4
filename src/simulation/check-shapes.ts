/**
 * Tells if the options of a simulation are made of what they should be made of: lists, objects, DAGs. TypeScript sees to that;
 * JavaScript and a cast do not, and what is inside can only be looked at where it is there.
 * @module
 */
import { DAG } from "../definition/index.ts";
import { expected, isObject, type Problem } from "../options/index.ts";
import type { SimulationOptions } from "./simulation-options.ts";

const entries = (value: unknown) => (isObject(value) ? Object.entries(value) : []);
const isDag = (value: unknown) => value instanceof DAG;
const isCloud = (value: unknown) => isObject(value) && typeof value["problems"] === "function";

/** Lists the options of a wrong shape. */
export function checkShapes(options: SimulationOptions): Problem[] {
  const given = options as unknown as Readonly<Record<string, unknown>>;
  const problems: Problem[] = [];
  const check = (path: string, what: string, value: unknown, isRight: (value: unknown) => boolean) => {
    if (!isRight(value)) problems.push(expected(path, what, value));
  };
  const each = (path: string, what: string, list: unknown, isRight: (value: unknown) => boolean) => {
    check(path, "a list", list, Array.isArray);
    if (Array.isArray(list)) for (const [i, item] of list.entries()) check(`${path}[${i}]`, what, item, isRight);
  };
  each("dags", "a DAG", given["dags"], isDag);
  for (const name of ["triggerers", "schedulers", "faults"])
    if (given[name] !== undefined) each(name, "an object", given[name], isObject);
  const { workers } = isObject(given["executor"]) ? given["executor"] : {};
  if (workers !== undefined) each("executor.workers", "an object", workers, isObject);
  if (given["services"] !== undefined) each("services", "what provide() makes", given["services"], Array.isArray);
  for (const name of ["pools", "config", "executor", "dagProcessor", "phases", "rules"])
    if (given[name] !== undefined) check(name, "an object", given[name], isObject);
  for (const [name, pool] of entries(given["pools"])) check(`pools.${name}`, "an object", pool, isObject);
  for (const [name, section] of entries(given["config"]))
    if (section !== undefined) check(`config.${name}`, "an object", section, isObject);
  if (given["cloud"] !== undefined) check("cloud", "an AwsModel or AwsSdk", given["cloud"], isCloud);
  return problems;
}
