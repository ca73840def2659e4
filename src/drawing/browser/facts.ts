/**
 * The charts and their descriptions in words, for the page and for pictures.
 * @module
 */
import type { Levels, ReportData, SimulationDrawing, SlotUse, TriggerUse, WorkerUse } from "../report-data.ts";
import { duration, figure } from "../text.ts";
import type { Panel, Panels } from "./charts/panels.ts";
import { clockTime, sinceStart, type TimeScale } from "./charts/time-scale.ts";
import { COST_PARTS, POOL_PARTS, SLOT_PARTS, TRIGGER_PARTS, WORKER_PARTS } from "./look.ts";

/** All time axes end where the longest simulation does. */
export function endOf({ simulations }: ReportData): number {
  return Math.max(1, ...simulations.map(({ endedAt }) => endedAt));
}

/** The two scales of a report. The first is the one that suits it: clock time where DAGs land, else the time since the start. */
export function scalesOf(data: ReportData): readonly [TimeScale, TimeScale] {
  const since = sinceStart(endOf(data));
  const clock = clockTime(data.simulations[0]?.startedAt ?? 0);
  return data.landings.length > 0 ? [clock, since] : [since, clock];
}

export function slotPanels(data: ReportData): Panels<SlotUse> {
  return {
    panels: data.simulations.map((simulation) => ({ ...slotWords(simulation, data), levels: simulation.slots })),
    parts: SLOT_PARTS,
    unit: "worker slots",
    until: endOf(data),
  };
}

/** A limit far above what is used in any of the panels is left out: it would press the picture flat. */
function limitOf(slots: number | null, peak: number): Panel<never>["limit"] {
  if (slots === null || slots > 4 * Math.max(1, peak)) return null;
  return { value: slots, label: `${figure(slots)} ${slots === 1 ? "slot" : "slots"}` };
}

/** A note on levels that are means. */
function averaging({ averagedOver }: Levels<never>): string {
  return averagedOver === null ? "" : `; drawn as means over ${duration(averagedOver)}`;
}

/** A description of the slots of a simulation, however they are divided. */
export function slotWords(simulation: SimulationDrawing, { simulations }: ReportData): Omit<Panel<never>, "levels"> {
  const { name, endedAt, slots, workerSlots, meanSlots, peakSlots } = simulation;
  const room = workerSlots === null ? "" : ` of ${figure(workerSlots)}`;
  const instants = meanSlots === 0 && peakSlots > 0 ? ", but for no time" : "";
  return {
    name,
    note: `${figure(meanSlots)}${room} in use on average, ${figure(peakSlots)} at most${instants}${averaging(slots)}`,
    endedAt,
    limit: limitOf(workerSlots, Math.max(...simulations.map((one) => one.peakSlots))),
  };
}

/** Of the simulations in which there are any. */
export function triggerPanels(data: ReportData): Panels<TriggerUse> {
  const simulations = data.simulations.filter(({ triggers }) => triggers.peak > 0);
  return {
    panels: simulations.map(({ name, endedAt, triggers }) => ({
      name,
      endedAt,
      note: `${figure(triggers.peak)} at most${averaging(triggers)}`,
      levels: triggers,
      limit: null,
    })),
    parts: TRIGGER_PARTS,
    unit: "triggers",
    until: endOf(data),
  };
}

/** The workers of the simulations in which they are told one from another. */
export function workerPanels(data: ReportData): Panels<WorkerUse> {
  const panels = data.simulations.flatMap(({ name, endedAt, workers }) =>
    workers === null
      ? []
      : [{ name, endedAt, note: `${figure(workers.levels.peak)} at most`, levels: workers.levels, limit: null }],
  );
  const { active, starting, draining } = WORKER_PARTS;
  return { panels, parts: { active, starting, draining }, unit: "workers", until: endOf(data) };
}

/** The dollars so far of those with an environment. */
export function costPanels(data: ReportData): Panels<"fee" | "workers"> {
  const panels = data.simulations.flatMap(({ name, endedAt, workers }) =>
    !workers?.cost
      ? []
      : [{ name, endedAt, note: `$${workers.cost.total.toFixed(2)} in all`, levels: workers.cost.levels, limit: null }],
  );
  return { panels, parts: COST_PARTS, unit: "$", until: endOf(data) };
}

export type PoolPanels = Panels<keyof typeof POOL_PARTS>;

/** The pools of each simulation that are used in any of them. A pool has the same scale in all, so that they can be compared. */
export function poolPanels(data: ReportData): PoolPanels[] {
  const { simulations } = data;
  const peaks = new Map<string, number>();
  for (const { name, levels } of simulations.flatMap(({ pools }) => pools))
    peaks.set(name, Math.max(levels.peak, peaks.get(name) ?? 0));
  const peakOf = (name: string) => peaks.get(name) ?? 0;
  const mostOf = (name: string) => {
    const own = simulations.flatMap(({ pools }) => pools.filter((pool) => pool.name === name));
    return Math.max(peakOf(name), ...own.map(({ slots }) => limitOf(slots, peakOf(name))?.value ?? 0));
  };
  return simulations.map(({ pools, endedAt }) => ({
    panels: pools
      .filter(({ name }) => peakOf(name) > 0)
      .map(({ name, slots, includeDeferred, levels }) => ({
        name,
        endedAt,
        note: `deferred tasks ${includeDeferred ? "keep their slots" : "hold no slot"}${averaging(levels)}`,
        levels,
        limit: limitOf(slots, peakOf(name)),
        most: mostOf(name),
      })),
    parts: POOL_PARTS,
    unit: "pool slots",
    hasOwnScales: true,
    until: endOf(data),
  }));
}
