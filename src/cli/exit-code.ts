/** How the command ends, for scripts. A signal ends it as it ends any process: a shell sees 130 for Ctrl-C, 143 for SIGTERM. */
export const EXIT = { ok: 0, failed: 1, refused: 2, notWritten: 3, SIGINT: 130, SIGTERM: 143 } as const;

/** The signals that a run in real time ends cleanly by. */
export type Interruption = "SIGINT" | "SIGTERM";

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each says, as `--help` prints it. */
export const EXIT_CODES = `
Exit codes:
  0    all went well
  1    a simulation could not be run to its end
  2    what was given cannot be used, and nothing was run
  3    a result could not be written
  130  interrupted (Ctrl-C), 143 terminated: results that had been written are whole`;
