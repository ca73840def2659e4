import type { Theme } from "../look.ts";
import { button } from "./element.ts";

/** Light or dark: as the system says until somebody chooses. */
export class ThemeChoice {
  #listeners: (() => void)[] = [];
  readonly #system = matchMedia("(prefers-color-scheme: dark)");
  #chosen: Theme | undefined;

  constructor() {
    this.#system.addEventListener("change", () => this.#changed());
    this.#apply();
  }

  get theme(): Theme {
    return this.#chosen ?? (this.#system.matches ? "dark" : "light");
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Returns what forgets all listeners that come later: those of charts that are replaced. */
  mark(): () => void {
    const kept = [...this.#listeners];
    return () => {
      this.#listeners = [...kept];
    };
  }

  /** The button that switches it. */
  control(): HTMLElement {
    const label = () => (this.theme === "dark" ? "Light colours" : "Dark colours");
    const made = button(label(), { class: "theme" }, () => {
      this.#chosen = this.theme === "dark" ? "light" : "dark";
      this.#changed();
    });
    this.onChange(() => {
      made.textContent = label();
    });
    return made;
  }

  #changed(): void {
    this.#apply();
    for (const listener of this.#listeners) listener();
  }

  #apply(): void {
    document.documentElement.dataset["theme"] = this.theme;
  }
}
