/** The process of a task, as far as the database has to know of it. */
export interface RunningProcess {
  /**
   * The process that began before it and still runs the same task instance: the next in an intrusive list. Cleared while it
   * is restarting, a task instance is in no state at once (`clear_task_instances`), and may run again before its process
   * has been ended.
   */
  earlier: RunningProcess | null;
  /** Hears that another has changed the state of its task instance. Its next heartbeats will see that. */
  stateChangedOutside(): void;
  /** Sends it SIGTERM. */
  terminate(): void;
  readonly ended: boolean;
}

/** The head of a list of processes, the latest first. */
interface Run {
  process: RunningProcess | null;
}

/** A process runs it from now on, maybe not alone. */
export function beginProcess(run: Run, process: RunningProcess): void {
  process.earlier = run.process;
  run.process = process;
}

/** A process is done with it. What it writes from now on is no change from outside to itself, but is one to the others. */
export function endProcess(run: Run, process: RunningProcess): void {
  if (run.process === process) run.process = process.earlier;
  for (let later = run.process; later !== null; later = later.earlier)
    if (later.earlier === process) later.earlier = process.earlier;
  process.earlier = null;
}

/** Tells if a process runs it. */
export function isRunBy(run: Readonly<Run>, process: RunningProcess): boolean {
  for (let one = run.process; one !== null; one = one.earlier) if (one === process) return true;
  return false;
}
