/** Texts that come again and again, each kept once and numbered; 0 stands for none. */
export class Names {
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];

  idOf(text: string | null): number {
    if (text === null) return 0;
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const copy = Buffer.from(text).toString(); // not a slice of the page that it came in
    const id = this.#texts.push(copy);
    this.#ids.set(copy, id);
    return id;
  }

  textOf(id: number): string | null {
    return this.#texts[id - 1] ?? null;
  }
}
