/** The source of the lab's worker, as `scripts/bundle-drawing.js` builds it. */
export const engine: string;
/** The source of its editor likewise, and its hash as a Content-Security-Policy names it. */
export const editor: string;
export const editorHash: string;
