/**
 * The library as a program in CommonJS uses it. The compiler checks it against the built package, under `node16`.
 * @module
 */
import { DAG, Simulation, type SimulationResult } from "airlapse";
import { Experiment } from "airlapse/experiment";
import { csv } from "airlapse/export";
import { Kernel } from "airlapse/kernel";
import { EmptyOperator } from "airlapse/operators";
import { S3KeySensor } from "airlapse/operators/amazon";
import { parseScenarios, type Scenario } from "airlapse/scenario";

const dag: DAG = new DAG("d");
new EmptyOperator({ dag, taskId: "t" });
// @ts-expect-error: bucketKey is missing
new S3KeySensor({ dag, taskId: "s" });
const result: SimulationResult = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
const state: string | null = result.dagRun("r").state;
const scenarios: readonly Scenario[] = parseScenarios("{}", "none");
export = { Experiment, Kernel, csv, scenarios, state };
