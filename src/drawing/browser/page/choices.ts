/** The things that a reader has chosen on the page, by the labels of the choices. */
export class Choices {
  readonly #made = new Map<string, string>();
  readonly #preferred: string | undefined;

  /** `preferred` is what is shown first, where there is one of that name. */
  constructor(preferred?: string) {
    this.#preferred = preferred;
  }

  /** Returns the place of the name that is shown to begin with: the one that was chosen last, else the preferred one, else the first. */
  start(label: string, names: readonly string[]): number {
    const chosen = names.indexOf(this.#made.get(label) ?? "");
    if (chosen >= 0) return chosen;
    const preferred = this.#preferred;
    if (preferred === undefined) return 0;
    return Math.max(
      0,
      names.findIndex((name) => name === preferred || name.endsWith(`, ${preferred}`)),
    );
  }

  make(label: string, name: string): void {
    this.#made.set(label, name);
  }
}
