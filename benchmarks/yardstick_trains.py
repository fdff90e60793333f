"""A bare Numba event loop on the trains: the distance to go for any general engine.

A timing wheel as in `yardstick`, whose events are trains that leave, trains that arrive, and
containers that come or have been served; draws by NumPy, no log, no yards, no order in a tie but
that of numbers.
"""

import numpy as np
from numba import njit

from benchmarks.worlds import EVERY_HOURS, RIDE_HOURS, SERVERS, SERVICE_HOURS, STATIONS, TRAIN
from benchmarks.yardstick import HOUR, LISTS, SPAN_BITS, schedule

AT_ONCE = 1 << 15
"""Containers that a platform can hold: a power of two."""
ON_THE_WAY = 2
"""Trains under way on a leg: one leaves every 40 hours and is there after 24."""


def trains(boxes):
    """Ticks at which the containers are done: int64, shape (boxes,)."""
    return _run(_arrivals(np.random.default_rng(1), boxes), np.empty((0, 0), dtype=np.int64))


def terminals(boxes):
    """The same, with a service by one of two servers before each train."""
    luck = np.random.default_rng(1)
    arrive = _arrivals(luck, boxes)
    service = luck.exponential(SERVICE_HOURS * HOUR, (boxes, STATIONS))
    return _run(arrive, np.rint(service).astype(np.int64))


def _arrivals(luck, boxes):
    return np.rint(np.cumsum(luck.exponential(HOUR, boxes))).astype(np.int64)


@njit(cache=True)
def _serve(free, station, ticks, tick):
    """Take the server that is free first; when the service is over."""
    server = 0
    for k in range(1, SERVERS):
        if free[station, k] < free[station, server]:
            server = k
    free[station, server] = max(tick, free[station, server]) + ticks
    return free[station, server]


@njit(cache=True)
def _stand(platform, last, station, box):
    """Wait for a train, behind the others."""
    platform[station, last[station] & (AT_ONCE - 1)] = box
    last[station] += 1


@njit(cache=True)
def _leave(platform, first, last, station, load):
    """Fill a train; how many are aboard."""
    count = min(TRAIN, last[station] - first[station])
    for k in range(count):
        load[k] = platform[station, (first[station] + k) & (AT_ONCE - 1)]
    first[station] += count
    return count


@njit(cache=True)
def _next(head, after, due, span):
    """Take the next event out of the wheel, which turns from a span on; the event and its span."""
    event = head[span & (LISTS - 1)]
    while event < 0 or due[event] >> SPAN_BITS != span:
        span += 1
        event = head[span & (LISTS - 1)]
    head[span & (LISTS - 1)] = after[event]
    return event, span


@njit(cache=True)
def _run(arrive, service):
    boxes, served, trains = len(arrive), len(service) > 0, STATIONS * ON_THE_WAY
    leave, land = boxes, boxes + STATIONS  # numbers of the events of trains
    head, after = np.full(LISTS, -1, dtype=np.int64), np.full(land + trains, -1, dtype=np.int64)
    due, done = np.zeros(land + trains, dtype=np.int64), np.zeros(boxes, dtype=np.int64)
    stage = np.full(boxes, -1, dtype=np.int64)  # -1: still to come
    free = np.zeros((STATIONS, SERVERS), dtype=np.int64)  # when each server is
    platform = np.zeros((STATIONS, AT_ONCE), dtype=np.int64)
    first, last = np.zeros(STATIONS, dtype=np.int64), np.zeros(STATIONS, dtype=np.int64)
    aboard, count = np.zeros((trains, TRAIN), dtype=np.int64), np.zeros(trains, dtype=np.int64)
    number = np.zeros(STATIONS, dtype=np.int64)  # of the next train
    for station in range(STATIONS):
        schedule(head, after, due, leave + station, station * HOUR)
    schedule(head, after, due, 0, arrive[0])
    span, left = 0, boxes
    while left:
        event, span = _next(head, after, due, span)
        tick, coming = due[event], 0
        if event >= land:
            train = event - land
            coming, station = count[train], train // ON_THE_WAY + 1
        elif event >= leave:
            station = event - leave
            train = station * ON_THE_WAY + number[station] % ON_THE_WAY
            number[station] += 1
            count[train] = _leave(platform, first, last, station, aboard[train])
            schedule(head, after, due, land + train, tick + RIDE_HOURS * HOUR)
            schedule(head, after, due, event, tick + EVERY_HOURS * HOUR)
        elif stage[event] >= 0:
            _stand(platform, last, stage[event], event)
        else:
            coming, station = 1, 0
            if event + 1 < boxes:
                schedule(head, after, due, event + 1, arrive[event + 1])
        for k in range(coming):
            box = event if event < boxes else aboard[train, k]
            stage[box] = station
            if station == STATIONS:
                done[box] = tick
                left -= 1
            elif served:
                over = _serve(free, station, service[box, station], tick)
                schedule(head, after, due, box, over)
            else:
                _stand(platform, last, station, box)
    return done
