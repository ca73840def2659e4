/** Sorts the first `count`, by insertion: there are two or three loops, before almost every event. */
export function sortFirst<T>(items: T[], count: number, compare: (a: T, b: T) => number): void {
  for (let i = 1; i < count; i += 1) {
    const item = items[i] as T;
    let place = i;
    while (place > 0 && compare(items[place - 1] as T, item) > 0) {
      items[place] = items[place - 1] as T;
      place -= 1;
    }
    items[place] = item;
  }
}
