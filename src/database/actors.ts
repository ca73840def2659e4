/** Who has to know that the database has changed, or is about to be read. */
export interface Actors {
  /** There may be work for the scheduler. */
  wakeScheduler(): void;
  /** There may be work for the triggerers. */
  wakeTriggerers(): void;
  /** The date of the last examination is about to be read or compared: rounds that the scheduler rested through count. */
  catchUpExaminations(): void;
}
