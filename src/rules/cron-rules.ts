/**
 * The rules of cron expressions, most of them of croniter: 2.0.1 with Airflow 2.7.2, 6.0.0 with 2.10.5 and 2.11.0, 6.2.2 with 3.2.1,
 * 7.0.0 with 3.3.2.
 * @module
 */
import { rule } from "./core-rule.ts";

export const CRON_RULES = {
  cronIsFixedWhere: rule<"its hour and minute are" | "it does not run every hour">({
    why: "Which cron expressions keep to the wall clock when clocks change: those whose next two times share hour and minute; later all whose hour field is not `*`.",
    sources: "timetables/_cron.py 32–46, 96 → 34–62, 106",
    "2.7.2": "its hour and minute are",
    "2.10.5": "it does not run every hour",
  }),

  cronFields: rule<6 | 7>({
    why: "Says how many fields a cron expression may have: a sixth is of seconds, a seventh of years, from 1970 to 2099. That is croniter's, 2.0.1 with Airflow 2.7, 6.0.0 later.",
    sources: "croniter.py 58 of 2.0.1 → 126 of 6.0.0",
    "2.7.2": 6,
    "2.10.5": 7,
  }),

  cronAliasesAreTaken: rule({
    why: "Presets that croniter knows and Airflow does not, `@midnight` and `@annually`, and those that are written in capitals: what describes schedules in words, cron_descriptor, fails with them, and the DAG with it; later that failure is caught.",
    sources: "timetables/_cron.py 63 → 78",
    "2.7.2": false,
    "2.10.5": true,
  }),

  cronDaysOfWeekEndAt: rule<7 | 6>({
    why: "The last day of the week in cron. It matters to steps, which go on to it, `1/2` say; and with six fields a 7 is refused where it is not the last. With 7 as the last it is taken then, and never comes.",
    sources: "croniter.py 123 of 2.0.1 → 183 of 6.0.0",
    "2.7.2": 7,
    "2.10.5": 6,
  }),

  cronRangesOverTheEnd: rule<"are refused" | "wrap">({
    why: "Cron ranges that end before they begin, `18-6` or `fri-mon`: refused, but for those that end on Sunday; later they go over the end of the field. One that ends where it begins, `5-5`, is that value alone; later it is the whole field.",
    sources: "croniter.py 729 of 2.0.1 → 985 of 6.0.0",
    "2.7.2": "are refused",
    "2.10.5": "wrap",
  }),

  cronQuestionMarkIsStar: rule({
    why: "`?` as a day of the month or of the week in cron: refused; later as good as `*`.",
    sources: "croniter.py 663 of 2.0.1 → 892 of 6.0.0",
    "2.7.2": false,
    "2.10.5": true,
  }),

  cronAllDaysAreNoCondition: rule<"always" | "beside a star">({
    why: "A day field of cron that has all its values, `*/1` or `0-6`, beside one that has not: it is no condition, so that the other decides; later it is one, which every day fulfils, unless the other has a `*` in it.",
    sources: "croniter.py 793 of 2.0.1 → 1066 of 6.0.0",
    "2.7.2": "always",
    "2.10.5": "beside a star",
  }),

  cronGoesBackTo: rule<"28 February, a day of the month at a time" | "the last of February, a month at a time">({
    why: "Says how cron looks for the time before: in a leap year it goes back from March to 28 February, and passes over the 29th; later to the 29th. Where the month before has no such day, it goes back to its end; later by as many days as that has.",
    sources: "croniter.py 398, 600 of 2.0.1 → 548, 790 of 6.0.0",
    "2.7.2": "28 February, a day of the month at a time",
    "2.10.5": "the last of February, a month at a time",
  }),

  cronNearestWeekdays: rule({
    why: "Tells if cron takes `15W` as the day of the month: the day from Monday to Friday that is nearest to the 15th, in its month. It stands alone in its field.",
    sources: "croniter.py 1018, 666 `proc_nearest_weekday` of 6.2.2",
    "2.7.2": false,
    "3.2.1": true,
  }),

  cronDaysOfShortMonths: rule<"are counted on" | "are passed over">({
    why: "Says what becomes of a day that a month lacks, as cron looks ahead for the next: it is counted on into the month after, so that `*/5` leaves out 1 March after 28 days of February; in 3, with a newer croniter, it is passed over. There the days of February count in leap years too, as cron looks back from March.",
    sources: "croniter.py `_get_next_nearest_diff`, `proc_day_of_month` of 6.0.0 → 6.2.2",
    "2.7.2": "are counted on",
    "3.2.1": "are passed over",
  }),

  cronAliasesWithSeconds: rule<"the first day as 0" | "Sunday as 7">({
    why: "What cron takes with six or seven fields: with six a day of the month of 0, as the first, and in no case 7 as Sunday; later 7 as Sunday, and 0 is refused.",
    sources: "croniter.py 888 `value_alias` of 6.2.2 → 952 of 7.0.0",
    "2.7.2": "the first day as 0",
    "3.3.2": "Sunday as 7",
  }),

  cronStepsFromTheLast: rule<"are all" | "are the last">({
    why: "A step that begins at the last value of its field, `59/15` or `dec/3`, where ranges wrap: it is read as `59-59/15`, which is the whole field in that step; later it is that value alone.",
    sources: "croniter.py 1095 of 6.2.2 → 1168 `start_at_field_max` of 7.0.0",
    "2.7.2": "are all",
    "3.3.2": "are the last",
  }),

  cronNeedsBothDays: rule({
    why: "A cron expression with both day fields of which one never comes, `0 0 30 2 mon`: it fails; later the other decides, unless `#` or `W` stands in one.",
    sources: "croniter.py 496 of 6.2.2 → 520 `clean_split` of 7.0.0",
    "2.7.2": true,
    "3.3.2": false,
  }),
} as const;
