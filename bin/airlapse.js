#!/usr/bin/env node
import module from "node:module";

// Node 22.8 and newer keep what they have compiled: the next start takes a fifth less
if ("enableCompileCache" in module && typeof module.enableCompileCache === "function") module.enableCompileCache();
const { main } = await import("../dist/library/command.js");

// the reader of the output may stop early: `airlapse schema | head`
process.stdout.on("error", (error) => {
  if (error.code === "EPIPE") process.exit(0);
  console.error(`error: the output cannot be written: ${error.message}`);
  process.exit(3);
});

process.exitCode = await main(process.argv.slice(2));
