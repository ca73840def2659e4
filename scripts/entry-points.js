/**
 * The entry points of package.json.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);

/**
 * Lists each with the files of its types and of its code, one for each folder that a `*` stands for; `require` tells if CommonJS
 * has it too.
 * @returns {{ types: string, code: string, require: boolean }[]}
 */
export function entryPoints() {
  const { exports } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
  return Object.values(exports).flatMap((entry) => {
    if (entry.default === undefined) return [];
    const [types, code] = [entry.types.replace("./", ""), entry.default.replace("./", "")];
    const require = entry.require !== undefined;
    if (!types.includes("*")) return [{ types, code, require }];
    const folder = fileURLToPath(new URL(types.slice(0, types.indexOf("*")), root));
    const parts = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory());
    return parts.map(({ name }) => ({ types: types.replace("*", name), code: code.replace("*", name), require }));
  });
}
