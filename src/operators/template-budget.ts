/**
 * The budget of rendering one template: templates come with other people's scenarios, and a few characters of Jinja
 * could count for ever or fill the memory.
 * @module
 */
import type { RuntimeValue } from "@huggingface/jinja";

/** A template takes too many steps, or makes too much. @internal It becomes a TemplateRuntimeError, which names the template. */
export class TemplateLimitError extends Error {
  override readonly name = "TemplateLimitError";
}

/** Expressions and statements that are evaluated, and rounds of loops. */
const MOST_STEPS = 100_000;

/** Characters and items of all values that are made on the way, however often the same. */
const MOST_SIZE = 4_000_000;

export class Budget {
  #steps = 0;
  #size = 0;
  /** Lists and dictionaries that were measured already: they may hold each other many times over. */
  readonly #sizes = new WeakMap<RuntimeValue, number>();

  step(count = 1): void {
    this.#steps += count;
    if (this.#steps > MOST_STEPS) throw new TemplateLimitError(`expected at most ${MOST_STEPS} steps, got more`);
  }

  /** A value has been made, or is worked with. */
  charge(value: RuntimeValue): void {
    this.reserve(this.sizeOf(value));
  }

  /** Something of a size is about to be made. */
  reserve(size: number): void {
    this.#size += size;
    if (this.#size > MOST_SIZE)
      throw new TemplateLimitError(`expected at most ${MOST_SIZE} characters and items to be made, got more`);
  }

  /** With all that is inside. */
  sizeOf(value: RuntimeValue): number {
    if (typeof value.value === "string") return value.value.length + 1;
    if (typeof value.value !== "object" || value.value === null) return 1;
    let size = this.#sizes.get(value);
    if (size !== undefined) return size;
    size = 1;
    for (const item of itemsOf(value)) {
      size += this.sizeOf(item);
      if (size > MOST_SIZE) break;
    }
    this.#sizes.set(value, size);
    return size;
  }
}

function itemsOf({ value }: RuntimeValue): Iterable<RuntimeValue> {
  if (Array.isArray(value)) return value as RuntimeValue[];
  return value instanceof Map ? (value as Map<string, RuntimeValue>).values() : [];
}
