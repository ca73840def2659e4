/**
 * A process that answers HeadObject: not found, until it is told that all objects are there.
 * @module
 */
import { createServer } from "node:http";

let isThere = false;
let asked = 0;

const server = createServer((_request, response) => {
  asked += 1;
  if (isThere) response.writeHead(200, { "content-length": "1" }).end();
  else response.writeHead(404).end();
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: /** @type {{ port: number }} */ (server.address()).port }));

process.on("message", (message) => {
  if (message === "put") isThere = true;
  if (message === "count") process.send?.({ asked });
});
