import type { History } from "../history/index.ts";
import { DEFAULT_CONFIG, type PartialConfig } from "../rules/index.ts";
import type { Changes } from "./changes.ts";

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Options that an environment of MWAA has its own values for. */
const OF_MWAA = [
  ["core", ["parallelism"]],
  ["scheduler", ["scheduleAfterTaskExecution", "taskQueuedTimeout"]],
  ["celery", ["workerConcurrency", "workerEnableRemoteControl"]],
  ["celeryBrokerTransportOptions", ["visibilityTimeout"]],
] as const;

/** The options of the environment's airflow.cfg that the simulation has a use for. */
export function configOf({ config }: History, { parallelism, environment }: Changes): PartialConfig {
  const sections: Record<string, Record<string, unknown>> = {};
  for (const [section, defaults] of Object.entries(DEFAULT_CONFIG)) {
    const options: Record<string, unknown> = {};
    for (const [name, standard] of Object.entries(defaults)) {
      const value = optionOf(config.get(`${section}.${snake(name)}`), standard);
      if (value !== undefined) options[name] = value;
    }
    sections[section] = options;
  }
  if (environment !== undefined)
    for (const [section, options] of OF_MWAA) for (const name of options) delete sections[section]?.[name];
  if (parallelism !== undefined) sections["core"] = { ...sections["core"], parallelism };
  return sections as PartialConfig;
}

/** A text of airflow.cfg as the type that the option has; what is not one is left to the default. */
function optionOf(text: string | undefined, standard: unknown): unknown {
  if (text === undefined || text === "") return undefined;
  if (typeof standard === "boolean") return /^(true|1|t)$/i.test(text);
  if (typeof standard !== "number") return typeof standard === "string" ? text : undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}
