/**
 * Manual runs, and what a person does to their tasks meanwhile.
 * @module
 */

/** @typedef {import("./draft.js").Random} Random */
/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./draft.js").Dag} Dag */
/** @typedef {import("./draft.js").Run} Run */
/** @typedef {import("./draft.js").Action} Action */

/** @param {Random} at @param {Draft} draft @param {Dag} dag @returns {Run[]} */
export function runsOf(at, draft, dag) {
  const count = draft.isLimited ? 1 : at.of("count").pick([1, 1, 1, 2, 2, 3]);
  return Array.from({ length: count }, (_, i) => {
    const of = at.of(i);
    const [date, conf] = [of.of("date"), of.of("conf")];
    const logical = date.weighted([
      [12, {}],
      [2, { logical_at: -date.odd(1, 900) }],
      [1, { logical_at: date.odd(7, 20) }],
    ]);
    return {
      dag_id: dag.dag_id,
      run_id: `r${i}`,
      at: of.of("at").odd(0.05, 6),
      ...logical,
      ...(conf.chance(0.5) ? { conf: { folder: "in", n: i } } : {}),
    };
  });
}

/** No two runs have one date, or are asked for at one instant. @param {readonly Run[]} runs */
export function keepApart(runs) {
  const seen = new Set();
  for (const run of runs) {
    while (seen.has(run.at) || (run.logical_at === undefined && seen.has(`${run.dag_id} ${run.at}`)))
      run.at = Math.round(run.at * 1000 + 2) / 1000;
    seen.add(run.at);
    while (run.logical_at !== undefined && seen.has(`date ${run.dag_id} ${run.logical_at}`))
      run.logical_at = Math.round(run.logical_at * 1000 - 2) / 1000;
    seen.add(`date ${run.dag_id} ${run.logical_at ?? run.at}`);
  }
}

/** Clears and marks, of tasks in whatever state they are by then. @param {Random} at @param {Draft} draft @param {readonly Dag[]} dags @param {readonly Run[]} runs @returns {Action[]} */
export function actionsOn(at, draft, dags, runs) {
  const count = at.of("count").pick([1, 1, 2, 3]);
  return Array.from({ length: count }, (_, i) => {
    const of = at.of(i);
    const run = of.of("run").pick(runs);
    const tasks = dags.find(({ dag_id }) => dag_id === run.dag_id)?.tasks ?? [];
    const task = of.of("task").pick(tasks.filter((one) => !draft.senders.has(one)));
    const [moment, what] = [of.of("moment"), of.of("what")];
    const when = Math.max(moment.odd(1, moment.chance(0.2) ? 45 : 20), run.at + 1.002);
    const which = {
      at: Math.round(when * 1000) / 1000,
      dag_id: run.dag_id,
      run_id: run.run_id,
      task_id: task.task_id,
    };
    if (what.chance(0.5)) return { ...which, do: /** @type {const} */ ("clear") };
    return { ...which, do: /** @type {const} */ ("mark"), state: what.pick(["success", "failed", "skipped"]) };
  });
}
