"""Tasks of scenarios that the scheduler defers itself, or that their trigger ends; in Airflow 2 and 3."""
from datetime import timedelta

from oracle_shared import KERNELS


def own_moments(spec):
    """The moments that mapped sensors are given for their triggers."""
    import scenario_operators

    for kwargs in [spec.get("trigger_kwargs"), *spec.get("expand", {}).get("trigger_kwargs", [])]:
        if kwargs and "moment" in kwargs:
            kwargs["moment"] = scenario_operators.at(kwargs["moment"])


def start_and_end_from_triggers(scenario_operators):
    """`defer` tasks that the scheduler defers itself (`start_from_trigger`), or that their trigger ends (`result: task_success` ...)."""
    from airflow.triggers.base import StartTriggerArgs, TaskFailedEvent, TaskSkippedEvent, TaskSuccessEvent

    ends = {"task_success": TaskSuccessEvent, "task_failed": TaskFailedEvent, "task_skipped": TaskSkippedEvent}

    class WaitTrigger(scenario_operators.WaitTrigger):
        def __init__(self, ready_at, poll_interval, result, wait=None, xcoms=None):
            super().__init__(ready_at, poll_interval, result)
            self.wait, self.xcoms = wait, xcoms

        def serialize(self):
            path, kwargs = super().serialize()
            return path, {**kwargs, **({"wait": self.wait} if self.wait is not None else {}), **({"xcoms": self.xcoms} if self.xcoms else {})}

        async def run(self):
            if self.ready_at is None:  # made without a clock at hand: it waits from where it begins
                self.ready_at = KERNELS[0].seconds() + self.wait
            if self.result not in ends:
                async for event in super().run():
                    yield event
                return
            result, self.result = self.result, "success"
            async for _ in super().run():
                yield ends[result](xcoms=self.xcoms)

    class DeferOperator(scenario_operators.DeferOperator):
        start_trigger_args = StartTriggerArgs(
            trigger_cls="scenario_operators.WaitTrigger",
            trigger_kwargs={"ready_at": None, "wait": 0, "poll_interval": None, "result": "success"},
            next_method="execute_complete", next_kwargs={"left": 0})
        start_from_trigger = False

        def __init__(self, *, start_from_trigger=False, xcoms=None, trigger_kwargs=None, **kwargs):
            super().__init__(**kwargs)
            self.start_from_trigger, self.xcoms = start_from_trigger, xcoms
            if start_from_trigger:
                self.start_trigger_args = StartTriggerArgs(
                    trigger_cls="scenario_operators.WaitTrigger",
                    trigger_kwargs={"ready_at": self.ready_at, "poll_interval": self.poll_interval, "result": self.result,
                                    **({"wait": self.wait} if self.ready_at is None else {}), **({"xcoms": xcoms} if xcoms else {})},
                    next_method="execute_complete", next_kwargs={"left": self.deferrals - 1},
                    timeout=None if self.trigger_timeout is None else timedelta(seconds=self.trigger_timeout))

        def defer(self, *, trigger, **kwargs):
            trigger.xcoms = self.xcoms
            super().defer(trigger=trigger, **kwargs)

    for own in (WaitTrigger, DeferOperator):
        own.__module__ = "scenario_operators"
        own.__qualname__ = own.__name__
        setattr(scenario_operators, own.__name__, own)
