/**
 * Arrows of the house go one way: see walls.ts, a table that docs/architecture.md explains.
 * @module
 */
import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { FILES, importsOf } from "./source.ts";
import { CIRCLES, ROOMS, roomsBelow } from "./walls.ts";

/** The entry points of the package stand above all rooms. */
const ENTRIES = ["index.ts", "scenario-files.ts", "vitest.ts"];

const roomOf = (path: string) => path.split("/")[0] ?? "";

/** Each import of one file of the house by another. */
const ARROWS = FILES.flatMap((file) =>
  importsOf(file)
    .filter((name) => name.startsWith("."))
    .map((name) => ({ from: file.path, to: posix.join(posix.dirname(file.path), name) })),
);

/** All files that a file leads to. */
function reach(start: string): ReadonlySet<string> {
  const found = new Set<string>();
  const left = [start];
  for (let file = left.pop(); file !== undefined; file = left.pop())
    for (const next of ARROWS_OF.get(file) ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      left.push(next);
    }
  return found;
}

const ARROWS_OF = new Map(
  FILES.map(({ path }) => [path, ARROWS.filter(({ from }) => from === path).map(({ to }) => to)]),
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

  test("files are in no circle of imports, of types neither, but where the table says why", () => {
    const reached = new Map(FILES.map(({ path }) => [path, reach(path)]));
    const inCircles = ARROWS.filter(({ from, to }) => reached.get(to)?.has(from));
    const unknown = inCircles.filter(
      ({ from, to }) => !CIRCLES.some((group) => group.includes(from) && group.includes(to)),
    );
    expect(unknown).toEqual([]);
  });

  test("another room is imported by its index.ts", () => {
    const doors = ARROWS.filter(({ from, to }) => roomOf(from) !== roomOf(to) && posix.basename(to) !== "index.ts");
    expect(doors).toEqual([]);
  });
});
