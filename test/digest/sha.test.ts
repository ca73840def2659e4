/**
 * Digests are those of Node's own library, whatever the length of the message.
 * @module
 */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { hex, sha1, sha256 } from "../../src/digest/index.ts";

test.each([
  ["sha1", sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"],
  ["sha256", sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
] as const)("%s of abc is the one of FIPS 180", (_, digest, expected) => {
  expect(hex(digest("abc"))).toBe(expected);
});

test.each([
  ["sha1", sha1],
  ["sha256", sha256],
] as const)("%s is Node's for every length about a block", (name, digest) => {
  for (let length = 0; length < 200; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) % 256);
    expect(hex(digest(bytes))).toBe(createHash(name).update(bytes).digest("hex"));
  }
});

test.each([
  ["sha1", sha1],
  ["sha256", sha256],
] as const)("%s is Node's for texts", (name, digest) => {
  for (const text of ["", "a", "é", "€", "😀", "half of one: \ud800", "a\u0000b", "long ".repeat(50_000)])
    expect(hex(digest(text))).toBe(createHash(name).update(text).digest("hex"));
});
