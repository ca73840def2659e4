/**
 * Reports of hostile texts and figures: a page is markup that a browser reads without a complaint, allows nothing from outside,
 * and holds the figures as they were given; pictures are XML; neither has an element or an attribute that a text has made.
 * @module
 */
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { parse } from "parse5";
import sax from "sax";
import { reportPage, reportPictures } from "../dist/drawing/index.js";
import { hostileText, TEXTS_IN_OUTPUTS } from "./hostile.js";

/** @typedef {import("../src/drawing/index.js").ReportData} ReportData */
/** @typedef {{ nodeName: string, value?: string, attrs?: { name: string, value: string }[], childNodes?: Node[] }} Node */

const text = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...TEXTS_IN_OUTPUTS) },
  { weight: 1, arbitrary: hostileText },
);
const instant = fc.double({ min: 0, max: 1e9, noNaN: true });
const count = fc.nat({ max: 100 });

/** Columns that are equally long. @param {readonly string[]} parts @returns {fc.Arbitrary<any>} */
const levels = (parts) =>
  fc
    .array(fc.tuple(instant, fc.array(count, { minLength: parts.length, maxLength: parts.length })), {
      minLength: 1,
      maxLength: 4,
    })
    .map((rows) => ({
      at: rows.map(([at]) => at).sort((a, b) => a - b),
      parts: Object.fromEntries(parts.map((part, i) => [part, rows.map(([, values]) => values[i])])),
      peak: 100,
      averagedOver: null,
    }));

const timeline = fc
  .record({
    names: fc.array(text, { minLength: 1, maxLength: 5 }),
    rows: fc.nat({ max: 4 }),
    spans: fc.nat({ max: 4 }),
    stories: fc.array(fc.array(text, { maxLength: 3 }), { maxLength: 4 }),
    leftOut: count,
  })
  .map(({ names, rows, spans, stories, leftOut }) => {
    const column = (/** @type {number} */ length, /** @type {number} */ most) =>
      Array.from({ length }, (_, i) => i % most);
    const ofRows = column(rows, names.length);
    return {
      names,
      rows: {
        dags: ofRows,
        runs: ofRows,
        tasks: ofRows,
        mapIndexes: column(rows, 3).map((i) => i - 1),
        states: ofRows,
      },
      spans:
        rows === 0
          ? { rows: [], kinds: [], from: [], to: [] }
          : {
              rows: column(spans, rows),
              kinds: column(spans, 8),
              from: column(spans, 9),
              to: column(spans, 9).map((i) => i + 1),
            },
      marks:
        rows === 0
          ? { rows: [], kinds: [], at: [] }
          : { rows: column(spans, rows), kinds: column(spans, 8), at: column(spans, 9) },
      stories: stories.slice(0, rows),
      leftOut,
    };
  });

const spread = fc.option(
  fc.record({
    count,
    mean: instant,
    min: instant,
    p50: instant,
    p90: instant,
    p95: instant,
    p99: instant,
    max: instant,
  }),
);

const holders = fc
  .array(text, { maxLength: 2 })
  .chain((names) =>
    levels([...names.map((_, i) => String(i)), "others"]).map((/** @type {any} */ held) => ({ names, levels: held })),
  );

const stay = fc.option(fc.tuple(instant, instant));

/** @satisfies {fc.Arbitrary<unknown>} */
const workers = fc.record({
  levels: levels(["active", "starting", "draining"]),
  lanes: fc.array(
    fc.record({
      name: text,
      starting: stay,
      active: stay,
      draining: stay,
      endedAt: fc.option(instant),
      killedTasks: fc.nat(9),
    }),
    { maxLength: 3 },
  ),
  leftOut: fc.nat(3),
  cost: fc.option(fc.record({ levels: levels(["fee", "workers"]), total: instant })),
});

const dag = fc
  .record({ dagId: text, tasks: fc.array(text, { maxLength: 4 }), label: text })
  .map(({ dagId, tasks, label }) => ({
    dagId,
    tasks: tasks.map((taskId, i) => ({
      taskId,
      group: i % 2 === 0 ? null : i % 3,
      states: { success: 1, [taskId]: 2 },
    })),
    groups: [0, 1, 2].map((i) => ({ label, parent: i === 0 ? null : i - 1 })),
    edges: tasks.slice(1).map((_, i) => /** @type {const} */ ([i, i + 1])),
  }));

const simulation = fc.record({
  name: text,
  airflow: text,
  startedAt: instant,
  endedAt: instant,
  workerSlots: fc.option(count),
  meanSlots: instant,
  peakSlots: count,
  slots: levels(["working", "waiting", "startingUp", "ending"]),
  slotsByDag: holders,
  slotsByTask: holders,
  spreads: fc.array(fc.record({ of: text, spread }), { maxLength: 2 }),
  tasks: fc.array(
    fc.record({
      dagId: text,
      taskId: text,
      queued: spread,
      running: spread,
      slotSeconds: instant,
      pokes: fc.option(fc.record({ worker: count, triggerer: count })),
    }),
    { maxLength: 2 },
  ),
  pools: fc.array(
    fc.record({
      name: text,
      slots: fc.option(count),
      includeDeferred: fc.boolean(),
      levels: levels(["running", "queued", "deferred"]),
    }),
    { maxLength: 2 },
  ),
  triggers: levels(["running", "waiting"]),
  workers: fc.option(workers),
  waits: fc.array(fc.record({ cause: text, seconds: instant }), { maxLength: 3 }),
  timeline,
  dags: fc.array(dag, { maxLength: 2 }),
});

