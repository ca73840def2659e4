/**
 * Calls that AWS does not answer: at all times, or from some time to another.
 * @module
 */
import { ClientError } from "../hooks/index.ts";
import type { Seconds } from "../kernel/index.ts";
import { isObject, type KnownKeys, type Problem, shown, unknownKeys } from "../options/index.ts";

/** A call that is denied for a while, or answered by another error of AWS. */
export interface DeniedCallSpec {
  /** For instance `s3:HeadObject`; `s3:*` is every call of the service. */
  readonly call: string;
  /** Seconds after the start from which on it is. Default from the start. */
  readonly from?: Seconds;
  /** Seconds after the start from which on it is not any more. Default for ever. */
  readonly until?: Seconds;
  /** AWS's code of the error, `ThrottlingException` say. Default `AccessDenied`. */
  readonly code?: string;
  /** The status by HTTP. Default 403. */
  readonly status?: number;
}

/** The form of a call. */
export const DENIED_CALL = /^[a-z0-9-]+:(?:\*|[A-Za-z0-9]+)$/;

const DENIED: KnownKeys<DeniedCallSpec> = { call: true, from: true, until: true, code: true, status: true };

/** Lists the problems of one of `denied`. */
export function deniedProblems(path: string, given: string | DeniedCallSpec): Problem[] {
  const problem = (where: string, what: string, value: unknown) => ({
    path: where,
    message: `expected ${what}, got \`${shown(value)}\``,
  });
  if (!isObject(given))
    return typeof given === "string" && DENIED_CALL.test(given)
      ? []
      : [problem(path, "a call such as s3:HeadObject", given)];
  const { call, from = 0, until = Number.POSITIVE_INFINITY } = given as DeniedCallSpec;
  const problems = unknownKeys(path, given, DENIED);
  if (typeof call !== "string" || !DENIED_CALL.test(call))
    problems.push(problem(`${path}.call`, "a call such as s3:HeadObject", call));
  if (!(from >= 0)) problems.push(problem(`${path}.from`, "seconds from 0 up", from));
  if (!(until > from)) problems.push(problem(`${path}.until`, `seconds after \`from\`, ${from}`, until));
  return problems;
}

/** Tells which calls are denied when. */
export class DeniedCalls {
  readonly #byCall = new Map<string, DeniedCallSpec[]>();

  constructor(given: readonly (string | DeniedCallSpec)[]) {
    for (const item of given) {
      const spec = typeof item === "string" ? { call: item } : item;
      this.#byCall.set(spec.call, [...(this.#byCall.get(spec.call) ?? []), spec]);
    }
  }

  /** Throws what AWS answers where a call is denied at an instant. */
  check(service: string, operation: string, now: Seconds): void {
    if (this.#byCall.size === 0) return;
    for (const call of [`${service}:${operation}`, `${service}:*`])
      for (const {
        from = 0,
        until = Number.POSITIVE_INFINITY,
        code = "AccessDenied",
        status = 403,
      } of this.#byCall.get(call) ?? [])
        if (from <= now && now < until)
          throw new ClientError({ code, message: "denied by the scenario", operation, status });
  }
}
