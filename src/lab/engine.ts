/**
 * The engine as a browser runs it in a worker. The schema's checks are interpreted: the page's policy allows no code to be made.
 * @module
 */
import { z } from "zod";

z.config({ jitless: true });

export { answer } from "./answer.ts";
