interface Listing {
  seen: number;
  total: number;
}

/** Lists of the API as they are paged: each page says how many rows its list has. */
export class Listings {
  readonly #open = new Map<string, Listing>();
  readonly #short = new Map<string, number>();

  /** Notes a page. A list that has all of its rows is over: the next page begins another, of another span of time, say. */
  see(kind: string, rows: number, total: unknown): void {
    if (typeof total !== "number") return;
    const listing = this.#open.get(kind) ?? { seen: 0, total };
    listing.seen += rows;
    listing.total = total;
    if (listing.seen >= total) this.#open.delete(kind);
    else this.#open.set(kind, listing);
  }

  /** Ends a file: rows that its lists promise and do not have are missing. */
  endFile(): void {
    for (const [kind, { seen, total }] of this.#open)
      this.#short.set(kind, (this.#short.get(kind) ?? 0) + total - seen);
    this.#open.clear();
  }

  /** The number of rows that are missing, by kind. */
  get short(): ReadonlyMap<string, number> {
    return this.#short;
  }
}
