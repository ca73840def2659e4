/**
 * Errors of the SDK as botocore's, by which the provider's operators decide and which they show.
 * @module
 */
import { BotoCoreError, ClientError } from "../hooks/index.ts";

/** The properties of an error of the SDK, as far as is known. */
interface SdkError extends Error {
  readonly code?: string;
  /** The code that AWS has sent, in services of the query protocol: there the SDK's name is that of the declared exception. */
  readonly Code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
  readonly $response?: { readonly statusCode?: number };
  readonly $fault?: string;
}

export interface FailedCall {
  readonly operation: string;
  readonly endpoint: string;
  readonly maxAttempts: number;
}

/** Botocore's error in place of one of the SDK; any other is left as it is. */
export function botoError(error: unknown, call: FailedCall): unknown {
  if (!(error instanceof Error)) return error;
  const { $metadata, $response, $fault } = error as SdkError;
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  if (status !== undefined || $fault !== undefined) return clientError(error, status, call);
  return botoCoreError(error as SdkError, call.endpoint) ?? error;
}

/** The name that HTTP gives a status, used where an answer has no words of its own. */
const REASONS: Readonly<Record<number, string>> = {
  301: "Moved Permanently",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  412: "Precondition Failed",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** Names that the SDK gives to answers that it cannot read. */
const UNREADABLE = ["Unknown", "UnknownError", "Error", "SyntaxError"];

/** Errors of these codes are found missing whatever else is known of them: mocks seldom have a status. */
const NOT_FOUND = ["NotFound", "NoSuchKey", "NoSuchBucket"];

function clientError(error: SdkError, givenStatus: number | undefined, call: FailedCall): ClientError {
  const { operation, maxAttempts } = call;
  const status = givenStatus ?? (NOT_FOUND.includes(error.name) ? 404 : error.$fault === "server" ? 500 : 400);
  const attempts = error.$metadata?.attempts ?? 1;
  const retries = attempts > 1 && attempts >= maxAttempts ? { retriesUsedUp: attempts - 1 } : {};
  // an answer to HEAD has no body: botocore calls it by its status
  if (operation.startsWith("Head") || UNREADABLE.includes(error.name)) {
    const message = REASONS[status] ?? "";
    return new ClientError({ code: String(status), message, operation, status, ...retries });
  }
  const isDeclared = !error.constructor.name.endsWith("ServiceException") && error.constructor !== Error;
  const code = typeof error.Code === "string" ? error.Code : error.name;
  const isModeled = isDeclared && code !== error.name ? error.name : isDeclared;
  return new ClientError({ code, message: error.message, operation, status, isModeled, ...retries });
}

function botoCoreError(error: SdkError, endpoint: string): BotoCoreError | undefined {
  const is = (name: string, message: string) => new BotoCoreError(name, message, error);
  switch (error.code) {
    case "ECONNREFUSED":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return is("EndpointConnectionError", `Could not connect to the endpoint URL: "${endpoint}"`);
    case "ECONNRESET":
    case "EPIPE":
      return is(
        "ConnectionClosedError",
        `Connection was closed before we received a valid response from endpoint URL: "${endpoint}".`,
      );
  }
  if (error.name === "TimeoutError") {
    return /connect/i.test(error.message) && !/requestTimeout/.test(error.message)
      ? is("ConnectTimeoutError", `Connect timeout on endpoint URL: "${endpoint}"`)
      : is("ReadTimeoutError", `Read timeout on endpoint URL: "${endpoint}"`);
  }
  if (error.name === "CredentialsProviderError") return is("NoCredentialsError", "Unable to locate credentials");
  if (error.message === "Region is missing") return is("NoRegionError", "You must specify a region.");
  return undefined;
}
