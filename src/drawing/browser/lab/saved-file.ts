import { element } from "../page/element.ts";

/** Hands texts to the browser as files. */
export class SavedFile {
  /** The address of the file that was saved last. */
  #address = "";

  save(text: string, name: string, ending: string): void {
    URL.revokeObjectURL(this.#address);
    const type = ending === "html" ? "text/html" : "application/json";
    this.#address = URL.createObjectURL(new Blob([text], { type }));
    const download = `${name.replaceAll(/[^\w.-]+/g, "-")}.${ending}`;
    element("a", { attributes: { href: this.#address, download } }).click();
  }
}
