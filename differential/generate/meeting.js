/**
 * Small scenarios of loops that meet: tasks that defer for quarters of a second, and triggerers that come and go at quarters,
 * so that rounds of triggerers and schedulers fall on one instant. Which of them comes first then shows in the trace.
 * @module
 */
import { Random } from "../random.js";
import { meetingTriggerers } from "./environment.js";

/** @typedef {import("./draft.js").ScenarioSpec} ScenarioSpec */

/** @param {Random} at @param {string} name @param {number} least @param {number} most */
const quarters = (at, name, least, most) => at.of(name).int(4 * least, 4 * most) / 4;

/** @param {string | number} seed @param {number} index @returns {ScenarioSpec} */
export function meetingScenario(seed, index) {
  const at = new Random(`meeting/${seed}/${index}`);
  const tasks = Array.from({ length: at.of("tasks").int(1, 3) }, (_, i) => ({
    task_id: `t${i}`,
    operator: "defer",
    submit: quarters(at, `submit ${i}`, 0, 3),
    wait: quarters(at, `wait ${i}`, 1, 20),
    deferrals: at.of(`deferrals ${i}`).pick([1, 1, 2]),
    poll_interval: at.of(`poll ${i}`).pick([0.25, 0.5, 1, 1, 2, 5]),
    priority_weight: 10 + i,
    ...(i > 0 && at.of(`upstream ${i}`).chance(0.5) ? { upstream: [`t${i - 1}`] } : {}),
  }));
  const phase = at.of("phases");
  const idle = at.of("idle").pick([undefined, undefined, 0.5, 0.75, 2]);
  return {
    name: `meeting-${seed}-${index}`,
    until: 70.1,
    triggerers: meetingTriggerers(at.of("triggerers")),
    ...(phase.chance(0.4)
      ? {
          phases: {
            scheduler: quarters(phase, "scheduler", 0, 1),
            triggerer: quarters(phase, "triggerer", 0, 1),
            trigger_runner: quarters(phase, "runner", 0, 1),
          },
        }
      : {}),
    ...(idle === undefined ? {} : { config: { scheduler: { scheduler_idle_sleep_time: idle } } }),
    dags: [{ dag_id: "d", schedule: null, default_args: { weight_rule: "absolute" }, tasks }],
    runs: [{ dag_id: "d", run_id: "r", at: quarters(at, "run", 0, 5) }],
  };
}
