import type { ReportData } from "../../report-data.ts";
import type { Surroundings } from "./chart-view.ts";
import { durationSection, taskSection } from "./durations.ts";
import { figureSection } from "./headline.ts";
import { landingSection } from "./landings.ts";
import { poolSection, slotSection, triggerSection } from "./over-time.ts";
import { taskInstanceSection } from "./task-instances.ts";
import { dagSection, waitSection } from "./waits-and-dags.ts";
import { workerSection } from "./workers.ts";

/** The sections of a report in their order. One that has nothing to show is null. */
export const SECTIONS: readonly ((data: ReportData, surroundings: Surroundings) => HTMLElement | null)[] = [
  slotSection,
  landingSection,
  figureSection,
  taskInstanceSection,
  waitSection,
  durationSection,
  taskSection,
  workerSection,
  poolSection,
  triggerSection,
  dagSection,
];
