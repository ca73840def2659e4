import type { RuntimeContext } from "../definition/index.ts";
import type { SdkClient } from "./services.ts";

/** The material that requests are signed with, as the SDK has it there. */
interface SigningContext {
  readonly __smithy_context?: {
    readonly selectedHttpAuthScheme?: {
      readonly identity?: { readonly secretAccessKey?: string; readonly sessionToken?: string };
    };
  };
}

type Handler = (args: object) => Promise<unknown>;

/** Sees to it that the credentials that a client signs with show nowhere, as Airflow masks the secrets of a connection. */
export function maskCredentials({ middlewareStack }: SdkClient, context: RuntimeContext): void {
  const middleware =
    (next: Handler, { __smithy_context: smithy }: SigningContext) =>
    (args: object) => {
      const { secretAccessKey, sessionToken } = smithy?.selectedHttpAuthScheme?.identity ?? {};
      for (const secret of [secretAccessKey, sessionToken]) if (secret !== undefined) context.maskSecret(secret);
      return next(args);
    };
  middlewareStack.add(middleware, { step: "finalizeRequest", priority: "low", name: "maskCredentials" });
}
