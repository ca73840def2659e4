import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../node_modules/.cache/moto/bin/moto_server", import.meta.url));

export interface MotoServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts moto on a free port of this machine. */
export async function startMoto(): Promise<MotoServer> {
  const server = spawn(PROGRAM, ["-H", "127.0.0.1", "-p", "0"], { stdio: ["ignore", "ignore", "pipe"] });
  const failed = once(server, "error").then(([error]) => {
    throw new Error("Expected moto to be installed: bash scripts/install-moto.sh", { cause: error });
  });
  const url = (async () => {
    for await (const line of createInterface({ input: server.stderr })) {
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
      if (found !== undefined) return found;
    }
    throw new Error("Expected moto to say where it runs, it ended");
  })();
  const ended = once(server, "exit");
  return {
    url: await Promise.race([url, failed]),
    async stop() {
      server.kill();
      await ended;
    },
  };
}
