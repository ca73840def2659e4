/**
 * Defaults, with what is given in their place. What is undefined counts as left out: who passes on what they were not told
 * themselves means the default.
 */
export function laidOver<Options extends object>(
  defaults: Options,
  given: { [Key in keyof Options]?: Options[Key] | undefined } = {},
): Options {
  const told = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...(Object.fromEntries(told) as Partial<Options>) };
}
