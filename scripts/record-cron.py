"""Writes what the croniter of an Airflow makes of cron expressions, as Airflow's timetables ask it, for test/model/cron.test.ts.

    /path/to/airflow/bin/python scripts/record-cron.py > test/model/cron/croniter-2.0.1.jsonl
    /path/to/airflow/bin/python scripts/record-cron.py zones > test/model/cron/zones-2.7.2.jsonl

Each line: the expression, null where it is refused, or for each start the next and the previous instants, in seconds since
1970; "never" ends a list where there are no more. What is tried: every kind of item in every field, and random expressions.
With `zones`, each line is a zone, an expression, an instant before its clocks change and the next ones from there, and an
instant after that and the ones before it, as the timetable itself finds them.
"""
import datetime
import json
import random
import sys

from airflow.exceptions import AirflowTimetableInvalid
from airflow.timetables.interval import CronDataIntervalTimetable
from croniter import CroniterBadDateError, croniter

LOW = [0, 0, 1, 1, 0, 0, 1970]
HIGH = [59, 23, 31, 12, 7, 59, 2099]
NAMES = {3: ["jan", "FEB", "Dec"], 4: ["sun", "MON", "Sat"]}
ITEMS = ["*", "*/{a}", "{a}", "{a}-{b}", "{a}-{b}/{s}", "{a}/{s}", "{a},{b}", "{a}-{b},{c}", "*/{s},{a}", "*,{a}"]
ODD = [
    "?", "L", "l", "l-5", "15-l", "l,15", "5L", "L5", "l7", "1#1", "1#1,3#2", "5#5", "1#6", "0#0", "mon#2", "mon-fri#2", "7#1", "1#1,3", "sun-sat#5",
    "H", "R", "h/5", "H(1-3)", "W", "1W", "LW", "-5", "5-", "", ",", "1,,2", "*/0", "5/0", "1-5/0", "*/*", "*-5", "5-*", "**", "*/2/2", "05", "007",
    "mon", "jan", "mon-fri", "fri-mon", "fri-sun", "nov-feb", "nov-feb/2", "apr-jan/3", "sun-sun", "jan-jan", "mon/2", "jan/5", "xyz", "1.5", "0-7", "5-7", "6-7/2", "7", "0,7", "*/7", "1-7",
    "0-59", "0-23", "1-31", "1-12", "0-6", "*/1", "*/100", "0-58,59", "99", "60", "24", "32", "13", "8", "0", "30", "31", "29,30", "28-31", "22-2", "22-2/3", "50-10/7", "5-5", "0-0", "31-1",
]
# what croniter 6.2.2 and 7.0.0 changed: the nearest weekday, days that months lack, steps from the last value, aliases, one day field that never comes
LATER = [
    *(f"0 0 {day} * *" for day in ("15W", "w15", "31W", "W31", "02W", "0W", "32W", "15W,1", "1,15W", "1-15W", "15W/2", "29-31", "31,1", "l,30", "29/1", "31/2", "30/7")),
    *(f"0 6 {day} 2 *" for day in ("31W", "29W", "30,31", "29,30", "*/6", "1,31", "30W")),
    *(f"0 6 {day} {month} {weekday}" for day, month, weekday in (
        ("15W", "*", "mon"), ("15W", "*", "1#2"), ("15W", "*", "l5"), ("30W", "2", "mon"), ("30", "2", "mon"), ("31", "4", "fri"), ("31", "2", "mon#1"), ("31", "4,6", "l1"), ("31", "2", "*/2"), ("30", "2", "?"))),
    "59/15 * * * *", "0 23/5 * * *", "0 0 * 12/3 *", "0 0 * dec/3 *", "0 0 * * 6/2", "0 0 * * 7/2", "0 0 * * sat/2", "0 0 1 1 * 59/7", "0 0 1 1 * 0 2099/3",
    "59-59/15 * * * *", "0 0 * dec-dec/3 *", "0 0 * * 7-7", "0 0 * * 0-0/2", "58/15 * * * *", "0 0 * * 5/2",
    "0 0 0 1 * 0", "0 0 0 1 * 0 *", "0 0 0 1 *", "0 0 1 0 * 0", "0 0 * * 7 0 *", "0 0 * * 1-7 0", "0 0 * * 5-7 0", "0 0 * * 7-2 0", "0 0 * * 7#2 0", "0 0 * * 0,7 30 2024", "0 0 0-3 * * 0",
]
PRESETS = ["@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@quarterly", "@yearly", "@annually", "@Daily", "@QUARTERLY", "@reboot", " @daily", "@every 5m"]
PAIRS = ["*", "*/1", "1-31", "0-6", "1", "*/2", "*/12", "31", "5-1", "l", "1#1", "l5", "*,3", "?", "mon", "2-30"]
STARTS = [datetime.datetime(2022, 3, 21, 0, 0, 10), datetime.datetime(2024, 2, 29, 12, 30), datetime.datetime(2023, 12, 31, 23, 59, 59, 500000), datetime.datetime(2021, 3, 1)]


