/**
 * What is drawn, and what is said of it in words: the same for the page and for pictures.
 * @module
 */
import type { ReportData, SimulationDrawing, SlotUse, TriggerUse } from "../report-data.ts";
import { figure } from "../text.ts";
import { type Panel, type Panels, peakOf } from "./charts/panels.ts";
import { POOL_PARTS, SLOT_PARTS, TRIGGER_PARTS } from "./look.ts";

/** All time axes end where the longest simulation does. */
export function endOf({ simulations }: ReportData): number {
  return Math.max(1, ...simulations.map(({ endedAt }) => endedAt));
}

export function slotPanels(data: ReportData): Panels<SlotUse> {
  return {
    panels: data.simulations.map(slotPanel),
    parts: SLOT_PARTS,
    unit: "worker slots",
    until: endOf(data),
  };
}

function slotPanel({ name, slots, workerSlots, meanSlots, peakSlots }: SimulationDrawing): Panel<SlotUse> {
  const room = workerSlots === null ? "" : ` of ${figure(workerSlots)}`;
  const instants = meanSlots === 0 && peakSlots > 0 ? ", but for no time" : "";
  return {
    name,
    note: `${figure(meanSlots)}${room} in use on average, ${figure(peakSlots)} at most${instants}`,
    levels: slots,
    limit: workerSlots === null ? null : { value: workerSlots, label: `${figure(workerSlots)} slots` },
  };
}

/** Of the simulations in which there are any. */
export function triggerPanels(data: ReportData): Panels<TriggerUse> {
  const simulations = data.simulations.filter(({ triggers }) => peakOf(triggers) > 0);
  return {
    panels: simulations.map(({ name, triggers }) => ({
      name,
      note: `${figure(peakOf(triggers))} at most`,
      levels: triggers,
      limit: null,
    })),
    parts: TRIGGER_PARTS,
    unit: "triggers",
    until: endOf(data),
  };
}

/** The pools of one simulation that are ever used. */
export function poolPanels({ pools, endedAt }: SimulationDrawing, until: number): Panels<keyof typeof POOL_PARTS> {
  const used = pools.filter(({ levels }) => peakOf(levels) > 0);
  return {
    panels: used.map(({ name, slots, includeDeferred, levels }) => ({
      name,
      note: includeDeferred ? "deferred tasks keep their slots" : "deferred tasks hold no slot",
      levels,
      // a limit far above what is used would press the picture flat
      limit: slots !== null && slots <= 4 * peakOf(levels) ? { value: slots, label: `${figure(slots)} slots` } : null,
    })),
    parts: POOL_PARTS,
    unit: "pool slots",
    until: Math.max(until, endedAt),
  };
}
