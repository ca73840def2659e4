import { duration, figure } from "../drawing/index.ts";
import { MWAA_PRICES } from "../mwaa/index.ts";
import { clockOf } from "../replay/index.ts";
import { type Advice, changesUpTo, ENVIRONMENT_NIGHTS } from "./advise.ts";
import { percent, signed } from "./calibration-report.ts";
import type { Part, Report } from "./document.ts";
import { costOf, type Effect, slotHoursOf } from "./effects.ts";
import { inferredLines, missingLines } from "./inferred.ts";

const MOST_ROWS = 20;

/** All of an advice. */
export function adviceReport(advice: Advice): Report {
  const { recording, errors, before, truth } = advice;
  const missing = missingLines(recording);
  return {
    title: "What to change",
    verdict: verdictOf(advice),
    parts: [
      {
        heading: "",
        lines: [
          `the replay is off by ${percent(errors.ends.median)} in the ends of runs and ${signed(errors.slotHours)} in slot hours: a gain below that is left out`,
          `slot hours: ${figure(slotHoursOf(truth))} observed, ${figure(slotHoursOf(before))} simulated`,
        ],
      },
      rankedPart(advice),
      pathPart(advice),
      sizePart(advice),
      jamPart(advice),
      costPart(advice),
      environmentPart(advice),
      { heading: "Inferred", lines: inferredLines(recording) },
      ...(missing.length === 0 ? [] : [{ heading: "Missing, and what it costs", lines: missing }]),
    ],
  };
}

/** Draws the conclusion: the first change to make, and the sizes that are then enough. */
function verdictOf({ path, knee, ranked, sizes, environments, recording }: Advice): string[] {
  const changes = knee > 0 ? path.slice(0, knee) : [];
  const last = changes.at(-1);
  const [best] = ranked;
  const first =
    last === undefined
      ? best === undefined
        ? "Nothing that was tried gains more than the replay is off: leave it as it is."
        : `${best.candidate.name}: its runs land ${earlier(best.effect.own)}; it frees ${percent(best.effect.share)} of the slot hours.`
      : `Change ${changes.map(({ name }) => name).join(" and ")}: that frees ${percent(last.effect.share)} of the slot hours, and runs of these DAGs land ${earlier(last.effect.own)}.`;
  const slots = sizes.filter(({ name }) => name.startsWith("worker slots")).at(-1);
  const [cheapest] = environments;
  return [
    first,
    ...(slots?.enough === undefined || slots.enough >= recording.fleet.slots
      ? []
      : [`${slots.enough} worker slots are then enough, instead of ${slots.now}.`]),
    ...(cheapest === undefined
      ? []
      : [
          `On Amazon MWAA the cheapest that is enough is ${cheapest.class} with ${workersOf(cheapest)}, for ${cheapest.month.toFixed(0)} dollars a month${cheapest.withChanges ? ", with these changes" : ""}.`,
        ]),
  ];
}

function workersOf({ minWorkers, maxWorkers }: Advice["environments"][number]): string {
  if (minWorkers === maxWorkers) return minWorkers === 1 ? "1 worker" : `${minWorkers} workers`;
  return `${minWorkers} to ${maxWorkers} workers`;
}

const earlier = (seconds: number) =>
  Math.abs(seconds) < 1 ? "0 s" : `${duration(Math.abs(seconds))} ${seconds > 0 ? "earlier" : "later"}`;

const HEAD = ["slot hours saved", "share", "its runs land", "others land", "triggers", "calls"];

function cells(advice: Advice, effect: Effect): string[] {
  const { prices } = advice.recording.history.byHand;
  const money =
    prices === undefined || effect.money === undefined ? [] : [`${effect.money.toFixed(2)} ${prices.currency}`];
  const calls = effect.calls > 0 ? `+${figure(effect.calls)}` : figure(effect.calls);
  return [
    effect.slotHours.toFixed(1),
    percent(effect.share),
    earlier(effect.own),
    earlier(effect.others),
    String(effect.triggers),
    calls,
    ...money,
  ];
}

const head = ({ recording }: Advice) => [...HEAD, ...(recording.history.byHand.prices === undefined ? [] : ["saved"])];

