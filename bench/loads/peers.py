"""SimPy's bare models of some loads: `peers.py MODEL TASKS` prints the CPU in seconds as JSON."""

import json
import sys
import time

import simpy

MODEL, TASKS = sys.argv[1], int(sys.argv[2])


def hold(env, slots, seconds):
    with slots.request() as slot:
        yield slot
        yield env.timeout(seconds)


def chain(env, slots, length, seconds):
    for _ in range(length):
        yield from hold(env, slots, seconds)


def deferred(env, slots, wait):
    yield from hold(env, slots, 0)
    yield env.timeout(wait)
    yield from hold(env, slots, 0)


def rescheduled(env, slots, pokes):
    for _ in range(pokes):
        yield from hold(env, slots, 0)
        yield env.timeout(60)


def join(env, slots):
    yield simpy.AllOf(env, [env.process(hold(env, slots, 5)) for _ in range(TASKS)])


def processes(env):
    if MODEL == "chain":
        yield chain(env, simpy.Resource(env, 64), TASKS, 0)
    elif MODEL == "join":
        yield join(env, simpy.Resource(env, 64))
    elif MODEL == "short":
        slots = simpy.Resource(env, 1000)
        for _ in range(TASKS // 20):
            yield chain(env, slots, 20, 5)
    elif MODEL == "triggers":
        slots = simpy.Resource(env, 1000)
        for i in range(TASKS):
            yield deferred(env, slots, 600 + i % 100)
    elif MODEL == "reschedule":
        slots = simpy.Resource(env, 2000)
        for _ in range(TASKS):
            yield rescheduled(env, slots, 14400)
    else:
        raise SystemExit(f"Expected chain, join, short, triggers or reschedule, got {MODEL}")


begin = time.process_time()
env = simpy.Environment()
for process in processes(env):
    env.process(process)
env.run()
print(json.dumps({"cpu": time.process_time() - begin}))
