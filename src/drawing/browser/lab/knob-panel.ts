import type { Knob, KnobValue } from "../../lab-data.ts";
import { element } from "../page/element.ts";
import { type State, turnedTo } from "./state.ts";

/** Called with a knob's place, and its value; undefined where it is turned back. */
export type Turned = (path: readonly string[], value: KnobValue | undefined) => void;

/** The knobs as fields, in groups. */
export class KnobPanel {
  readonly root = element("div", {});
  readonly #turned: Turned;
  #shown = "";
  #fields: readonly Field[] = [];

  constructor(turned: Turned) {
    this.#turned = turned;
  }

  /** Shows knobs. Fields stay where the knobs are the same, so that the focus stays too. */
  show(knobs: readonly Knob[], state: State): void {
    const shown = JSON.stringify(knobs);
    if (shown !== this.#shown) this.#make(knobs);
    this.#shown = shown;
    this.set(state);
  }

  /** Sets all fields to what a state says, but for the one that is being typed in: an answer may come meanwhile. */
  set(state: State): void {
    for (const { knob, label, isDirty, write } of this.#fields) {
      const value = turnedTo(state, knob.path);
      label.classList.toggle("turned", value !== undefined);
      if (!isDirty()) write(value === undefined ? knob.value : value);
    }
  }

  #make(knobs: readonly Knob[]): void {
    this.#fields = knobs.map((knob) => fieldOf(knob, this.#turned));
    const groups = [...new Set(knobs.map(({ group }) => group))];
    this.root.replaceChildren(
      ...groups.map((group) =>
        groupOf(
          group,
          this.#fields.filter(({ knob }) => knob.group === group).map(({ label }) => label),
        ),
      ),
    );
  }
}

/** More knobs than that are folded. */
const MOST_OPEN = 12;

function groupOf(name: string, labels: readonly HTMLElement[]): HTMLElement {
  if (labels.length <= MOST_OPEN) return element("fieldset", {}, element("legend", { text: name }), ...labels);
  const summary = element("summary", { text: `${name} (${labels.length})` });
  return element(
    "details",
    { class: "folded" },
    summary,
    element("fieldset", { attributes: { "aria-label": name } }, ...labels),
  );
}

interface Field {
  readonly knob: Knob;
  readonly label: HTMLElement;
  /** True while its text is typed and not yet taken. */
  readonly isDirty: () => boolean;
  readonly write: (value: KnobValue) => void;
}

function fieldOf(knob: Knob, turned: Turned): Field {
  const { input, read, write } = inputs[knob.kind](knob);
  let dirty = false;
  input.addEventListener("input", () => {
    dirty = true;
  });
  input.addEventListener("change", () => {
    dirty = false;
    const value = read();
    turned(knob.path, value === knob.value ? undefined : value);
  });
  const label = element("label", {}, element("span", { text: knob.label }), input);
  return { knob, label, isDirty: () => dirty, write };
}

interface Input {
  readonly input: HTMLElement;
  readonly read: () => KnobValue | undefined;
  readonly write: (value: KnobValue) => void;
}

const inputs: Readonly<Record<Knob["kind"], (knob: Knob) => Input>> = {
  number: ({ min = 0, isWhole = true, mayBeNone = false }) => {
    const step = isWhole ? "1" : "any";
    const attributes = { type: "number", min: String(min), step, ...(mayBeNone ? { placeholder: "no limit" } : {}) };
    const input = element("input", { attributes });
    return {
      input,
      read: () => {
        if (input.value === "") return mayBeNone ? null : undefined;
        return Number(input.value);
      },
      write: (value) => {
        input.value = value === null ? "" : String(value);
      },
    };
  },
  choice: ({ options = [], value: own }) => {
    const names = own === null ? ["", ...options] : options;
    const input = element(
      "select",
      {},
      ...names.map((name) => element("option", { text: name === "" ? "as it is" : name, attributes: { value: name } })),
    );
    return {
      input,
      read: () => (input.value === "" ? undefined : input.value),
      write: (value) => {
        input.value = value === null ? "" : String(value);
      },
    };
  },
  switch: () => {
    const input = element("input", { attributes: { type: "checkbox" } });
    return {
      input,
      read: () => input.checked,
      write: (value) => {
        input.checked = value === true;
      },
    };
  },
};