/** What a report shows. @type {fc.Arbitrary<ReportData>} */
export const report = fc.record({
  title: text,
  subtitle: text,
  about: fc.option(text),
  headline: fc.array(
    fc.record({
      label: text,
      isKey: fc.boolean(),
      cells: fc.array(fc.record({ value: fc.option(instant), text, change: text }), { maxLength: 2 }),
    }),
    { maxLength: 2 },
  ),
  verdict: fc.array(text, { maxLength: 2 }),
  landings: fc.array(
    fc.record({
      dagId: text,
      cells: fc.array(
        fc.record({
          runs: fc.nat(),
          failed: fc.nat(),
          median: fc.record({ text, value: fc.option(instant) }),
          worst: fc.record({ text, value: fc.option(instant) }),
          late: fc.option(fc.nat()),
          details: fc.array(fc.record({ text, value: fc.option(instant) }), { maxLength: 3 }),
        }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 2 },
  ),
  simulations: fc.array(simulation, { minLength: 1, maxLength: 2 }),
  scenario: fc.option(text),
});

/** Throws where a page or a picture is what none may be. @param {ReportData} data */
export async function checkReport(data) {
  checkPage(await reportPage(data), data);
  for (const { fileName, svg } of await reportPictures(data)) checkPicture(svg, fileName);
  const marked = INHERITED.find((value) => Object.keys(/** @type {object} */ (value)).length > 0);
  if (marked !== undefined) throw new Error(`A text has written to what every object has: ${Object.keys(marked)}`);
}

/** What every object has, and what is found there by name: nobody may add to it. */
const INHERITED = [
  Object.prototype,
  ...Object.getOwnPropertyNames(Object.prototype)
    .filter((name) => name !== "__proto__")
    .map((name) => /** @type {Record<string, any>} */ (Object.prototype)[name]),
];

const POLICY =
  /^default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'$/;
/** All elements of a page, in their order: texts and figures make none. */
const ELEMENTS = "html head meta meta meta meta title style body noscript script script".split(" ");

/** @param {string} page @param {ReportData} data */
function checkPage(page, data) {
  const complaints = /** @type {string[]} */ ([]);
  const document = /** @type {Node} */ (
    /** @type {unknown} */ (parse(page, { onParseError: ({ code }) => complaints.push(code), scriptingEnabled: false }))
  );
  if (complaints.length > 0) throw new Error(`The page is no markup: ${complaints.join(", ")}`);
  const elements = [...elementsIn(document)];
  const names = elements.map(({ nodeName }) => nodeName);
  if (names.join(" ") !== ELEMENTS.join(" ")) throw new Error(`The page has other elements: ${names.join(" ")}`);
  const attributes = elements.flatMap(({ attrs = [] }) => attrs);
  const policy = attributes.find(({ value }) => value.includes("-src "))?.value ?? "";
  if (!POLICY.test(policy)) throw new Error(`The page's policy allows more: ${policy}`);
  const strange = attributes.find(
    ({ name }) => !["lang", "charset", "http-equiv", "content", "name", "type", "id"].includes(name),
  );
  if (strange !== undefined) throw new Error(`The page has an attribute ${strange.name}`);
  const island = elements.find(({ attrs = [] }) => attrs.some(({ value }) => value === "figures"));
  const { airlapse: _, stories, ...held } = JSON.parse(textOf(island));
  unpack(held, stories);
  if (JSON.stringify(held) !== JSON.stringify(data)) throw new Error("The page holds other figures");
}

/** Puts the stories where they were. @param {ReportData} held @param {string} stories */
function unpack({ simulations }, stories) {
  if (stories === "") return;
  const all = JSON.parse(gunzipSync(Buffer.from(stories, "base64")).toString());
  for (const [i, { timeline }] of simulations.entries()) Object.assign(timeline, { stories: all[i] });
}

/** @param {Node} node @returns {Iterable<Node>} */
function* elementsIn(node) {
  for (const child of node.childNodes ?? []) {
    if (!child.nodeName.startsWith("#")) yield child;
    yield* elementsIn(child);
  }
}

/** @param {Node | undefined} node */
const textOf = (node) => (node?.childNodes ?? []).map(({ value = "" }) => value).join("");

const SHAPES = new Set(
  "svg rect path text g defs pattern clipPath circle polyline polygon line style linearGradient stop tspan title desc".split(
    " ",
  ),
);

/** What XML may not have, which its parser does not mind. */
const NO_CHARACTER = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** @param {string} svg @param {string} fileName */
function checkPicture(svg, fileName) {
  const character = NO_CHARACTER.exec(svg);
  if (character !== null) throw new Error(`${fileName} is no XML: there is ${JSON.stringify(character[0])} in it`);
  const reader = sax.parser(true);
  reader.onerror = (error) => {
    throw new Error(`${fileName} is no XML: ${error.message}`);
  };
  reader.onopentag = ({ name, attributes }) => {
    if (!SHAPES.has(name)) throw new Error(`${fileName} has an element ${name}`);
    for (const attribute of Object.keys(attributes))
      if (/^on|href/i.test(attribute)) throw new Error(`${fileName} has an attribute ${attribute}`);
  };
  reader.write(svg).close();
}
