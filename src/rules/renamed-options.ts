/** An option that Airflow 3 has renamed, and whether it still reads the earlier name. */
interface Renamed {
  readonly section: string;
  readonly was: string;
  readonly is: string;
  readonly isStillRead: boolean;
}

const RENAMED: readonly Renamed[] = [
  {
    section: "scheduler",
    was: "zombieDetectionInterval",
    is: "taskInstanceHeartbeatTimeoutDetectionInterval",
    isStillRead: false,
  },
  {
    section: "scheduler",
    was: "schedulerZombieTaskThreshold",
    is: "taskInstanceHeartbeatTimeout",
    isStillRead: false,
  },
  { section: "triggerer", was: "defaultCapacity", is: "capacity", isStillRead: true },
];

/** Options that Airflow 3 has no more. What they said holds no longer. */
const GONE: Readonly<Record<string, readonly string[]>> = {
  core: ["checkSlas"],
  scheduler: ["allowTriggerInFuture", "scheduleAfterTaskExecution"],
};

/** The options that a version reads, each by the name that Airflow 2 gives it. What it does not read is left out. */
export function optionsRead<Config extends object>(given: Config, names: "Airflow 2" | "Airflow 3"): Config {
  if (names === "Airflow 2") return given;
  const read = Object.fromEntries(Object.entries(given).map(([section, options]) => [section, { ...options }]));
  for (const { section, was, is, isStillRead } of RENAMED) {
    const { [was]: earlier, [is]: now, ...others } = read[section] ?? {};
    const value = now ?? (isStillRead ? earlier : undefined);
    read[section] = value === undefined ? others : { ...others, [was]: value };
  }
  for (const [section, options] of Object.entries(GONE))
    read[section] = Object.fromEntries(
      Object.entries(read[section] ?? {}).filter(([option]) => !options.includes(option)),
    );
  return read as Config;
}
