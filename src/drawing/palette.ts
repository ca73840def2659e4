/** The colours of a thing on a page or in a picture, and in a terminal: its number among the 256 of xterm. */
export interface Colours {
  readonly light: string;
  readonly dark: string;
  readonly terminal: number;
}

/**
 * The colours of simulations side by side, in their order: the same in pages, pictures and terminals. A terminal may be light or
 * dark, so that its colours are of middling brightness.
 */
export const SIMULATION_COLOURS: readonly Colours[] = [
  { light: "#9c3a00", dark: "#f0813c", terminal: 166 },
  { light: "#2a9d63", dark: "#5fd39a", terminal: 35 },
  { light: "#cf4c9b", dark: "#f29bd0", terminal: 169 },
  { light: "#3d444d", dark: "#d1d9e0", terminal: 244 },
];
