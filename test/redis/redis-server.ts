/**
 * A Redis server for one test file: on loopback, with a port and a folder of its own, and with persistence on.
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface RedisServer {
  readonly url: string;
  /** Stops the server as an operator would, and starts it again after some milliseconds, with what was on its disk. */
  restart(away: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedis(password = ""): Promise<RedisServer> {
  const [port, folder] = [await freePort(), mkdtempSync(join(tmpdir(), "airlapse-redis-"))];
  let server = await start(port, folder, password);
  return {
    url: `redis://127.0.0.1:${port}`,
    async restart(away) {
      await end(server);
      await sleep(away);
      server = await start(port, folder, password);
    },
    async stop() {
      await end(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function start(port: number, folder: string, password: string): Promise<ChildProcess> {
  const options = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--save", ""];
  if (password !== "") options.push("--requirepass", password);
  const server = spawn("redis-server", options, { stdio: "ignore" });
  const failed = once(server, "error").then(([error]) => {
    throw new Error("Expected redis-server to be installed: apt-get install redis-server", { cause: error });
  });
  await Promise.race([answering(port), failed]);
  return server;
}

async function end(server: ChildProcess): Promise<void> {
  const ended = once(server, "exit");
  server.kill("SIGTERM");
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("Expected a port");
  return address.port;
}

/** Waits until the server says PONG, or asks for the password: while it reads its file it answers otherwise. */
async function answering(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await isAnswering(port)) return;
    await sleep(50);
  }
  throw new Error(`Expected Redis to answer on port ${port}`);
}

function isAnswering(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    socket.once("data", (data) => {
      resolve(/^(\+PONG|-NOAUTH)/.test(String(data)));
      socket.destroy();
    });
    socket.once("error", () => resolve(false));
  });
}
