import { describe, expect, expectTypeOf, test } from "vitest";
import { InvariantError, invariant } from "../../src/containers/index.ts";

describe("invariant", () => {
  test("lets pass what holds, and asks for no text then", () => {
    invariant([], () => {
      throw new Error("The text was made though the condition holds");
    });
    expect(() => invariant(1, "one is truthy")).not.toThrow();
  });

  test.each([false, null, undefined, 0, "", Number.NaN])("throws where %s stands for what had to hold", (condition) => {
    expect(() => invariant(condition, 'Expected task "t" to have a row')).toThrow(
      new InvariantError('Expected task "t" to have a row'),
    );
  });

  test("takes a text that is made when it is wanted", () => {
    expect(() => invariant(false, () => `Expected 1 row, got ${2}`)).toThrow(
      /^Expected 1 row, got 2\. This is a fault of airlapse/,
    );
  });

  test("tells the compiler that the condition holds", () => {
    const found: string | undefined = ["a"].at(0);
    invariant(found !== undefined, "a list of one has a first");
    expectTypeOf(found).toEqualTypeOf<string>();
  });
});
