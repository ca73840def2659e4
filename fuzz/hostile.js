/**
 * Values that code is known to stumble over.
 * @module
 */
import fc from "fast-check";

export const HOSTILE_TEXTS = [
  "",
  " ",
  "a b",
  "t",
  "d",
  "r",
  "__proto__",
  "constructor",
  "toString",
  "../x",
  "..",
  "/",
  "a\n",
  "a\u0000b",
  "\u001b[2J",
  "\ud800",
  "\u{1f600}",
  "é",
  "NaN",
  "-1",
  "1e999",
  "null",
  "true",
  "2024-01-01T00:00:00Z",
  "9999-12-31T23:59:59Z",
  "0000-01-01T00:00:00Z",
  "2024-02-30T00:00:00Z",
  "* * * * *",
  "0 0 31 2 *",
  "@once",
  "@continuous",
  "@daily",
  "*/0 * * * *",
  "s3://b/k",
  "s3://",
  "*",
  "[!",
  "[a-",
  "?".repeat(50),
  "*a".repeat(50),
  "x".repeat(251),
  "{{ ds }}",
  "{{",
  "{% for i in range(10**9) %}x{% endfor %}",
  "{{ ''.__class__ }}",
  "{{ x.y.z }}",
  "{{ 'a' * 1000000000 }}",
  "{{ [].constructor }}",
  "=cmd()",
  "<script>alert(1)</script>",
  "work",
  "wait",
  "defer",
  "success",
];

export const HOSTILE_NUMBERS = [
  0,
  -0,
  1,
  -1,
  2,
  0.5,
  1e-9,
  5e-324,
  1e-6,
  60,
  86_400,
  1e9,
  1e9 + 1,
  1e15,
  2 ** 31,
  2 ** 53,
  2 ** 53 + 2,
  1e308,
  -1e308,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

const deep = JSON.parse(`${"[".repeat(150)}${"]".repeat(150)}`);
const prototype = JSON.parse('{"__proto__":{"polluted":true}}');

/** @type {readonly unknown[]} */
const STRUCTURES = [
  null,
  true,
  false,
  [],
  {},
  [[]],
  [null],
  [{}],
  { a: 1 },
  deep,
  prototype,
  { output_of: "t" },
  { every: 1 },
  { datasets: ["a"] },
  { distribution: "constant", value: 1 },
  { distribution: "lognormal", median: 1, sigma: 1e9 },
  { distribution: "uniform", min: 2, max: 1 },
  { distribution: "exponential", mean: 1e-12 },
  ["t", "t"],
  { length: 1e9 },
  new Date(0),
  undefined,
];

export const hostileText = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12, unit: "binary" }) },
);

export const hostileNumber = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE_NUMBERS) },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.integer({ min: -3, max: 100 }) },
);

export const hostileValue = fc.oneof(
  { weight: 4, arbitrary: hostileText },
  { weight: 4, arbitrary: hostileNumber },
  { weight: 3, arbitrary: fc.constantFrom(...STRUCTURES) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);
