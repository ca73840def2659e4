import type { Cloud } from "../cloud/index.ts";
import type { RuntimeContext } from "../definition/index.ts";
import { type AwsCall, type AwsClients, type AwsConnection, NEW_UUID } from "../hooks/index.ts";
import type { Seconds } from "../kernel/index.ts";
import type { Problem } from "../options/index.ts";
import { botoError } from "./boto-errors.ts";
import { maskCredentials } from "./credentials.ts";
import { plain } from "./plain.ts";
import {
  AWS_SERVICES,
  type ClientConfig,
  loadService,
  type SdkClient,
  type SdkClients,
  type SdkService,
} from "./services.ts";

/** Where a connection leads. What is not given comes from the SDK's usual places: environment, profile, instance. */
export interface AwsConnectionSettings {
  readonly region?: string;
  /** A profile of `~/.aws/config`. */
  readonly profile?: string;
  /** The URL of a server that answers like AWS, for all services. */
  readonly endpoint?: string;
}

export interface AwsSdkOptions extends AwsConnectionSettings {
  /** Clients to use as they are, for instance mocked ones; of other services they are made. */
  readonly clients?: SdkClients;
  /** Settings of connections by their `awsConnId`, in place of those above. */
  readonly connections?: Readonly<Record<string, AwsConnectionSettings>>;
  /** The most times that a call is sent, where AWS throttles, fails or drops it. Default 5, as botocore. 1 retries nothing. */
  readonly maxAttempts?: number;
  /** Wall-clock seconds that an answer, and a connection, may take. Default 60, as botocore. */
  readonly timeout?: Seconds;
}

/**
 * AWS by its SDK, for real or mocked clients. The operators are the same that the model of AWS answers.
 *
 * @example
 * const cloud = new AwsSdk({ region: "eu-west-1", maxAttempts: 1 });
 * console.log(cloud.problems()); // []
 */
export class AwsSdk implements Cloud {
  readonly #options: AwsSdkOptions;

  constructor(options: AwsSdkOptions = {}) {
    this.#options = options;
  }

  problems(): readonly Problem[] {
    const { maxAttempts = 5, timeout = 60, endpoint, connections = {} } = this.#options;
    const problems: Problem[] = [];
    if (!Number.isInteger(maxAttempts) || maxAttempts < 1)
      problems.push({ path: "maxAttempts", message: `expected a whole number from 1 up, got \`${maxAttempts}\`` });
    if (!(timeout > 0 && timeout < 1e6))
      problems.push({ path: "timeout", message: `expected seconds above 0, got \`${timeout}\`` });
    const endpoints = Object.entries(connections).map(
      ([id, settings]) => [`connections.${id}.endpoint`, settings.endpoint] as const,
    );
    for (const [path, url] of [["endpoint", endpoint] as const, ...endpoints])
      if (url !== undefined && !/^https?:\/\/[^/]/.test(url))
        problems.push({ path, message: `expected a URL with http:// or https://, got \`${url}\`` });
    return problems;
  }

  /** Loads the packages that are installed, before time begins to count: in real time that of loading does. */
  async load(): Promise<void> {
    await Promise.allSettled(AWS_SERVICES.map((service) => loadService(service)));
  }

  open(): AwsClients {
    return new SdkAws(this.#options);
  }
}

/** A service through one connection. */
interface Connected {
  readonly client: SdkClient;
  readonly command: SdkService["command"];
}

class SdkAws implements AwsClients {
  readonly #options: AwsSdkOptions;
  readonly #connected = new Map<string, Promise<Connected>>();

  constructor(options: AwsSdkOptions) {
    this.#options = options;
  }

  connect(context: RuntimeContext, connection: AwsConnection): AwsCall {
    return (service, operation, params) => this.#call(context, connection, service, operation, params);
  }

  async region(context: RuntimeContext, connection: AwsConnection): Promise<string> {
    if (connection.regionName !== null) return connection.regionName;
    return (await this.#service(context, connection, "glue")).client.config.region();
  }

  async #call(
    context: RuntimeContext,
    connection: AwsConnection,
    service: string,
    operation: string,
    params: object,
  ): Promise<unknown> {
    try {
      const { client, command } = await this.#service(context, connection, service);
      const Command = command(operation);
      return plain(await client.send(new Command(withoutNewIds(params)), { abortSignal: context.signal }));
    } catch (error) {
      const { endpoint = `https://${service}.amazonaws.com/` } = this.#settings(connection);
      throw botoError(error, { operation, endpoint, maxAttempts: this.#maxAttempts });
    }
  }

  get #maxAttempts(): number {
    return this.#options.maxAttempts ?? 5;
  }

  #settings({ awsConnId }: AwsConnection): AwsConnectionSettings {
    const { connections = {}, region, profile, endpoint } = this.#options;
    if (awsConnId !== null && Object.hasOwn(connections, awsConnId)) return connections[awsConnId] ?? {};
    return {
      ...(region === undefined ? {} : { region }),
      ...(profile === undefined ? {} : { profile }),
      ...(endpoint === undefined ? {} : { endpoint }),
    };
  }

  /** The client for a service, made when it is first asked for; one for all calls through a connection to a region. */
  #service(context: RuntimeContext, connection: AwsConnection, service: string): Promise<Connected> {
    const key = JSON.stringify([service, connection.awsConnId, connection.regionName]);
    let connected = this.#connected.get(key);
    if (connected === undefined) {
      connected = this.#connect(context, connection, service);
      this.#connected.set(key, connected);
    }
    return connected;
  }

  async #connect(context: RuntimeContext, connection: AwsConnection, service: string): Promise<Connected> {
    const { Client, command } = await loadService(service);
    const given = this.#options.clients?.[service as keyof SdkClients];
    if (given !== undefined) return { client: given as unknown as SdkClient, command };
    const client = new Client(this.#config(connection)) as SdkClient;
    maskCredentials(client, context);
    return { client, command };
  }

  /** Retries and timeouts are said outright: no default of the SDK may make a call hang or hide what has gone wrong. */
  #config(connection: AwsConnection): ClientConfig {
    const { region, ...settings } = this.#settings(connection);
    const milliseconds = Math.ceil((this.#options.timeout ?? 60) * 1000);
    const regionName = connection.regionName ?? region;
    return {
      ...settings,
      ...(regionName === undefined ? {} : { region: regionName }),
      ...(settings.endpoint === undefined ? {} : { forcePathStyle: true }),
      maxAttempts: this.#maxAttempts,
      retryMode: "standard",
      requestHandler: {
        connectionTimeout: milliseconds,
        requestTimeout: milliseconds,
        throwOnRequestTimeout: true,
        socketAcquisitionWarningTimeout: milliseconds, // many triggers ask at once: that is no reason to warn
      },
    };
  }
}

/** Parameters without ids that are made up for a call: the SDK makes a token of its own, and a name ends without one. */
function withoutNewIds(params: object): object {
  const kept = Object.entries(params)
    .filter(([, value]) => value !== NEW_UUID)
    .map(([name, value]) => [name, typeof value === "string" ? value.replaceAll(NEW_UUID, "") : value]);
  return Object.fromEntries(kept) as object;
}
