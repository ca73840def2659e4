/**
 * Waiters as data, as they stand in the provider's waiters/*.json and in botocore's waiters-2.json.
 * @module
 */
import type { Seconds } from "../kernel/index.ts";
import { pythonStr } from "../python/index.ts";
import type { ClientError } from "./client-error.ts";
import { type PathReader, pathReader } from "./json-path.ts";
import type { Acceptance } from "./waiter.ts";

type AcceptedState = "success" | "failure" | "retry";

/** The part of an answer that decides: a value, each or any value of a list, or the code of an error of AWS. */
export type Matcher = "path" | "pathAll" | "pathAny" | "error";

export interface Acceptor {
  readonly matcher: Matcher;
  /** The path of the value; none for an error. */
  readonly argument?: string;
  readonly expected: unknown;
  readonly state: AcceptedState;
}

export interface WaiterModel<Operation extends string = string> {
  readonly operation: Operation;
  /** Seconds between two attempts, where nobody says otherwise. */
  readonly delay: Seconds;
  /** Attempts, where nobody says otherwise. */
  readonly maxAttempts: number;
  readonly acceptors: readonly Acceptor[];
}

type Expected = { readonly [State in AcceptedState]?: readonly unknown[] };

/** The acceptors of one value, in their order: `path("QueryExecution.Status.State", { success: ["SUCCEEDED"] })`. */
export const path = acceptors("path");
/** Accepts a list all members of which have the value. */
export const pathAll = acceptors("pathAll");
/** Accepts a list any member of which has the value. */
export const pathAny = acceptors("pathAny");

function acceptors(matcher: Matcher) {
  return (argument: string, expected: Expected): readonly Acceptor[] =>
    Object.entries(expected).flatMap(([state, values]) =>
      values.map((value): Acceptor => ({ matcher, argument, expected: value, state: state as AcceptedState })),
    );
}

/** The acceptor of an error of AWS with that code. */
export function onError(code: string, state: AcceptedState): readonly Acceptor[] {
  return [{ matcher: "error", expected: code, state }];
}

/** Botocore's explanation, which stands in the error of a waiter. */
function explanation({ matcher, argument, expected }: Acceptor): string {
  switch (matcher) {
    case "path":
      return `For expression "${argument}" we matched expected path: "${pythonStr(expected)}"`;
    case "pathAll":
      return `For expression "${argument}" all members matched excepted path: "${pythonStr(expected)}"`;
    case "pathAny":
      return `For expression "${argument}" we matched expected path: "${pythonStr(expected)}" at least once`;
    case "error":
      return `Matched expected service error code: ${pythonStr(expected)}`;
  }
}

interface CompiledAcceptor {
  readonly acceptor: Acceptor;
  readonly read: PathReader;
}

const COMPILED = new WeakMap<WaiterModel, readonly CompiledAcceptor[]>();

function compiled(model: WaiterModel): readonly CompiledAcceptor[] {
  let found = COMPILED.get(model);
  if (found === undefined) {
    found = model.acceptors.map((acceptor) => ({ acceptor, read: pathReader(acceptor.argument ?? "Error") }));
    COMPILED.set(model, found);
  }
  return found;
}

/** Returns the meaning of an answer, by the first acceptor that it matches. */
export function acceptBy(model: WaiterModel, answer: unknown): Acceptance {
  for (const { acceptor, read } of compiled(model)) if (matches(acceptor, read, answer)) return acceptanceOf(acceptor);
  return "retry";
}

/** Returns the meaning of an error of AWS; undefined where no acceptor is for its code. */
export function acceptErrorBy({ acceptors }: WaiterModel, { code }: ClientError): Acceptance | undefined {
  const acceptor = acceptors.find(({ matcher, expected }) => matcher === "error" && expected === code);
  return acceptor === undefined ? undefined : acceptanceOf(acceptor);
}

function acceptanceOf(acceptor: Acceptor): Acceptance {
  switch (acceptor.state) {
    case "success":
      return "success";
    case "failure":
      return { failure: explanation(acceptor) };
    case "retry":
      return { retry: explanation(acceptor) };
  }
}

function matches({ matcher, expected }: Acceptor, read: PathReader, answer: unknown): boolean {
  if (matcher === "error") return false;
  const value = read(answer);
  if (matcher === "path") return value === expected;
  if (!Array.isArray(value) || value.length === 0) return false;
  return matcher === "pathAll" ? value.every((item) => item === expected) : value.includes(expected);
}
