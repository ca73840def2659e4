import type { ReportData } from "../../report-data.ts";
import type { Surroundings } from "./chart-view.ts";
import { durationSection, taskSection } from "./durations.ts";
import { figureSection } from "./headline.ts";
import { landingSection } from "./landings.ts";
import { poolSection, slotSection, triggerSection } from "./over-time.ts";
import { taskInstanceSection } from "./task-instances.ts";
import { dagSection, waitSection } from "./waits-and-dags.ts";
import { workerSection } from "./workers.ts";

/** The sections of a report in their order, as far as there is something in them. */
export function sectionsOf(data: ReportData, surroundings: Surroundings): HTMLElement[] {
  return [
    slotSection(data, surroundings),
    landingSection(data),
    figureSection(data),
    taskInstanceSection(data, surroundings),
    waitSection(data, surroundings),
    durationSection(data, surroundings),
    taskSection(data),
    workerSection(data, surroundings),
    poolSection(data, surroundings),
    triggerSection(data, surroundings),
    dagSection(data, surroundings),
  ].filter((made) => made !== null);
}
