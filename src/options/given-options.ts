/** An object whose keys are not known yet: options as JavaScript and JSON may give them. */
export type Given = Readonly<Record<string, unknown>>;

/** Says if a value is an object with keys: no list, no null. */
export function isObject(value: unknown): value is Given {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Fills in the defaults of options that are not given. An option that is undefined counts as not given. */
export function withDefaults<Options extends object>(
  defaults: Options,
  given: { [Key in keyof Options]?: Options[Key] | undefined } = {},
): Options {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...(Object.fromEntries(entries) as Partial<Options>) };
}
