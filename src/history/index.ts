/**
 * Exports of an Airflow: read whichever way they were made, into one history.
 * @module
 */
export { ExportError } from "./export-error.ts";
export { EXPORT_FOLDERS, type ExportFile } from "./files.ts";
export {
  type DagRecord,
  type DatasetConditionRecord,
  type History,
  type Instant,
  instanceKey,
  type MappingRecord,
  type OutsideJob,
  type Prices,
  type RecordedSchedule,
  type RunRecord,
  type TaskInstanceRecord,
  type TaskRecord,
  type TryRecord,
} from "./history.ts";
export { instantOf, isoOf, secondOf } from "./instants.ts";
export { type ExportFiles, readHistory } from "./read-history.ts";
