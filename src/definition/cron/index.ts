export { type CronFields, CroniterBadCronError, type CronRules, HOUR, readCron } from "./cron-fields.ts";
export { CroniterBadDateError, searchCron, type WallSeconds } from "./cron-search.ts";
