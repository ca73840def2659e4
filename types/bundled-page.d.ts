/** The page's script and style, as `scripts/bundle-drawing.js` builds them, and their hashes as a Content-Security-Policy names them. */
export const script: string;
export const style: string;
export const scriptHash: string;
export const styleHash: string;
