/**
 * `airlapse compare --report` and `--svg`: files that are whole, and that no text of a scenario gets out of.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { type DefaultTreeAdapterMap, parse } from "parse5";
import { describe, expect, test } from "vitest";
import { airlapse, endless, Folder, fiveSeconds, scenario } from "./airlapse.ts";

const HOSTILE = `</title></script><script>alert(1)</script><img src=x onerror=alert(2)>"'&]]>`;

/** The names of all elements of a page. */
function elementsOf(node: DefaultTreeAdapterMap["node"]): string[] {
  const children = "childNodes" in node ? node.childNodes.flatMap(elementsOf) : [];
  return "tagName" in node ? [node.tagName, ...children] : children;
}

/** A scenario whose every free text is hostile. */
function hostile() {
  const task = { operator: "work", duration: 5, pool: HOSTILE };
  return scenario(HOSTILE, task, { about: HOSTILE, pools: { [HOSTILE]: { slots: 1 } } });
}

describe("compare --report", () => {
  test("writes one page, and says where", () => {
    const folder = new Folder();
    const path = folder.at("new/report.html");
    const { status, stdout } = airlapse("compare", folder.write("s.json", fiveSeconds("s")), "--report", path);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`\nreport in ${path}\n$`));
    const page = readFileSync(path, "utf8");
    expect(page).toMatch(/^<!doctype html>\n/);
    expect(page).not.toMatch(/<(?:link|img|iframe|base|form)\b|<script[^>]+src=/);
  });

  test("prints nothing but JSON with --json", () => {
    const folder = new Folder();
    const file = folder.write("s.json", fiveSeconds("s"));
    const { stdout } = airlapse("compare", file, "--json", "--report", folder.at("report.html"));
    expect(JSON.parse(stdout)).toMatchObject({ scenario: "s" });
  });

  test("has texts of scenarios as data alone", () => {
    const folder = new Folder();
    const file = folder.write("s.json", hostile());
    const { status } = airlapse("compare", file, "--report", folder.at("r.html"));
    expect(status).toBe(0);
    const page = readFileSync(folder.at("r.html"), "utf8");
    const elements = elementsOf(parse(page)); // as a browser reads it
    expect(elements.filter((name) => name === "script")).toHaveLength(2); // figures, and the page's own
    expect(elements).not.toContain("img");
    const [, data = ""] = /<script type="application\/json" id="figures">(.*?)<\/script>/.exec(page) ?? [];
    expect(JSON.parse(data)).toMatchObject({ title: HOSTILE, about: HOSTILE });
  });

  test("is of one scenario", () => {
    const folder = new Folder();
    const file = folder.write("s.json", [fiveSeconds("a"), fiveSeconds("b")]);
    const { status, stdout, stderr } = airlapse("compare", file, "--report", folder.at("r.html"));
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toBe("error: Expected files with one scenario in all for --report and --svg, got 2\n");
    expect(readdirSync(folder.path)).toEqual(["s.json"]);
  });

  test("is not written where the scenario cannot be run to its end", () => {
    const folder = new Folder();
    const file = folder.write("s.json", endless("stuck"));
    expect(airlapse("compare", file, "--report", folder.at("r.html")).status).toBe(1);
    expect(readdirSync(folder.path)).toEqual(["s.json"]);
  });

  test("says which folder cannot be made, before anything is run", () => {
    const folder = new Folder();
    const file = folder.write("s.json", fiveSeconds("s"));
    const { status, stderr } = airlapse("compare", file, "--svg", `${file}/pictures`);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: .*s\.json\/pictures: cannot be made: /);
  });
});

describe("run --report and --svg", () => {
  // it is asked for at 0.5 s, and the scheduler looks at 1 s
  test("write the scenario as it is, with what its tasks have waited for", () => {
    const folder = new Folder();
    const file = folder.write("s.json", fiveSeconds("s"));
    const { status, stdout } = airlapse("run", file, "--report", folder.at("r.html"), "--svg", folder.at("svg"));
    expect(status).toBe(0);
    expect(stdout).toContain(`\nreport in ${folder.at("r.html")}\n12 pictures in ${folder.at("svg")}\n`);
    const [, data = ""] = /id="figures">(.*?)<\/script>/.exec(readFileSync(folder.at("r.html"), "utf8")) ?? [];
    expect(JSON.parse(data)).toMatchObject({
      title: "s",
      subtitle: "1 run on as many worker slots as it takes",
      simulations: [
        { name: "this scenario", waits: expect.arrayContaining([{ cause: "scheduler's next loop", seconds: 0.5 }]) },
      ],
    });
    expect(readdirSync(folder.at("svg")).sort()).toContain("waits.svg");
  });

  test("are of one scenario, and of a file of their own", () => {
    const folder = new Folder();
    const one = folder.write("a.json", fiveSeconds("a"));
    const several = airlapse("run", one, folder.write("b.json", fiveSeconds("b")), "--report", folder.at("r.html"));
    expect(several.status).toBe(2);
    expect(several.stderr).toBe("error: Expected files with one scenario in all for --report and --svg, got 2\n");
    const over = airlapse("run", one, "--report", one);
    expect({ status: over.status, stdout: over.stdout }).toEqual({ status: 2, stdout: "" });
    expect(over.stderr).toContain("Expected --report to have a file of its own");
  });
});

describe("compare --svg", () => {
  test("writes each chart, light and dark, the same every time", () => {
    const folder = new Folder();
    const file = folder.write("s.json", scenario("s", { operator: "DateTimeSensor", target_time: 100 }));
    for (const name of ["a", "b"])
      expect(airlapse("compare", file, "--modes", "standard,deferrable", "--svg", folder.at(name)).status).toBe(0);
    const charts = ["dag-deferrable-1", "dag-standard-1", "durations", "gantt-deferrable", "gantt-standard"];
    charts.push("pools-deferrable", "pools-standard", "slots", "triggers", "waits");
    const names = charts.flatMap((name) => [`${name}.svg`, `${name}-dark.svg`]);
    expect(readdirSync(folder.at("a")).sort()).toEqual(names.sort());
    for (const name of names)
      expect(readFileSync(folder.at(`a/${name}`), "utf8")).toBe(readFileSync(folder.at(`b/${name}`), "utf8"));
  });

  test("has texts of scenarios as text alone", () => {
    const folder = new Folder();
    const { status } = airlapse("compare", folder.write("s.json", hostile()), "--svg", folder.at("svg"));
    expect(status).toBe(0);
    const pictures = readdirSync(folder.at("svg")).map((name) => readFileSync(folder.at(`svg/${name}`), "utf8"));
    expect(pictures.join("")).toContain("&lt;/title&gt;");
    for (const picture of pictures) {
      const tags = picture.match(/<[^>]*>/g) ?? [];
      const known = /^<(?:\/?(?:svg|g|path|text|rect|defs|clipPath|pattern|use|style)\b|!\[CDATA\[)/;
      expect(tags.filter((tag) => !known.test(tag))).toEqual([]);
      expect(tags.filter((tag) => /\son\w+=|href="(?!#)|url\((?!#)/.test(tag))).toEqual([]);
    }
  });
});
