"""The same networks in idiomatic SimPy: a process per container, nothing of ours."""

import math
import random

import simpy

from benchmarks.worlds import (
    EVERY_HOURS,
    RIDE_HOURS,
    SERVERS,
    SERVICE_HOURS,
    STATIONS,
    TRAIN,
    TRAVEL_CV,
    TRAVEL_HOURS,
)

SIGMA = math.sqrt(math.log1p(TRAVEL_CV**2))
MU = math.log(TRAVEL_HOURS) - SIGMA**2 / 2


def stations(boxes):
    """Hours at which the containers are done."""
    env, luck, done = simpy.Environment(), random.Random(1), []
    desks = [simpy.Resource(env, SERVERS) for _ in range(STATIONS)]

    def box():
        for desk in desks:
            with desk.request() as request:
                yield request
                yield env.timeout(luck.expovariate(1 / SERVICE_HOURS))
            yield env.timeout(luck.lognormvariate(MU, SIGMA))
        done.append(env.now)

    def source():
        for _ in range(boxes):
            yield env.timeout(luck.expovariate(1.0))
            env.process(box())

    env.process(source())
    env.run()
    return done


def terminals(boxes):
    """The same as `trains`, each behind a desk of two servers."""
    return trains(boxes, desks=SERVERS)


def trains(boxes, desks=0):
    """Hours at which the containers are done."""
    env, luck, done = simpy.Environment(), random.Random(1), []
    platforms = [simpy.Store(env) for _ in range(STATIONS)]
    desk = [simpy.Resource(env, desks) for _ in range(STATIONS)] if desks else []

    def box():
        for number, platform in enumerate(platforms):
            if desk:
                with desk[number].request() as request:
                    yield request
                    yield env.timeout(luck.expovariate(1 / SERVICE_HOURS))
            arrived = env.event()
            platform.put(arrived)
            yield arrived
        done.append(env.now)

    def source():
        for _ in range(boxes):
            yield env.timeout(luck.expovariate(1.0))
            env.process(box())

    env.process(source())
    for number, platform in enumerate(platforms):
        env.process(_timetable(env, number, platform, lambda: len(done) == boxes))
    env.run()
    return done


def _timetable(env, number, platform, over):
    yield env.timeout(number)
    while not over():
        env.process(_train(env, platform))
        yield env.timeout(EVERY_HOURS)


def _train(env, platform):
    aboard = []
    for _ in range(min(TRAIN, len(platform.items))):
        arrived = yield platform.get()
        aboard.append(arrived)
    yield env.timeout(RIDE_HOURS)
    for arrived in aboard:
        arrived.succeed()
