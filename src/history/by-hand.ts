import { z } from "zod";
import { ExportError } from "./export-error.ts";
import type { ByHand } from "./history.ts";

const seconds = z.number().min(0);

const date = z.iso.datetime({ offset: true });

const SCHEMA = z.strictObject({
  workerSlots: z.int().min(1).optional(),
  workerSlotsFrom: z.array(z.strictObject({ at: date, slots: z.int().min(1) })).optional(),
  pokeIntervals: z.record(z.string(), seconds).optional(),
  deadlines: z.array(z.string().regex(/^.+@\d\d:\d\d$/)).optional(),
  window: z.strictObject({ from: date, to: date }).optional(),
  prices: z
    .strictObject({ currency: z.string(), source: z.string(), workerHour: seconds, slotsPerWorker: z.int().min(1) })
    .optional(),
});

/** Checks airlapse.json, which a person writes: what no export has. */
export function checkByHand(file: string, value: unknown): ByHand {
  const { success, data, error } = SCHEMA.safeParse(value);
  if (success) return data;
  throw new ExportError(
    error.issues.map(({ path, message }) => `${file}, ${path.map(String).join(".") || "the whole"}: ${message}`),
  );
}
