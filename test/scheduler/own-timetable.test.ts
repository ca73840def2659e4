/**
 * A timetable of one's own: a run after each workday, about that day. The same class in Python, `scripts/own_timetable.py`, was run by
 * real Airflow, which gave the traces in the folder `own-timetable`.
 * @module
 */
import { readFileSync } from "node:fs";
import {
  type AirflowVersion,
  DAG,
  type Micros,
  Simulation,
  type Timetable,
  type Trace,
  traceDifferences,
} from "airlapse";
import { PythonOperator } from "airlapse/operators";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";

const IN_UTC = { zone: "utc" } as const;

/** Counts in whole days of UTC; a simulation counts in microseconds since its start. */
function afterWorkday(simulationStart: DateTime): Timetable {
  const date = (at: Micros) => simulationStart.plus({ milliseconds: at / 1000 });
  const about = (day: DateTime) => {
    const start = day.diff(simulationStart).milliseconds * 1000;
    return { start, end: start + 86_400 * 1e6 };
  };
  const workday = (day: DateTime, step: 1 | -1): DateTime =>
    day.weekday > 5 ? workday(day.plus({ days: step }), step) : day;
  return {
    canBeScheduled: true,
    periodic: true,
    activeRunsLimit: null,
    inferManualDataInterval: (runAfter) => about(workday(date(runAfter).startOf("day").minus({ days: 1 }), -1)),
    nextDagrunInfo: (last, { earliest, latest, catchup }, now) => {
      let start = last === null ? undefined : date(last.start).startOf("day").plus({ days: 1 });
      if (start === undefined) {
        if (earliest === null) return null;
        const today = date(now).startOf("day");
        const first = date(earliest);
        const from = catchup || first > today ? first : today;
        start = +from === +from.startOf("day") ? from : from.startOf("day").plus({ days: 1 });
      }
      const dataInterval = about(workday(start, 1));
      return latest !== null && dataInterval.start > latest ? null : { dataInterval, runAfter: dataInterval.end };
    },
  };
}

function run(airflow: AirflowVersion, start: DateTime, catchup: boolean): Simulation {
  const startDate = start.minus({ seconds: 500_000 });
  const dag = new DAG("d", { schedule: afterWorkday(start), startDate, catchup });
  new PythonOperator({
    dag,
    taskId: "a",
    *pythonCallable(context) {
      yield context.sleep(2.3);
    },
  });
  return new Simulation({ dags: [dag], airflow, start, until: 60.7 });
}

describe.each(["2.7.2", "3.2.1"] as const)("a timetable of one's own runs as in real Airflow %s", (airflow) => {
  const file = new URL(`own-timetable/${airflow}.json`, import.meta.url);
  const recorded = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<"catchup" | "no-catchup", Trace>>;

  test("with catchup, and runs that are asked for", () => {
    const simulation = run(airflow, DateTime.fromISO("2024-01-02T23:59:40Z", IN_UTC), true);
    simulation.trigger("d", { runId: "r1", at: 3.1 }).trigger("d", { runId: "r2", at: 30.2 });
    expect(traceDifferences(recorded.catchup, simulation.run().trace("own-timetable-catchup"))).toEqual([]);
  });

  test("without catchup", () => {
    const simulation = run(airflow, DateTime.fromISO("2024-01-05T23:59:40Z", IN_UTC), false);
    expect(traceDifferences(recorded["no-catchup"], simulation.run().trace("own-timetable-no-catchup"))).toEqual([]);
  });
});
