"""A bare Numba event loop on the six stations: the distance to go for any general engine.

A timing wheel of (tick, box), one event a stage (whoever comes takes the server that is free first,
and is known to be through after service and travel), draws by NumPy, no log, no other step kinds.
"""

import numpy as np
from numba import njit

from benchmarks.idiomatic import MU, SIGMA
from benchmarks.worlds import SERVERS, SERVICE_HOURS, STATIONS

HOUR = 3_600
SPAN_BITS, LISTS = 8, 1 << 12
"""A list of the wheel for every 256 ticks (about the time between two events), 4,096 of them."""


def stations(boxes):
    """Ticks at which the containers are done: int64, shape (boxes,)."""
    luck = np.random.default_rng(1)
    arrive = np.rint(np.cumsum(luck.exponential(HOUR, boxes))).astype(np.int64)
    service = np.rint(luck.exponential(SERVICE_HOURS * HOUR, (boxes, STATIONS))).astype(np.int64)
    travel = np.rint(HOUR * luck.lognormal(MU, SIGMA, (boxes, STATIONS))).astype(np.int64)
    return _run(arrive, service, travel)


@njit(cache=True)
def schedule(head, after, due, box, tick):
    """Put a box into its list, in order of (tick, box)."""
    due[box] = tick
    place = (tick >> SPAN_BITS) & (LISTS - 1)
    one, two = -1, head[place]
    while two >= 0 and (due[two] < tick or (due[two] == tick and two < box)):
        one, two = two, after[two]
    after[box] = two
    if one < 0:
        head[place] = box
    else:
        after[one] = box


@njit(cache=True)
def _run(arrive, service, travel):
    boxes = len(arrive)
    head, after = np.full(LISTS, -1, dtype=np.int64), np.full(boxes, -1, dtype=np.int64)
    due, done = np.zeros(boxes, dtype=np.int64), np.zeros(boxes, dtype=np.int64)
    stage = np.zeros(boxes, dtype=np.int64)
    free = np.zeros((STATIONS, SERVERS), dtype=np.int64)  # when each server is
    span, left = arrive[0] >> SPAN_BITS, boxes
    schedule(head, after, due, 0, arrive[0])
    while left:
        box = head[span & (LISTS - 1)]
        if box < 0 or due[box] >> SPAN_BITS != span:
            span += 1
            continue
        head[span & (LISTS - 1)] = after[box]
        tick, station = due[box], stage[box]
        if station == 0 and box + 1 < boxes:
            schedule(head, after, due, box + 1, arrive[box + 1])
        if station == STATIONS:
            done[box] = tick
            left -= 1
            continue
        server = 0
        for k in range(1, SERVERS):
            if free[station, k] < free[station, server]:
                server = k
        free[station, server] = max(tick, free[station, server]) + service[box, station]
        stage[box] += 1
        schedule(head, after, due, box, free[station, server] + travel[box, station])
    return done
