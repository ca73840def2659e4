/** The parameters of a call that an event carries: scalars and lists of texts, each masked. */
export function toldParams(
  params: Readonly<Record<string, unknown>>,
  mask: (value: unknown, name: string) => unknown,
): Readonly<Record<string, unknown>> {
  const told = Object.entries(params).filter(([, value]) => isScalar(value) || isTexts(value));
  return Object.fromEntries(told.map(([name, value]) => [name, mask(value, name)]));
}

function isScalar(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
