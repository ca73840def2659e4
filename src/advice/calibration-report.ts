import { duration } from "../drawing/index.ts";
import { clockOf, type Measured, type Recording } from "../replay/index.ts";
import type { Calibration } from "./calibration.ts";
import type { Part, Report } from "./document.ts";
import type { MeasureErrors } from "./errors.ts";
import { inferredLines, missingLines } from "./inferred.ts";
import { type Verdict, verdictsOf } from "./verdicts.ts";

export const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
export const signed = (share: number) => `${share >= 0 ? "+" : "-"}${(Math.abs(share) * 100).toFixed(1)} %`;
const hours = (seconds: number) => (seconds / 3600).toFixed(2);

/** The error in one line. */
export function calibrationLine({ matched, errors }: Calibration): string {
  const { ends, slotHours, queueHours, unlike } = errors;
  const others = unlike === 0 ? "" : `; ${unlike} runs have ended in one only`;
  return `${matched.instances} of ${matched.of} task instances replayed; ends of DAG runs off by ${percent(ends.median)} (median), ${percent(ends.ninety)} (90 %); slot hours ${signed(slotHours)}; queue hours ${signed(queueHours)}${others}`;
}

/** All of a calibration. */
export function calibrationReport(calibration: Calibration): Report {
  const { recording, truth, replayed, worst } = calibration;
  const missing = missingLines(recording);
  return {
    title: "The replay of a history",
    verdict: [verdictOf(calibration)],
    parts: [
      { heading: "", lines: [calibrationLine(calibration)] },
      verdictPart(calibration),
      {
        heading: "Worker slots in use",
        series: {
          all: [
            { label: "observed", level: truth.slots },
            { label: "simulated", level: replayed.slots },
          ],
          most: recording.fleet.slots,
          unit: "worker slots",
        },
      },
      nullPart(calibration),
      { heading: "By DAG", table: dagTable(truth, replayed) },
      { heading: "By hour", table: hourTable(recording, truth, replayed) },
      {
        heading: "The runs that are furthest off",
        ...(worst.length === 0
          ? { lines: ["none is off by more than a second"] }
          : {
              leftColumns: 4,
              table: [
                ["run", "off", "first task that differs", "why"],
                ...worst.map((one) => [
                  `${one.run.dagId} ${one.run.runId}`,
                  one.off === null ? "ended in one only" : `${one.off > 0 ? "+" : "-"}${duration(Math.abs(one.off))}`,
                  one.task,
                  one.cause,
                ]),
              ],
            }),
      },
      { heading: "Inferred", lines: inferredLines(recording) },
      { heading: "Missing, and what it costs", lines: missing.length === 0 ? ["nothing"] : missing },
    ],
  };
}

/** Names the questions that the replay can answer. */
function verdictOf(calibration: Calibration): string {
  const verdicts = verdictsOf(calibration);
  const asked = (wanted: Verdict["verdict"]) =>
    verdicts.filter(({ verdict }) => verdict === wanted).map(({ question }) => question);
  const parts = [
    ["It is good enough to ask about", asked("good enough")],
    ["it is not good enough for", asked("not good enough")],
    ["this history cannot tell about", asked("cannot tell")],
  ] as const;
  const said = parts.flatMap(([words, questions]) =>
    questions.length === 0 ? [] : [`${words} ${questions.join(", ")}`],
  );
  const text = said.join("; ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function verdictPart(calibration: Calibration): Part {
  return {
    heading: "Good enough for",
    leftColumns: 3,
    table: [
      ["question", "verdict", "because"],
      ...verdictsOf(calibration).map(({ question, verdict, because }) => [question, verdict, because]),
    ],
  };
}

function nullPart({ errors, heldOut, nulls }: Calibration): Part {
  const row = (name: string, of: MeasureErrors) => [
    name,
    percent(of.ends.median),
    percent(of.ends.ninety),
    percent(of.queued.median),
    signed(of.slotHours),
    signed(of.queueHours),
    String(of.unlike),
  ];
  return {
    heading: "Beside simpler models",
    table: [
      ["model", "ends of runs", "90 %", "queued by DAG", "slot hours", "queue hours", "ended in one only"],
      row("this replay", errors),
      row("second half, starts learned from the first", heldOut),
      ...nulls.map(({ name, errors: of }) => row(name, of)),
    ],
  };
}

function dagTable(truth: Measured, replayed: Measured): string[][] {
  const rows = [...truth.dags].sort((a, b) => b[1].slots - a[1].slots).slice(0, 40);
  return [
    ["DAG", "running h", "simulated", "queued h", "simulated", "visits", "simulated"],
    ...rows.map(([dagId, was]) => {
      const is = replayed.dags.get(dagId);
      return [
        dagId,
        hours(was.running),
        hours(is?.running ?? 0),
        hours(was.queued),
        hours(is?.queued ?? 0),
        String(was.visits),
        String(is?.visits ?? 0),
      ];
    }),
  ];
}

function hourTable(recording: Recording, truth: Measured, replayed: Measured): string[][] {
  const { every } = truth.slots;
  const step = Math.max(1, Math.round(3600 / every));
  const mean = (of: readonly number[], at: number) => {
    const part = of.slice(at, at + step);
    return (part.reduce((sum, one) => sum + one, 0) / Math.max(1, part.length)).toFixed(1);
  };
  const rows: string[][] = [];
  for (let at = 0; at < truth.slots.means.length && rows.length < 48; at += step)
    rows.push([
      clockOf(recording, at * every),
      mean(truth.slots.means, at),
      mean(replayed.slots.means, at),
      mean(truth.queued.means, at),
      mean(replayed.queued.means, at),
    ]);
  return [["from (UTC)", "slots", "simulated", "queued", "simulated"], ...rows];
}
