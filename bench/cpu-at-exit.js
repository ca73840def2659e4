/**
 * Writes the CPU of a process to file descriptor 3 when it ends: `node --import ./bench/cpu-at-exit.js COMMAND`.
 * @module
 */
import { writeSync } from "node:fs";

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  writeSync(3, String((user + system) / 1e6));
});