function rankedPart(advice: Advice): Part {
  const { ranked } = advice;
  if (ranked.length === 0)
    return { heading: "Changes", lines: ["none that was tried gains more than the replay is off"] };
  return {
    heading: "Changes, each alone",
    table: [
      ["change", ...head(advice), "over orders"],
      ...ranked
        .slice(0, MOST_ROWS)
        .map(({ candidate, effect, width: [least, most] }) => [
          candidate.name,
          ...cells(advice, effect),
          least === most ? "" : `${least.toFixed(1)} to ${most.toFixed(1)}`,
        ]),
    ],
  };
}

function pathPart(advice: Advice): Part {
  const { path, knee } = advice;
  if (path.length === 0) return { heading: "Together", lines: ["nothing to put together"] };
  return {
    heading: "Together, the best first: what all steps so far come to",
    table: [
      ["step", ...head(advice), ""],
      ...path.map(({ name, effect }, index) => [
        `${index + 1}. ${name}`,
        ...cells(advice, effect),
        index + 1 === knee ? "enough: what follows saves little" : "",
      ]),
    ],
  };
}

function sizePart({ sizes, recording }: Advice): Part {
  const named = recording.history.byHand.deadlines?.length ?? 0;
  const days = recording.runs.days;
  const drawn =
    days >= 2
      ? `${days} days, drawn with all of their runs, and orders of DAGs due at once`
      : "orders of DAGs due at once: a history of two days and more has nights to draw";
  return {
    heading: "Sizes",
    lines: [
      named > 0
        ? `enough: all ${named} deadlines are held in 95 % of nights`
        : "enough: 98 % of runs of a night land within a tenth of their time, or five minutes, of today, in 95 % of nights; name deadlines in airlapse.json to ask for those",
      `nights are ${drawn}`,
    ],
    table: [
      ["", "now", "enough", "in nights"],
      ...sizes.map(({ name, now, enough, share, nights }) => [
        name,
        String(now),
        enough === undefined ? "more than twice as many" : String(enough),
        `${percent(share)} of ${nights}`,
      ]),
    ],
  };
}

function jamPart({ jam: found, recording }: Advice): Part {
  const heading = "Jams of sensors";
  if (found === undefined)
    return {
      heading,
      lines: [
        "none, with today's slots or down to a third of them: no sensors hold most slots while their tasks wait for one",
      ],
    };
  const { slots, jam, remedy } = found;
  const from = jam.from === null ? "" : ` from ${clockOf(recording, jam.from)} UTC on`;
  return {
    heading,
    lines: [
      `with ${slots} worker slots, ${jam.holders.length} sensors hold most of them${from}, for ${duration(jam.seconds)} in all, while the tasks that they wait for are queued: ${jam.holders.join(", ")}`,
      remedy === undefined
        ? "nothing that was tried breaks it"
        : `the smallest change that was found to break it: ${remedy}`,
    ],
  };
}

function costPart({ recording, before }: Advice): Part {
  const { prices } = recording.history.byHand;
  if (prices === undefined)
    return { heading: "Cost", lines: ["no prices: airlapse.json may have them, as docs/my-airflow.md says"] };
  return {
    heading: "Cost",
    lines: [
      `workers, in the window: ${costOf(before, prices).toFixed(2)} ${prices.currency}, at ${prices.workerHour} an hour for ${prices.slotsPerWorker} slots (${prices.source})`,
    ],
  };
}

function environmentPart({ environments, recording, knee }: Advice): Part {
  const heading = "Amazon MWAA: the cheapest workers of each class that are enough";
  if (environments.length === 0)
    return { heading, lines: ["none of any class is enough, or it is an Airflow of which MWAA is not simulated"] };
  const { date, region } = MWAA_PRICES;
  const drawn = ENVIRONMENT_NIGHTS * Math.max(1, recording.runs.days);
  return {
    heading,
    lines: [
      `prices of ${region}, ${date}; docs/mwaa.md says which of them, and which of the autoscaler's times, are guessed`,
    ],
    table: [
      ["class", "workers", "worker hours", "dollars a month", "nights in time", "with"],
      ...environments.map(({ class: name, minWorkers, maxWorkers, workerHours, month, share, withChanges }) => [
        name,
        minWorkers === maxWorkers ? String(minWorkers) : `${minWorkers} to ${maxWorkers}`,
        workerHours.toFixed(1),
        month.toFixed(0),
        `${percent(share)} of ${drawn}`,
        withChanges ? changesUpTo(knee) : "tasks as they are",
      ]),
    ],
  };
}
