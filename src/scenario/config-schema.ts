/**
 * Options of airflow.cfg in a scenario file.
 * @module
 */
import { z } from "zod";
import { invariant } from "../containers/index.ts";
import { DEFAULT_CONFIG } from "../rules/index.ts";
import { FIXED, NAMES_OF_3, SECTIONS_WITHOUT_EFFECT, WITHOUT_EFFECT } from "./airflow-options.ts";
import { CONFIG_HELP } from "./config-help.ts";
import { json, mustBe, record, scalar, snake } from "./schema-parts.ts";

const WITHOUT_EFFECT_HELP = "Taken, and without effect here. Default Airflow's own.";

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
  const simulated = Object.entries(options).map(([option, standard]) => {
    const help = CONFIG_HELP[`${section}.${snake(option)}`];
    invariant(help, `${section}.${option} is described`);
    return [snake(option), configValue(standard).describe(`${help} Default ${standard}.`)] as const;
  });
  const fixed = FIXED[section] ?? {};
  const ignored = others.map((option) => {
    const help = option in fixed ? `Has to be Airflow's default, ${fixed[option] || "none"}.` : WITHOUT_EFFECT_HELP;
    return [option, scalar().describe(help)] as const;
  });
  const renamed = (NAMES_OF_3[section] ?? []).map((option) => {
    const help = CONFIG_HELP[`${section}.${snake(option)}`];
    invariant(help, `${section}.${option} is described`);
    return [snake(option), configValue(0).describe(help)] as const;
  });
  return record(
    Object.fromEntries([...simulated, ...renamed, ...ignored].map(([option, value]) => [option, value.optional()])),
  );
}

export const Config = z.lazy(() =>
  record({
    core: sectionSchema("core", DEFAULT_CONFIG.core as never)
      .describe("Section [core]. Default Airflow's own.")
      .optional(),
    scheduler: sectionSchema("scheduler", DEFAULT_CONFIG.scheduler as never)
      .describe("Section [scheduler]. Default Airflow's own.")
      .optional(),
    triggerer: sectionSchema("triggerer", DEFAULT_CONFIG.triggerer as never)
      .describe("Section [triggerer]. Default Airflow's own.")
      .optional(),
    celery: sectionSchema("celery", DEFAULT_CONFIG.celery as never)
      .describe("Section [celery]. Default Airflow's own.")
      .optional(),
    celery_broker_transport_options: z
      .looseObject(
        {
          visibility_timeout: configValue(0)
            .describe(
              "Seconds after which a message that is not acknowledged is given out again. Default 21600, 84600 from Airflow 2.10 on.",
            )
            .optional(),
        },
        { error: mustBe("an object") },
      )
      .describe("Section [celery_broker_transport_options]. Default Airflow's own.")
      .optional(),
    operators: sectionSchema("operators", { defaultDeferrable: false })
      .describe("Section [operators]. Default Airflow's own.")
      .optional(),
    sensors: sectionSchema("sensors", {}).describe("Section [sensors]. Default Airflow's own.").optional(),
    ...Object.fromEntries(
      SECTIONS_WITHOUT_EFFECT.map((section) => [
        section,
        json().describe(`Section [${section}]. ${WITHOUT_EFFECT_HELP}`).optional(),
      ]),
    ),
  }).meta({ id: "Config", description: "Options as in airflow.cfg." }),
);
