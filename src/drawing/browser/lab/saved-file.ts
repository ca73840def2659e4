import { element } from "../page/element.ts";

/** Hands texts to the browser as files. */
export class SavedFile {
  readonly #name: string;
  /** The address of the file that was saved last. */
  #address = "";

  constructor(title: string) {
    this.#name = title.replaceAll(/[^\w.-]+/g, "-");
  }

  save(text: string, ending: string): void {
    URL.revokeObjectURL(this.#address);
    const type = ending === "html" ? "text/html" : "application/json";
    this.#address = URL.createObjectURL(new Blob([text], { type }));
    element("a", { attributes: { href: this.#address, download: `${this.#name}.${ending}` } }).click();
  }
}
