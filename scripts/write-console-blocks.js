/**
 * Writes the output of the commands in the documentation anew: each block of ```console that begins with `$ npx airlapse`.
 * @module
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const pages = [
  "README.md",
  ...readdirSync(`${root}docs`)
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

for (const page of pages) {
  const text = readFileSync(root + page, "utf8");
  const written = text.replace(/(```console\n\$ npx airlapse (.*)\n)[\s\S]*?(?=^```$)/gm, (_, head, command) => {
    const { stdout, stderr } = spawnSync(process.execPath, ["bin/airlapse.js", ...command.split(" ")], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
    });
    return head + stderr + stdout;
  });
  if (written !== text) {
    writeFileSync(root + page, written);
    console.log(`${page} is written anew`);
  }
}