def expressions():
    yield from PRESETS
    for field in range(7):
        for item in ODD:
            parts = ["0", "0", "*", "*", "*", "0", "*"][: max(5, field + 1)]
            if field >= 5:
                parts[0] = "*" if field == 5 else "0"
            parts[field] = item
            yield " ".join(parts)
    for day in PAIRS:
        for weekday in PAIRS:
            yield f"0 6 {day} * {weekday}"
    for extra in ["0 0 30 2 *", "0 0 31 4,6 *", "0 0 29 2 *", "0 0 31 */2 *", "0 6 30 3 *", "0 0 */5 * *", "0 0 */10 * *", "30 2 * * *", "* * * * * *", "*/20 * * * * *", "0 0 * * * 5 2024", "0 0 0 * *", "0 0 0 * * 0", "0 0 * * 7 0", "0 0 * 0 * 0",
                  "0 0 1 1 * 0 2022", "0 0 1 1 * 0 2022-2026/2", "0 0 1 1 * 0 2200", "0 0 1 1 * 0 */10", "0 0 * *", "0 0 * * * * * *", "  0   0 * *  * ", "0\t0 * * *"]:
        yield extra
    yield from LATER
    rng = random.Random(7)
    for _ in range(RANDOM):
        count = rng.choice([5, 5, 5, 5, 5, 6, 7])
        parts = []
        for field in range(count):
            low, high = LOW[field], HIGH[field]
            if rng.random() < 0.03:
                parts.append(rng.choice(ODD) or "*")
            elif rng.random() < (0.45 if field in (2, 3, 4) else 0.15):
                parts.append("*")
            else:
                pick = lambda: rng.choice(NAMES[field]) if field in NAMES and rng.random() < 0.2 else rng.randint(low, high)
                parts.append(rng.choice(ITEMS).format(a=pick(), b=pick(), c=pick(), s=rng.randint(1, max(2, (high - low) // 2 if field < 6 else 9))))
        yield " ".join(parts)


def told(expression):
    try:
        timetable = CronDataIntervalTimetable(expression, "UTC")
        timetable.validate()
    except AirflowTimetableInvalid:
        return None
    except Exception as error:  # what describes the schedule in words fails, and with it the DAG
        print(expression, type(error).__name__, error, file=sys.stderr)
        return None
    return [[walk(timetable._expression, start, way) for way in ("get_next", "get_prev")] for start in STARTS]


def walk(expression, start, way):
    found = []
    at = start
    for _ in range(STEPS):
        try:
            at = getattr(croniter(expression, start_time=at), way)(datetime.datetime)
        except CroniterBadDateError:
            return [*found, "never"]
        found.append(int((at - datetime.datetime(1970, 1, 1)).total_seconds()))
    return found


def zones():
    import pendulum

    changes = {"Europe/Zurich": ["2023-03-26T01:00:00", "2023-10-29T01:00:00"], "America/New_York": ["2023-03-12T07:00:00", "2023-11-05T06:00:00"],
               "Australia/Lord_Howe": ["2023-04-01T15:00:00", "2023-09-30T15:30:00"], "Asia/Kathmandu": ["2023-03-26T01:00:00"]}
    crons = ["0 * * * *", "30 * * * *", "*/30 * * * *", "*/20 1-3 * * *", "30 2 * * *", "0 2 * * *", "0 3 * * *", "30 1 * * *", "0 0 * * *", "15 */2 * * *",
             "0 1,2,3 * * *", "0 */6 * * *", "0 0 * * 1", "30 2 * * 0", "30 2 * * 0#l", "0 2 l * *", "*/15 2 * * *", "5 1-2 * * *", "0 0-23 * * *", "* 2 * * *", "0 1,13 * * 1", "0 * * * 1", "15 * 1 * *"]
    for zone, instants in changes.items():
        for text in instants:
            change = pendulum.parse(text)
            for cron in crons:
                try:
                    timetable = CronDataIntervalTimetable(cron, zone)
                    timetable.validate()
                except AirflowTimetableInvalid:
                    continue
                for hours in (1.25, 3, 30):
                    before, after = change.subtract(minutes=int(hours * 60)), change.add(minutes=int(hours * 60))
                    ahead, back, at = [], [], before
                    for _ in range(5):
                        at = timetable._get_next(at)
                        ahead.append(int(at.timestamp()))
                    at = after
                    for _ in range(5):
                        at = timetable._get_prev(at)
                        back.append(int(at.timestamp()))
                    print(json.dumps([zone, cron, int(before.timestamp()), ahead, int(after.timestamp()), back], separators=(",", ":")))


if sys.argv[1:] == ["zones"]:
    zones()
    sys.exit()

RANDOM = int(sys.argv[1]) if len(sys.argv) > 1 else 250
STEPS = 3
seen = set()
for expression in expressions():
    if expression in seen or (" r " in f" {expression.lower()} "):
        continue
    seen.add(expression)
    print(json.dumps([expression, told(expression)], separators=(",", ":")))
