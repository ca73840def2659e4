import { MWAA_CLASSES } from "../mwaa/index.ts";
import { suggestion } from "../options/index.ts";
import type { ScenarioEnvironment } from "../scenario/index.ts";
import { InputError } from "./input-error.ts";

/** Reads a class of environments, with its least and most workers behind a colon. */
export function parseEnvironment(text: string | undefined): { readonly environment?: ScenarioEnvironment } {
  if (text === undefined) return {};
  const [, name, least, most = least] = /^([^:]*)(?::(\d+)(?:-(\d+))?)?$/.exec(text) ?? [];
  const known = MWAA_CLASSES.find((one) => one === name);
  if (known === undefined)
    throw new InputError(
      `Expected --environment to be out of ${MWAA_CLASSES.join(", ")}, with workers such as ${MWAA_CLASSES[1]}:2-5, got "${text}"${suggestion(name, MWAA_CLASSES)}`,
    );
  if (least === undefined) return { environment: known };
  return { environment: { class: known, min_workers: Number(least), max_workers: Number(most) } };
}
