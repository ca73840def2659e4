/**
 * Completion by a JSON Schema: keys of an object that it does not have yet, and the values that are listed.
 * @module
 */
import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { SyntaxNode } from "@lezer/common";
import { itemsOf, keyOf, textOf, valueOfProperty } from "./json-tree.ts";

/** As much of JSON Schema as schemas of scenarios have. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

export function schemaCompletion(schema: JsonSchema): CompletionSource {
  const completer = new SchemaCompleter(schema);
  return (context) => completer.complete(context);
}

class SchemaCompleter {
  readonly #root: JsonSchema;

  constructor(root: JsonSchema) {
    this.#root = root;
  }

  complete(context: CompletionContext): CompletionResult | null {
    const { state, pos, explicit } = context;
    const inside = syntaxTree(state).resolveInner(pos, -1);
    const isText = inside.name === "PropertyName" || inside.name === "String";
    if (!isText && !explicit) return null;
    const [from, to] = isText ? [inside.from, inside.to] : [pos, pos];
    const node = isText ? inside.parent : inside;
    if (node === null) return null;
    const options =
      inside.name === "PropertyName" || (!isText && node.name === "Object")
        ? this.#keys(objectAt(node), context, inside)
        : this.#values(isText ? inside : node, context);
    // what stands behind is part of what is replaced, but it does not filter
    return options.length === 0 ? null : { from, to, options, filter: true, validFor: /^"?[\w.-]*"?$/ };
  }

  #keys(object: SyntaxNode | null, context: CompletionContext, current: SyntaxNode): Completion[] {
    if (object === null) return [];
    const there = new Set(
      object
        .getChildren("Property")
        .filter((property) => property.getChild("PropertyName")?.from !== current.from)
        .map((property) => keyOf(property, context.state)),
    );
    const hasValue =
      current.name === "PropertyName" && /^\s*:/.test(context.state.sliceDoc(current.to, current.to + 20));
    const found = new Map<string, Completion>();
    for (const { properties = {}, required = [] } of this.#schemasOf(object, context))
      for (const [key, schema] of Object.entries(properties))
        if (!there.has(key) && !found.has(key)) {
          const isRequired = required.includes(key);
          const { description } = this.#resolved(schema);
          found.set(key, {
            label: JSON.stringify(key),
            apply: hasValue ? JSON.stringify(key) : `${JSON.stringify(key)}: `,
            ...(isRequired ? { detail: "needed", boost: 1 } : {}),
            ...(description === undefined ? {} : { info: description }),
          });
        }
    return [...found.values()];
  }

  #values(node: SyntaxNode, context: CompletionContext): Completion[] {
    const values = new Set<string>();
    for (const schema of this.#schemasOf(node, context)) {
      if (schema.const !== undefined) values.add(JSON.stringify(schema.const));
      for (const value of schema.enum ?? []) values.add(JSON.stringify(value));
      if (schema.type === "boolean") for (const word of ["true", "false"]) values.add(word);
    }
    return [...values].map((label) => ({ label }));
  }

  /** All schemas that a value may follow: those from the outside to it. */
  #schemasOf(node: SyntaxNode, context: CompletionContext): JsonSchema[] {
    const parent = node.parent;
    if (parent === null || parent.name === "JsonText") return this.#alternatives([this.#root], node, context);
    if (node.name === "Property") return this.#schemasOfValue(node, context);
    if (parent.name === "Property") return this.#alternatives(this.#schemasOfValue(parent, context), node, context);
    if (parent.name === "Array") {
      const items = this.#schemasOf(parent, context).flatMap(({ items: of }) => (of === undefined ? [] : [of]));
      return this.#alternatives(items, node, context);
    }
    return [];
  }

  #schemasOfValue(property: SyntaxNode, context: CompletionContext): JsonSchema[] {
    const object = property.parent;
    if (object === null) return [];
    const key = keyOf(property, context.state);
    const found = this.#schemasOf(object, context).flatMap(({ properties = {}, additionalProperties: others }) => {
      if (Object.hasOwn(properties, key)) return [properties[key] ?? {}];
      return typeof others === "object" ? [others] : [];
    });
    return this.#alternatives(found, valueOfProperty(property), context);
  }

  /** Schemas without references and choices: of a choice those that fit the constants that an object has already. */
  #alternatives(schemas: readonly JsonSchema[], node: SyntaxNode | null, context: CompletionContext): JsonSchema[] {
    return schemas.flatMap((given): JsonSchema[] => {
      const schema = this.#resolved(given);
      const choices = schema.anyOf ?? schema.oneOf;
      if (choices === undefined) return [schema];
      const open = this.#alternatives(choices, node, context);
      return open.filter((one) => fits(one, node, context));
    });
  }

  #resolved(schema: JsonSchema): JsonSchema {
    if (schema.$ref === undefined) return schema;
    const name = schema.$ref.split("/").at(-1) ?? "";
    const { $ref: _, ...own } = schema;
    return { ...this.#root.$defs?.[name], ...own };
  }
}

function objectAt(node: SyntaxNode): SyntaxNode | null {
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) if (at.name === "Object") return at;
  return null;
}

/** True unless the kind of value is another, or a constant of the schema is another than the object's: its operator, say. */
function fits({ type, properties = {} }: JsonSchema, node: SyntaxNode | null, context: CompletionContext): boolean {
  if (node?.name === "Array") return type === undefined || type === "array";
  if (node?.name !== "Object") return true;
  if (type !== undefined && type !== "object") return false;
  return node.getChildren("Property").every((property) => {
    const constant = properties[keyOf(property, context.state)]?.const;
    const [value] = itemsOf(property);
    if (constant === undefined || value?.name !== "String") return true;
    const isBeingWritten = value.from <= context.pos && context.pos <= value.to;
    return isBeingWritten || textOf(value, context.state) === constant;
  });
}
