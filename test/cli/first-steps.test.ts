/**
 * The commands to begin with: a demonstration, a first scenario, and the completion of shells.
 * @module
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { airlapse, Folder } from "./airlapse.ts";

describe("demo", () => {
  test("compares AWS's sample, and says how to do that by hand", () => {
    const { status, stdout, stderr } = airlapse("demo");
    expect(status).toBe(0);
    const [, file = "", runs = ""] = /^ {2}airlapse compare (\S+) --runs (\d+)$/m.exec(stderr) ?? [];
    expect(stdout).toBe(airlapse("compare", file, "--runs", runs).stdout);
    expect(stdout).toContain("Deferrable frees 100 % of the slot time");
  });
});

describe("init", () => {
  const ends = [".yaml", ".yml", ".json", ".jsonc"];

  test.each(ends)("writes a scenario into a file that ends in %s, which runs well in each mode", (end) => {
    const file = new Folder().at(`new/first${end}`);
    const made = airlapse("init", file);
    expect({ ...made, stdout: "" }).toEqual({ status: 0, stdout: "", stderr: "" });
    const { status, stdout, stderr } = airlapse("compare", file, "--fail-on", "failed,late,deadlock", "--json");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const { modes } = JSON.parse(stdout) as { readonly modes: readonly { readonly runs: object }[] };
    // two days: a daily run each, an hourly one each hour
    for (const { runs } of modes) expect(runs).toMatchObject({ success: 50 });
    expect(readFileSync(file, "utf8")).toMatch(/^\s*(?:#|\/\/) \w/m);
  });

  test("writes the same scenario in each form, of Airflow 3.2.1", () => {
    const folder = new Folder();
    for (const end of ends) airlapse("init", folder.at(`first${end}`));
    const [yaml, yml, json, jsonc] = ends.map((end) => readFileSync(folder.at(`first${end}`), "utf8"));
    expect(yml).toBe(yaml);
    expect(jsonc).toBe(json);
    const value: unknown = parse(yaml ?? "");
    expect(value).toMatchObject({ airflow: "3.2.1" });
    expect(JSON.parse((json ?? "").replaceAll(/^\s*\/\/.*$/gm, ""))).toEqual(value);
    expect(airlapse("init", "-").stdout).toBe(yaml);
  });

  test("overwrites nothing, and refuses a file of another kind", () => {
    const folder = new Folder();
    const file = folder.write("mine.yaml", "mine");
    const refused = airlapse("init", file);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toBe(`error: Expected the name of a new file, got ${file}, which is there\n`);
    expect(readFileSync(file, "utf8")).toBe("mine");
    const { status, stderr } = airlapse("init", folder.at("first.toml"));
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: Expected a file that ends in \.yaml, \.yml, \.json or \.jsonc, got /);
  });
});

const has = (shell: string) => spawnSync(shell, ["--version"]).status === 0;

describe("completion", () => {
  test.each(["bash", "zsh", "fish"])("for %s names each command and each of its options", (shell) => {
    const { status, stdout, stderr } = airlapse("completion", shell);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const commands = [...airlapse("--help").stdout.matchAll(/^ {2}(\w+) (?:\[|<).*\w/gm)].map(([, name = ""]) => name);
    expect(commands.length).toBeGreaterThan(10);
    const options = [...airlapse("compare", "--help").stdout.matchAll(/^ {2}--([\w-]+)/gm)].map(
      ([, name = ""]) => name,
    );
    expect(options).toContain("fail-on");
    for (const word of [...commands.filter((name) => name !== "help"), ...options]) expect(stdout).toContain(word);
    if (has(shell)) expect(spawnSync(shell, ["-n", new Folder().write("script", stdout)])).toMatchObject({ status: 0 });
  });

  test.runIf(has("bash"))("completes commands, options and their values in bash", () => {
    const complete = (...words: readonly string[]) => {
      const script = `${airlapse("completion", "bash").stdout}
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _airlapse; echo "\${COMPREPLY[@]}"`;
      return spawnSync("bash", ["-c", script, "-", ...words], { encoding: "utf8" }).stdout.trim();
    };
    expect(complete("airlapse", "comp")).toBe("completion compare");
    expect(complete("airlapse", "compare", "--air")).toBe("--airflow");
    expect(complete("airlapse", "compare", "--airflow", "3")).toBe("3.2.1 3.3.2");
    expect(complete("airlapse", "compare", "--modes", "st")).toBe("standard start_from_trigger");
    expect(complete("airlapse", "completion", "")).toBe("bash zsh fish");
    expect(complete("airlapse", "run", "s")).toBe(""); // bash completes files itself then
  });

  test("refuses other shells", () => {
    expect(airlapse("completion", "tcsh")).toMatchObject({
      status: 2,
      stderr: 'error: Expected a shell out of bash, zsh, fish, got "tcsh"\n',
    });
  });
});
