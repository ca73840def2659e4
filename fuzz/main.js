/**
 * Fuzzing without end: `npm run fuzz -- --minutes 10`. Each batch has a seed of its own, which is said where anything is found.
 * @module
 */
import { Command, InvalidArgumentError } from "commander";
import fc from "fast-check";
import { checkCommand, commandLine } from "./command.js";
import { checkReport, report } from "./reports.js";
import { checkScenario, scenarioCase, scenarioOf } from "./scenarios.js";
import { checkTemplate, template } from "./templates.js";

/** @param {string} text */
function positive(text) {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError("Expected a number above 0.");
  return number;
}

const program = new Command("fuzz")
  .description("Mutated scenarios, templates and command lines, each of which is refused in words or runs.")
  .option("--minutes <number>", "how long", positive, 1)
  .option("--count <number>", "how many mutated scenarios at most", positive, Number.POSITIVE_INFINITY)
  .option("--seed <number>", "the seed of the first batch", positive, 1)
  .parse();
const { minutes, count, seed } = program.opts();

const BATCH = 2000;
/** To each batch of scenarios there are so many templates, reports and command lines. */
const [TEMPLATES, REPORTS, COMMANDS] = [20, 4, 2];

const tally = { refused: 0, ran: 0, givenUp: 0 };
/** By what was changed. @type {Record<string, number>} */
const bases = {};
const inputs = { scenarios: 0, templates: 0, reports: 0, commands: 0 };
const findings = /** @type {Map<string, string>} */ (new Map());

/** Counts the inputs of a batch, and keeps what is found, once for each message. @param {keyof typeof inputs} kind @param {fc.RunDetails<any>} details */
function keep(kind, { numRuns, failed, counterexample, errorInstance, seed: batch }) {
  inputs[kind] += numRuns;
  if (!failed) return;
  const error = /** @type {Error} */ (errorInstance);
  const found = kind === "scenarios" ? scenarioOf(/** @type {any} */ (counterexample)[0]) : counterexample;
  const where = error.stack?.split("\n").find((line) => line.includes("/dist/")) ?? "";
  const message = `${error.name}: ${error.message}`.slice(0, 1000);
  const sort = `${kind} ${message.replaceAll(/[\d"'`].*/g, "#").slice(0, 80)}${where}`;
  if (findings.has(sort)) return;
  findings.set(sort, message);
  console.log(`found (${kind}, seed ${batch}): ${message}\n${where}\n${JSON.stringify(found)?.slice(0, 4000)}`);
}

const end = performance.now() + minutes * 60_000;
let reported = performance.now();
const print = () => {
  const { refused, ran, givenUp } = tally;
  const of = Object.entries(bases).map(([from, number]) => `${number} ${from}`);
  console.log(
    `seeds ${seed} to ${batch}: ${inputs.scenarios} mutated scenarios (${refused} refused, ${ran} ran, ${givenUp} ended by a limit; of ${of.join(", ")}), ${inputs.templates} templates, ${inputs.reports} reports, ${inputs.commands} command lines, ${findings.size} findings`,
  );
};
let batch = seed;
for (; performance.now() < end && inputs.scenarios < count; batch += 1) {
  const numRuns = Math.min(BATCH, count - inputs.scenarios);
  keep(
    "scenarios",
    fc.check(
      fc.property(scenarioCase, (given) => {
        bases[given.base.from] = (bases[given.base.from] ?? 0) + 1;
        checkScenario(scenarioOf(given), tally);
      }),
      { seed: batch, numRuns },
    ),
  );
  keep("templates", fc.check(fc.property(template, checkTemplate), { seed: batch, numRuns: TEMPLATES }));
  keep("reports", await fc.check(fc.asyncProperty(report, checkReport), { seed: batch, numRuns: REPORTS }));
  keep("commands", await fc.check(fc.asyncProperty(commandLine, checkCommand), { seed: batch, numRuns: COMMANDS }));
  if (performance.now() - reported < 60_000) continue;
  reported = performance.now();
  print();
}
batch -= 1;
print();
process.exitCode = findings.size > 0 ? 1 : 0;
