/**
 * Random scenarios against real Airflow: `npm run differential -- --seed 1 --count 100`. Where `AIRLAPSE_ORACLE` names the
 * oracle each is run by both and the traces are compared; otherwise only what holds in every trace is checked.
 * @module
 */
import { AIRFLOW_VERSIONS } from "airlapse";
import { Command, InvalidArgumentError, Option } from "commander";
import { run } from "./campaign.js";
import { oracleCommand } from "./oracle.js";

/** @param {string} text */
function whole(text) {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Expected a whole number from 0 up.");
  return Number(text);
}

const program = new Command("differential")
  .description("Random scenarios, run here and by real Airflow, whose traces have to be the same.")
  .option("--seed <seed>", "which series of scenarios", "1")
  .option("--count <number>", "how many of them", whole, 100)
  .option("--from <index>", "the first of them", whole, 0)
  .option("--only <index>", "one scenario of the series alone", whole)
  .addOption(new Option("--airflow <version>", "which Airflow").choices(AIRFLOW_VERSIONS).default("2.7.2"))
  .option("--out <folder>", "where scenarios that differ are kept, with real Airflow's traces")
  .option(
    "--more",
    "with callbacks, datasets, SLAs, task groups, mapping over results: the oracle is scripts/oracle-more.py",
  )
  .option("--meeting", "small ones instead, of triggerers that come and go, whose rounds meet those of other loops")
  .option(
    "--persons",
    "small ones instead, of what people do meanwhile: the oracle is scripts/oracle-more.py or oracle3-more.py",
  )
  .option("--faults", "others instead, in which workers, schedulers, processes and messages die")
  .option("--services", "of AWS's services alone: the oracle is scripts/oracle-more.py, or oracle3-more.py")
  .option("--no-shrink", "leave scenarios that differ as they are")
  .addHelpText(
    "after",
    "\nAIRLAPSE_ORACLE is the path of oracle.py, or a command that runs it; AIRLAPSE_ORACLE_PYTHON its interpreter.\nExit codes: 0 all is equal, 1 something differs, 2 bad use.",
  )
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();

/** @typedef {{ seed: string, count: number, from: number, only?: number, out?: string, airflow: import("airlapse").AirflowVersion, more?: true, meeting?: true, services?: true, faults?: true, persons?: true, shrink: boolean }} Options */
const {
  seed,
  count,
  from,
  only,
  out,
  airflow,
  more = false,
  meeting = false,
  persons = false,
  faults = false,
  services = false,
  shrink,
} = /** @type {Options} */ (program.opts());
const oracle = oracleCommand(process.env);
if (oracle === undefined)
  console.log(
    "No oracle: AIRLAPSE_ORACLE is not set. Checked is only that scenarios run, and what holds in every trace.",
  );
try {
  const { scenarios, compared, differing } = await run({
    seed,
    indices: only === undefined ? Array.from({ length: count }, (_, i) => from + i) : [only],
    oracle,
    more,
    meeting,
    persons,
    faults,
    services,
    airflow,
    folder: out,
    shrinks: shrink,
    print: (text) => console.log(text),
  });
  console.log(`${scenarios} scenarios, ${compared} compared with real Airflow, ${differing} differing`);
  process.exitCode = differing > 0 ? 1 : 0;
} catch (error) {
  console.error(`error: ${/** @type {Error} */ (error).message}`);
  process.exitCode = 2;
}
