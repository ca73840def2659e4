/**
 * The JMESPath expressions that waiters and status lines of the provider are made of: names with a point between them,
 * `[]`, `[*]` and `[0]` behind one, and `length(...)` compared with a number.
 * @module
 */

/** Reads a value out of an answer; null where there is none, as in JMESPath. */
export type PathReader = (answer: unknown) => unknown;

const READERS = new Map<string, PathReader>();

/** Reads an expression once. Throws where it is none of those above. */
export function pathReader(expression: string): PathReader {
  let reader = READERS.get(expression);
  if (reader === undefined) {
    reader = compile(expression);
    READERS.set(expression, reader);
  }
  return reader;
}

function compile(expression: string): PathReader {
  const [, of, operator, limit] = /^length\(([^()]+)\) (==|>) `(\d+)`$/.exec(expression) ?? [];
  if (of === undefined) return pathOf(expression);
  const read = pathOf(of);
  const count = Number(limit);
  return (answer) => {
    const list = read(answer);
    if (!Array.isArray(list)) return null;
    return operator === "==" ? list.length === count : list.length > count;
  };
}

type Step = { readonly name: string } | { readonly index: number } | "each";

function pathOf(expression: string): PathReader {
  const steps = expression.split(".").flatMap((part): Step[] => {
    const [, name, brackets = ""] = /^([A-Za-z_]\w*)((?:\[(?:\*|\d*)\])*)$/.exec(part) ?? [];
    if (name === undefined) throw new SyntaxError(`Expected a path such as \`jobs[].status\`, got \`${expression}\``);
    const behind = [...brackets.matchAll(/\[(\*|\d*)\]/g)].map(([, inside = ""]): Step => {
      return /\d/.test(inside) ? { index: Number(inside) } : "each";
    });
    return [{ name }, ...behind];
  });
  return (answer) => read(answer, steps, 0);
}

function read(value: unknown, steps: readonly Step[], at: number): unknown {
  const step = steps[at];
  if (step === undefined) return value ?? null;
  if (step === "each") {
    if (!Array.isArray(value)) return null;
    return value.map((item) => read(item, steps, at + 1)).filter((item) => item !== null);
  }
  if ("index" in step) return read(Array.isArray(value) ? value[step.index] : null, steps, at + 1);
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step.name)) return null;
  return read((value as Readonly<Record<string, unknown>>)[step.name], steps, at + 1);
}
