/** The page's script and style, as `scripts/bundle-drawing.js` builds them, and their hashes as a Content-Security-Policy names them. */
/** The version of this package. */
export const airlapse: string;
export const script: string;
export const style: string;
export const scriptHash: string;
export const styleHash: string;
