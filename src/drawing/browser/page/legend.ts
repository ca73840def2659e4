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
    const swatch = swatchOf(part, look);
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

/** The colour and pattern of a part, or the sign of a mark. */
function swatchOf({ pattern, sign, colour }: PartLook, { theme }: Look): HTMLElement {
  const attributes = { "aria-hidden": "true" };
  if (sign !== undefined) {
    const made = element("span", { class: "sign", text: sign, attributes });
    made.style.color = colour[theme];
    return made;
  }
  const made = element("span", { class: `swatch ${pattern}`, attributes });
  made.style.backgroundColor = colour[theme];
  return made;
}
