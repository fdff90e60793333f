"""A bare Numba event loop on the six stations: the distance to go for any general engine.

A timing wheel of (tick, box), two events a stage, draws by NumPy, no log, no other step kinds.
"""

import numpy as np
from numba import njit

from benchmarks.idiomatic import MU, SIGMA
from benchmarks.worlds import SERVICE_HOURS, STATIONS

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
def _schedule(head, after, due, box, tick):
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
    stage = np.zeros(boxes, dtype=np.int64)  # twice the station, odd while served
    behind = np.full(boxes, -1, dtype=np.int64)
    free = np.full(STATIONS, 2, dtype=np.int64)
    first, last = np.full(STATIONS, -1, dtype=np.int64), np.full(STATIONS, -1, dtype=np.int64)
    span, left = arrive[0] >> SPAN_BITS, boxes
    _schedule(head, after, due, 0, arrive[0])
    while left:
        box = head[span & (LISTS - 1)]
        if box < 0 or due[box] >> SPAN_BITS != span:
            span += 1
            continue
        head[span & (LISTS - 1)] = after[box]
        tick, station, served = due[box], stage[box] >> 1, stage[box] & 1
        if stage[box] == 0 and box + 1 < boxes:
            _schedule(head, after, due, box + 1, arrive[box + 1])
        if station == STATIONS:
            done[box] = tick
            left -= 1
            continue
        begins = -1
        if served:
            stage[box] += 1
            _schedule(head, after, due, box, tick + travel[box, station])
            free[station] += 1
            if first[station] >= 0:
                begins = first[station]
                first[station] = behind[begins]
        elif free[station] > 0:
            begins = box
        else:
            behind[box] = -1
            if first[station] < 0:
                first[station] = box
            else:
                behind[last[station]] = box
            last[station] = box
        if begins >= 0:
            free[station] -= 1
            stage[begins] += 1
            _schedule(head, after, due, begins, tick + service[begins, station])
    return done
