"""A bare Numba event loop on the six stations: the distance to go for any general engine.

One binary heap of (tick, order, box), two events a stage, draws by NumPy, no log.
"""

import numpy as np
from numba import njit

from benchmarks.idiomatic import MU, SIGMA
from benchmarks.worlds import SERVICE_HOURS, STATIONS

HOUR = 3_600


def stations(boxes):
    """Ticks at which the containers are done: int64, shape (boxes,)."""
    luck = np.random.default_rng(1)
    arrive = np.rint(np.cumsum(luck.exponential(HOUR, boxes))).astype(np.int64)
    service = np.rint(luck.exponential(SERVICE_HOURS * HOUR, (boxes, STATIONS))).astype(np.int64)
    travel = np.rint(HOUR * luck.lognormal(MU, SIGMA, (boxes, STATIONS))).astype(np.int64)
    return _run(arrive, service, travel)


@njit(cache=True)
def _push(heap, size, event):
    place = size
    while place > 0 and heap[(place - 1) >> 1] > event:
        heap[place] = heap[(place - 1) >> 1]
        place = (place - 1) >> 1
    heap[place] = event


@njit(cache=True)
def _pop(heap, size):
    top, last, place = heap[0], heap[size - 1], 0
    while 2 * place + 1 < size - 1:
        child = 2 * place + 1
        if child + 1 < size - 1 and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= last:
            break
        heap[place] = heap[child]
        place = child
    heap[place] = last
    return top


@njit(cache=True)
def _run(arrive, service, travel):
    """Events are tick << 24 | box; a box's stage says what the event is."""
    boxes = len(arrive)
    heap, size = np.empty(1 << 20, dtype=np.int64), 1
    stage = np.zeros(boxes, dtype=np.int64)  # twice the station, odd while served
    done = np.zeros(boxes, dtype=np.int64)
    behind = np.full(boxes, -1, dtype=np.int64)
    free = np.full(STATIONS, 2, dtype=np.int64)
    first, last = np.full(STATIONS, -1, dtype=np.int64), np.full(STATIONS, -1, dtype=np.int64)
    heap[0] = arrive[0] << 24
    while size:
        event = _pop(heap, size)
        size -= 1
        tick, box = event >> 24, event & 0xFFFFFF
        station, served = stage[box] >> 1, stage[box] & 1
        if stage[box] == 0 and box + 1 < boxes:
            _push(heap, size, arrive[box + 1] << 24 | box + 1)
            size += 1
        if station == STATIONS:
            done[box] = tick
            continue
        begins = -1
        if served:
            stage[box] += 1
            _push(heap, size, (tick + travel[box, station]) << 24 | box)
            size += 1
            free[station] += 1
            if first[station] >= 0:
                begins = first[station]
                first[station] = behind[begins]
        elif free[station] > 0:
            begins = box
        elif first[station] < 0:
            first[station] = last[station] = box
            behind[box] = -1
        else:
            behind[last[station]] = box
            last[station] = box
            behind[box] = -1
        if begins >= 0:
            free[station] -= 1
            stage[begins] += 1
            _push(heap, size, (tick + service[begins, station]) << 24 | begins)
            size += 1
    return done
