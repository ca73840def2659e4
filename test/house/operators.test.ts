/**
 * Every operator of the package refuses arguments that it does not take, so its class lists them.
 * @module
 */
import * as core from "airlapse/operators";
import { BaseOperator } from "airlapse/operators";
import * as amazon from "airlapse/operators/amazon";
import { expect, test } from "vitest";

type Class = abstract new (...given: never[]) => unknown;

const isClass = (value: unknown): value is Class => typeof value === "function" && "prototype" in value;

const families = await Promise.all(Object.values(amazon.families).map((load) => load()));

const CLASSES = Object.values(Object.assign({}, core, amazon, ...families) as Readonly<Record<string, unknown>>)
  .filter(isClass)
  .filter((one) => one.prototype instanceof BaseOperator);

test.each(CLASSES.map((one) => [one.name, one] as const))(
  "%s lists the arguments that it takes: argumentNames",
  (_, one) => {
    expect(Object.hasOwn(one, "argumentNames")).toBe(true);
  },
);

test("there are many of them", () => {
  expect(CLASSES.length).toBeGreaterThan(15);
});
