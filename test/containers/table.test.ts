import { describe, expect, test } from "vitest";
import {
  Codes,
  flag,
  float64,
  IntrusiveList,
  InvariantError,
  int32,
  nullableFloat64,
  nullableOneOf,
  oneOf,
  retain,
  table,
  uint8,
} from "../../src/containers/index.ts";

const COLOURS = new Codes(["red", "green", "blue"] as const);

describe("a table", () => {
  const make = () =>
    table({
      at: float64,
      until: nullableFloat64,
      subject: int32,
      small: uint8,
      isOpen: flag,
      colour: nullableOneOf(COLOURS),
      shade: oneOf(COLOURS),
    });

  test("gives back what was set, in each row and column, over many chunks", () => {
    const made = make();
    const length = 10_000;
    const expected = Array.from({ length }, (_, i) => ({
      at: i * 1.5,
      until: i % 3 === 0 ? null : -i,
      subject: 7 - i,
      small: i % 256,
      isOpen: i % 2 === 0,
      colour: i % 4 === 0 ? null : COLOURS.names[i % 3],
      shade: COLOURS.names[(i + 1) % 3],
    }));
    for (const [i, values] of expected.entries()) {
      expect(made.rows.add()).toBe(i);
      made.at.set(i, values.at);
      made.until.set(i, values.until);
      made.subject.set(i, values.subject);
      made.small.set(i, values.small);
      made.isOpen.set(i, values.isOpen);
      made.colour.set(i, values.colour ?? null);
      made.shade.set(i, values.shade ?? "red");
    }
    expect(made.rows.length).toBe(length);
    const read = expected.map((_, i) => ({
      at: made.at.get(i),
      until: made.until.get(i),
      subject: made.subject.get(i),
      small: made.small.get(i),
      isOpen: made.isOpen.get(i),
      colour: made.colour.get(i),
      shade: made.shade.get(i),
    }));
    expect(read).toEqual(expected);
  });

  test("has rows of zeros until they are set, and can be extended to a length", () => {
    const made = make();
    made.rows.extendTo(5000);
    made.rows.extendTo(10);
    expect(made.rows.length).toBe(5000);
    const { at, subject, isOpen, colour } = made;
    expect([at.get(4999), subject.get(4999), isOpen.get(4999), colour.get(4999)]).toEqual([0, 0, false, null]);
  });

  test("refuses a name that it has no code for", () => {
    const made = make();
    made.rows.add();
    expect(() => made.shade.set(0, "pink" as "red")).toThrow(InvariantError);
  });
});

describe("an intrusive list", () => {
  test("keeps the order of insertion and tells each item its position, as a plain list does", () => {
    const positions = new Map<number, number>();
    const list = new IntrusiveList<number>((item, position) => positions.set(item, position));
    const plain: number[] = [];
    let state = 1;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    for (let item = 0; item < 5000; item += 1) {
      list.add(item);
      plain.push(item);
      while (plain.length > 0 && random() < 0.49) {
        const [removed] = plain.splice(Math.floor(random() * plain.length), 1);
        list.remove(positions.get(removed as number) as number);
        positions.delete(removed as number);
      }
      expect(list.size).toBe(plain.length);
      if (item % 100 === 0) expect(list.toArray()).toEqual(plain);
    }
    for (const item of plain) expect(list.at(positions.get(item) as number)).toBe(item);
  });
});

describe("retain", () => {
  test("keeps in place and in order what is to be kept, also what is added meanwhile", () => {
    const items = [1, 2, 3, 4, 5, 6];
    retain(items, (item) => {
      if (item === 2) items.push(7, 8);
      return item % 2 === 1;
    });
    expect(items).toEqual([1, 3, 5, 7]);
  });
});
