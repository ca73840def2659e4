/**
 * The things that a reader has chosen in a section: they stay when a new one takes its place.
 * @module
 */

/** Chosen names by the labels of their choices. */
export type Choices = Map<string, string>;

/** Reads the choices of a section. */
export function keepChoices(section: HTMLElement, choices: Choices): void {
  for (const choice of section.querySelectorAll<HTMLElement>(".choice")) choices.set(labelOf(choice), chosenIn(choice));
}

/** Chooses again as before. Where nothing was chosen yet, the simulation after the changes is shown. */
export function chooseAgain(section: HTMLElement, choices: Choices): void {
  for (const choice of section.querySelectorAll<HTMLElement>(".choice"))
    choose(choice, choices.get(labelOf(choice)) ?? "after");
}

/** The label without the number of names, which may differ. */
const labelOf = (choice: HTMLElement) =>
  (choice.querySelector("legend, label > span")?.textContent ?? "").replace(/ \(\d+\)$/, "");

const fieldOf = (choice: HTMLElement) => choice.querySelector<HTMLInputElement>("input[type=search]");

const optionsOf = (choice: HTMLElement) =>
  [...choice.querySelectorAll("label")].flatMap((label) => {
    const input = label.querySelector<HTMLInputElement>("input[type=radio]");
    return input === null ? [] : [{ name: label.textContent ?? "", input }];
  });

function chosenIn(choice: HTMLElement): string {
  return fieldOf(choice)?.value ?? optionsOf(choice).find(({ input }) => input.checked)?.name ?? "";
}

function choose(choice: HTMLElement, name: string): void {
  const field = fieldOf(choice);
  if (field !== null) {
    const names = [...choice.querySelectorAll("option")].map(({ value }) => value);
    if (!names.includes(name) || field.value === name) return;
    field.value = name;
    field.dispatchEvent(new Event("input"));
    return;
  }
  const option = optionsOf(choice).find((one) => one.name === name);
  if (option?.input.checked === false) option.input.click();
}
