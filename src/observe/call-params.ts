/** The parameters of a call that an event carries: scalars and lists of texts, each masked. */
export function toldParams(
  params: Readonly<Record<string, unknown>>,
  mask: (value: unknown, name: string) => unknown,
): Readonly<Record<string, unknown>> {
  const told: Record<string, unknown> = { ...params };
  for (const name in told) {
    const value = told[name];
    if (isScalar(value) || isTexts(value)) told[name] = mask(value, name);
    else delete told[name];
  }
  return told;
}

function isScalar(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
