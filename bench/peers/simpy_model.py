"""The bench's waits and slots as a bare model in SimPy: no scheduler, no triggerer, no states, no heartbeats.

    python simpy_model.py poke|poke-by-poke|deferrable RUNS [warm]

A task that pokes holds its slot for whole poke intervals: in one timeout, less than it would take to poke, or in one for each
poke. A deferred one visits a slot, waits without, and visits a slot again. Prints seconds of building and running the model, as JSON;
with `warm` the median of five.
"""

import json
import math
import random
import resource
import sys
import time

import simpy

WAITS = ((0, 600), (60, 180), (120, 900))
SLOTS = 32
POKE_INTERVAL = 60
BUSY = 0.94
PACE = sum((least + most + POKE_INTERVAL) / 2 for least, most in WAITS) / (BUSY * SLOTS)


def poking(env, slots, waits):
    for wait in waits:
        with slots.request() as slot:
            yield slot
            yield env.timeout(math.ceil(wait / POKE_INTERVAL) * POKE_INTERVAL)


def poking_each(env, slots, waits):
    for wait in waits:
        with slots.request() as slot:
            yield slot
            for _ in range(math.ceil(wait / POKE_INTERVAL)):
                yield env.timeout(POKE_INTERVAL)


def deferring(env, slots, waits):
    for wait in waits:
        with slots.request() as slot:
            yield slot
        yield env.timeout(wait)
        with slots.request() as slot:
            yield slot


def arrivals(env, slots, run, waits):
    for i in range(0, len(waits), 3):
        env.process(run(env, slots, waits[i : i + 3]))
        yield env.timeout(PACE)


MODES = {"poke": poking, "poke-by-poke": poking_each, "deferrable": deferring}


def model(mode, waits):
    env = simpy.Environment()
    slots = simpy.Resource(env, capacity=SLOTS)
    env.process(arrivals(env, slots, MODES[mode], waits))
    env.run()


def main(mode, runs, times):
    draw = random.Random(1).random
    waits = [round(least + (most - least) * draw(), 3) for _ in range(runs) for least, most in WAITS]
    taken = []
    for _ in range(times):
        begin, begin_cpu = time.perf_counter(), time.process_time()
        model(mode, waits)
        taken.append((time.process_time() - begin_cpu, time.perf_counter() - begin))
    cpu, seconds = sorted(taken)[times // 2]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu, "processCpu": time.process_time(), "peakMiB": peak, "simpy": simpy.__version__}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), 5 if "warm" in sys.argv[3:] else 1)
