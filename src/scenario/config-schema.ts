/**
 * Options of airflow.cfg in a scenario file.
 * @module
 */
import { z } from "zod";
import { DEFAULT_CONFIG } from "../rules/index.ts";
import { FIXED, NAMES_OF_3, SECTIONS_WITHOUT_EFFECT, WITHOUT_EFFECT } from "./airflow-options.ts";
import { json, mustBe, record, scalar, snake } from "./schema-parts.ts";

/** Values in airflow.cfg may be texts. */
function configValue(standard: number | boolean) {
  const what = mustBe(typeof standard === "number" ? "a number from 0 up" : "true or false");
  if (typeof standard === "boolean") return z.union([z.boolean(), z.stringbool()], { error: what });
  const number = z.number().min(0);
  return z.union(
    [
      number,
      z
        .string()
        .regex(/^\d+(\.\d+)?$/)
        .transform(Number)
        .pipe(number),
    ],
    { error: what },
  );
}

/** A section of airflow.cfg: options that are simulated, and others that Airflow has. */
function sectionSchema(section: string, options: Readonly<Record<string, number | boolean>>) {
  const others = [...(WITHOUT_EFFECT[section] ?? []), ...Object.keys(FIXED[section] ?? {})];
  const simulated = Object.entries(options).map(
    ([option, standard]) => [snake(option), configValue(standard)] as const,
  );
  const ignored = others.map((option) => [option, scalar()] as const);
  const renamed = (NAMES_OF_3[section] ?? []).map((option) => [snake(option), configValue(0)] as const);
  return record(
    Object.fromEntries([...simulated, ...renamed, ...ignored].map(([option, value]) => [option, value.optional()])),
  );
}

export const Config = record({
  core: sectionSchema("core", DEFAULT_CONFIG.core as never).optional(),
  scheduler: sectionSchema("scheduler", DEFAULT_CONFIG.scheduler as never).optional(),
  triggerer: sectionSchema("triggerer", DEFAULT_CONFIG.triggerer as never).optional(),
  celery: sectionSchema("celery", DEFAULT_CONFIG.celery as never).optional(),
  celery_broker_transport_options: z
    .looseObject({ visibility_timeout: configValue(0).optional() }, { error: mustBe("an object") })
    .optional(),
  operators: sectionSchema("operators", { defaultDeferrable: false }).optional(),
  sensors: sectionSchema("sensors", {}).optional(),
  ...Object.fromEntries(SECTIONS_WITHOUT_EFFECT.map((section) => [section, json().optional()])),
}).meta({ id: "Config", description: "Options as in airflow.cfg." });
