/**
 * What airlapse uses of @huggingface/jinja. Its own declarations import each other without file extensions, which Node's
 * module resolution does not find.
 */
export interface RuntimeValue {
  readonly type: string;
  readonly value: unknown;
  toString(): string;
}

export interface Statement {
  readonly type: string;
}

export interface Program extends Statement {
  readonly body: readonly Statement[];
}

export class Template {
  readonly parsed: Program;
  constructor(template: string);
}

export class Environment {
  /** The names that are set in it, not those of the one around it. */
  readonly variables: Map<string, RuntimeValue>;
  constructor(parent?: Environment);
  set(name: string, value: unknown): RuntimeValue;
}

export class Interpreter {
  constructor(environment: Environment);
  run(program: Program): RuntimeValue;
  evaluate(statement: Statement | undefined, environment: Environment): RuntimeValue;
}
