import type { Look, PartLook } from "../look.ts";
import { element } from "./element.ts";

/**
 * A legend of colours and patterns. If parts may be hidden, its entries are buttons that hide them.
 */
export function legendOf(
  parts: readonly PartLook[],
  look: Look,
  hidden: ReadonlySet<string>,
  toggle: ((part: PartLook) => void) | null,
): HTMLElement[] {
  return parts.map((part) => {
    const swatch = element("span", { class: `swatch ${part.pattern}`, attributes: { "aria-hidden": "true" } });
    swatch.style.backgroundColor = part.colour[look.theme];
    const text = element("span", { text: part.label });
    if (toggle === null) return element("span", { class: "key" }, swatch, text);
    const isShown = !hidden.has(part.label);
    const made = element(
      "button",
      { class: "key", attributes: { type: "button", "aria-pressed": String(isShown) } },
      swatch,
      text,
    );
    made.addEventListener("click", () => toggle(part));
    return made;
  });
}
