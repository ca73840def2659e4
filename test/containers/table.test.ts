import { describe, expect, test } from "vitest";
import {
  Codes,
  flag,
  float64,
  IntrusiveList,
  InvariantError,
  instant,
  int32,
  nullableFloat64,
  nullableOneOf,
  oneOf,
  rareInt32,
  retain,
  table,
  uint8,
  uint16,
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

describe("a column of instants", () => {
  /** Instants with gaps of every size, and such as no simulation has. */
  const values = Array.from({ length: 9000 }, (_, i) => {
    const near = 1000 * i + (i % 7);
    if (i < 3000) return near;
    if (i < 6000) return i % 1000 === 0 ? near + 2 ** 32 * i : near + 2 ** 32 * (i - (i % 1000));
    return [near + 2 ** 45, near - 5, near + 0.5][i % 3] as number;
  });
  const fill = () => {
    const made = table({ at: instant, code: uint16 });
    for (const [i, value] of values.entries()) {
      made.at.set(made.rows.add(), value);
      made.code.set(i, (7 * i) % 65_536);
    }
    return made;
  };

  test("gives back each, read in order, backwards and by leaps", () => {
    const { at, code } = fill();
    const rows = values.map((_, i) => i);
    expect(rows.map((row) => at.get(row))).toEqual(values);
    expect(rows.toReversed().map((row) => at.get(row))).toEqual(values.toReversed());
    const leaps = rows.map((i) => (4099 * i) % values.length);
    expect(leaps.map((row) => at.get(row))).toEqual(leaps.map((row) => values[row]));
    expect(rows.map((row) => code.get(row))).toEqual(rows.map((i) => (7 * i) % 65_536));
  });

  test("is 0 where it is not set yet, and refuses rows that are set out of turn", () => {
    const { at, rows } = fill();
    const row = rows.add();
    expect(at.get(row)).toBe(0);
    rows.add();
    expect(() => at.set(row + 1, 1)).toThrow(InvariantError);
    expect(() => at.set(0, 1)).toThrow(InvariantError);
  });
});

test("a column of rare numbers gives the usual one wherever no other was set", () => {
  const { index, rows } = table({ index: rareInt32(-1) });
  const rare = new Map([
    [3, 0],
    [9000, 7],
    [9001, -2_147_483_648],
  ]);
  rows.extendTo(20_000);
  for (let row = 0; row < rows.length; row += 1) index.set(row, rare.get(row) ?? -1);
  index.set(3, -1);
  index.set(4, 5);
  rare.delete(3);
  rare.set(4, 5);
  for (let row = 0; row < rows.length; row += 1) expect(index.get(row)).toBe(rare.get(row) ?? -1);
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
