import type { DataInterval, TimeRestriction, Timetable } from "../definition/index.ts";
import type { Instant, RunRecord } from "../history/index.ts";
import type { Micros } from "../kernel/index.ts";

interface RecordedDate {
  readonly dataInterval: DataInterval;
  readonly runAfter: Micros;
}

/** The timetable of a DAG whose own is code: its runs are made when they were made. */
export class RecordedTimetable implements Timetable {
  readonly canBeScheduled = true;
  readonly periodic = false;
  readonly activeRunsLimit = null;
  readonly #dates: readonly RecordedDate[];

  constructor(runs: Iterable<RunRecord>, start: Instant) {
    const dates: RecordedDate[] = [];
    for (const { kind, logicalDate, intervalEnd, queued, start: begun } of runs) {
      const made = queued ?? begun;
      if (kind !== "scheduled" || logicalDate === null || made === null) continue;
      const dataInterval = { start: logicalDate - start, end: (intervalEnd ?? made) - start };
      dates.push({ dataInterval, runAfter: made - start });
    }
    this.#dates = dates.sort((a, b) => a.dataInterval.start - b.dataInterval.start);
  }

  inferManualDataInterval(runAfter: Micros): DataInterval {
    return { start: runAfter, end: runAfter };
  }

  nextDagrunInfo(last: DataInterval | null, _restriction: TimeRestriction): RecordedDate | null {
    return this.#dates.find(({ dataInterval }) => last === null || dataInterval.start > last.start) ?? null;
  }
}
