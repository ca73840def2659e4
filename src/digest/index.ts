/**
 * Digests without a library of the system, so that the engine runs where there is none: in a browser.
 * @module
 */
export { hex, sha1, sha256 } from "./sha.ts";
