/**
 * Removes the items that `isKept` refuses, in place and in one pass. `isKept` is called once for each item, in order. The array
 * keeps its memory: assigning to `length` would give it back, and the list would have to grow again.
 */
export function retain<T>(items: T[], isKept: (item: T) => boolean): void {
  let kept = 0;
  for (let i = 0; i < items.length; i += 1) {
    const item = items[i] as T;
    if (!isKept(item)) continue;
    items[kept] = item;
    kept += 1;
  }
  while (items.length > kept) items.pop();
}
