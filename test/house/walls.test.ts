/**
 * Arrows of the house go one way: see walls.ts, a table that docs/architecture.md explains.
 * @module
 */
import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { FILES, importsOf } from "./source.ts";
import { ROOMS, roomsBelow } from "./walls.ts";

/** The entry points of the package stand above all rooms. */
const ENTRIES = ["index.ts", "scenario-files.ts"];

const roomOf = (path: string) => path.split("/")[0] ?? "";

/** Each import of one file of the house by another. */
const ARROWS = FILES.flatMap((file) =>
  importsOf(file)
    .filter((name) => name.startsWith("."))
    .map((name) => ({ from: file.path, to: posix.join(posix.dirname(file.path), name) })),
);

describe("the walls", () => {
  test("every folder is a room of the table, and every room a folder", () => {
    const folders = new Set(
      FILES.map(({ path }) => path)
        .filter((path) => path.includes("/"))
        .map(roomOf),
    );
    expect([...folders].sort()).toEqual(Object.keys(ROOMS).sort());
    expect(
      FILES.map(({ path }) => path)
        .filter((path) => !path.includes("/"))
        .sort(),
    ).toEqual(ENTRIES);
  });

  test.each(Object.keys(ROOMS))("%s imports only from rooms below it", (room) => {
    const upward = ARROWS.filter(({ from, to }) => roomOf(from) === room && roomOf(to) !== room).filter(
      ({ to }) => !roomsBelow(room).includes(roomOf(to)),
    );
    expect(upward).toEqual([]);
  });

  test("another room is imported by its index.ts", () => {
    const doors = ARROWS.filter(({ from, to }) => roomOf(from) !== roomOf(to) && posix.basename(to) !== "index.ts");
    expect(doors).toEqual([]);
  });
});
