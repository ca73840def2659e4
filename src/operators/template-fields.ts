import type { TaskContext } from "../definition/index.ts";
import { isTemplate, ParsedTemplate } from "./template.ts";
import { type DatedContext, datedVariable, templateVariable } from "./template-context.ts";

/** The most parsed templates that are kept: programs that make templates up as they go are not to fill the memory. */
const MOST_PARSED = 1000;

/** Parsed templates by their text. Parsing costs ten times as much as rendering. */
const parsed = new Map<string, ParsedTemplate>();

/** Each text once. */
export function parseTemplate(text: string): ParsedTemplate {
  let template = parsed.get(text);
  if (template === undefined) {
    if (parsed.size >= MOST_PARSED) parsed.clear();
    template = new ParsedTemplate(text);
    parsed.set(text, template);
  }
  return template;
}

/** Renders whatever text there is in a value: lists and dictionaries through and through (`render_template`). */
export function renderTemplate(value: unknown, context: TaskContext, resolved: ReadonlySet<unknown> = NONE): unknown {
  if (resolved.has(value)) return value;
  if (typeof value === "string")
    return isTemplate(value) ? parseTemplate(value).render((name) => templateVariable(name, context)) : value;
  if (Array.isArray(value)) return value.map((item) => renderTemplate(item, context, resolved));
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, renderTemplate(item, context, resolved)]),
    );
  }
  return value;
}

/** Renders a text about a date, outside of any task. @internal */
export function renderDated(text: string, context: DatedContext): string {
  return isTemplate(text) ? parseTemplate(text).render((name) => datedVariable(name, context)) : text;
}

const NONE: ReadonlySet<unknown> = new Set();

/** Values that come from results, by the operator that was given them (`seen_oids`). */
const RESOLVED = new WeakMap<object, ReadonlySet<unknown>>();

/** Keeps values from being rendered: results are no templates, whatever they hold. */
export function keepFromRendering(task: object, values: Iterable<unknown>): void {
  const resolved = new Set([...values].filter(hasTemplate));
  if (resolved.size > 0) RESOLVED.set(task, resolved);
}

/** Renders the template fields of a task in place. It has to be a copy. */
export function renderFields(task: Record<string, unknown>, fields: readonly string[], context: TaskContext): void {
  const resolved = RESOLVED.get(task);
  for (const field of fields) {
    const value = task[field];
    if (hasTemplate(value)) task[field] = renderTemplate(value, context, resolved);
  }
}

function hasTemplate(value: unknown): boolean {
  if (typeof value === "string") return isTemplate(value);
  if (Array.isArray(value)) return value.some(hasTemplate);
  return typeof value === "object" && value !== null && Object.values(value).some(hasTemplate);
}
