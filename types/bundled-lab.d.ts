/** The source of the lab's worker, as `scripts/bundle-drawing.js` builds it. */
export const engine: string;
