/**
 * A test of a DAG in a package of CommonJS. The types of vitest are modules for CommonJS too, so a program skips the check of
 * libraries with it.
 * @module
 */
import { DAG, Simulation } from "airlapse";
import "airlapse/vitest";
import { expect } from "vitest";

const result = new Simulation({ dags: [new DAG("d")] }).run();
expect(result).toLand("d", { by: "06:00" });
// @ts-expect-error: a clock time or seconds
expect(result).toLand("d", { by: [] });
