"""A timetable of one's own, as Airflow's documentation has it: a run after each workday, about that day."""
from datetime import timedelta

import airflow.timetables.simple as home
import pendulum
from airflow.utils.timezone import utcnow
from airflow.timetables.base import DagRunInfo, DataInterval, Timetable


def midnight(of):
    return pendulum.datetime(of.year, of.month, of.day, tz="UTC")


def workday(day, step):
    while day.weekday() >= 5:
        day += timedelta(days=step)
    return day


class AfterWorkdayTimetable(Timetable):
    def infer_manual_data_interval(self, *, run_after):
        start = workday(midnight(run_after) - timedelta(days=1), -1)
        return DataInterval(start=start, end=start + timedelta(days=1))

    def next_dagrun_info(self, *, last_automated_data_interval, restriction):
        if last_automated_data_interval is not None:
            start = midnight(last_automated_data_interval.start) + timedelta(days=1)
        elif restriction.earliest is None:
            return None
        else:
            start = restriction.earliest
            if not restriction.catchup:
                start = max(start, midnight(utcnow()))
            if start != midnight(start):
                start = midnight(start) + timedelta(days=1)
        start = workday(start, 1)
        if restriction.latest is not None and start > restriction.latest:
            return None
        return DagRunInfo.interval(start=start, end=start + timedelta(days=1))


# where Airflow looks for a timetable that no plugin has registered
AfterWorkdayTimetable.__module__ = home.__name__
home.AfterWorkdayTimetable = AfterWorkdayTimetable
