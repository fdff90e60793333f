"""Queues of the compiled engine: linked lists in order of (priority, tick, tie, rank, ordinal)."""

from __future__ import annotations

from simulator.engines import compiled_layout as at
from simulator.engines.compiled_jit import inlined, jit, once
from simulator.engines.compiled_layout import Memory
from simulator.units import NEVER


@inlined
def before(m: Memory, a: int, b: int) -> bool:
    """Whether one goes before another of the same priority."""
    if m[a + at.TICK] != m[b + at.TICK]:
        return m[a + at.TICK] < m[b + at.TICK]
    if m[a + at.TIE] != m[b + at.TIE]:
        return m[a + at.TIE] < m[b + at.TIE]
    if m[a + at.RANK] != m[b + at.RANK]:
        return m[a + at.RANK] < m[b + at.RANK]
    return m[a + at.ORDINAL] < m[b + at.ORDINAL]


@inlined
def enqueue(m: Memory, queue: int, who: int) -> None:
    """Join a queue now; only those who came in this instant can have to stand behind."""
    m[who + at.TICK] = m[at.NOW]
    head = queue + at.QUEUE_HEADS + 2 * m[who + at.PRIORITY]
    ahead = m[head + 1]
    while ahead != 0 and before(m, who, ahead):
        ahead = m[ahead + at.BEFORE]
    behind = m[head] if ahead == 0 else m[ahead + at.NEXT]
    m[who + at.BEFORE], m[who + at.NEXT] = ahead, behind
    if ahead == 0:
        m[head] = who
    else:
        m[ahead + at.NEXT] = who
    if behind == 0:
        m[head + 1] = who
    else:
        m[behind + at.BEFORE] = who
    m[queue] += 1


@inlined
def remove(m: Memory, queue: int, who: int) -> None:
    """Leave a queue."""
    head = queue + at.QUEUE_HEADS + 2 * m[who + at.PRIORITY]
    ahead, behind = m[who + at.BEFORE], m[who + at.NEXT]
    if ahead == 0:
        m[head] = behind
    else:
        m[ahead + at.NEXT] = behind
    if behind == 0:
        m[head + 1] = ahead
    else:
        m[behind + at.BEFORE] = ahead
    m[queue] -= 1


@inlined
def first(m: Memory, queue: int) -> int:
    """The head of a queue, 0 where nobody waits."""
    if m[queue] == 0:
        return 0
    head = queue + at.QUEUE_HEADS
    while m[head] == 0:
        head += 2
    return m[head]


@once
def next_in(m: Memory, queue: int, who: int) -> int:
    """Who stands behind somebody, 0 at the end."""
    if m[who + at.NEXT] != 0:
        return m[who + at.NEXT]
    head = queue + at.QUEUE_HEADS + 2 * (m[who + at.PRIORITY] + 1)
    end = queue + at.QUEUE_HEADS + 2 * m[at.PRIORITIES]
    while head < end and m[head] == 0:
        head += 2
    return m[head] if head < end else 0


@inlined
def oldest(m: Memory, queue: int) -> int:
    """Arrival of the one who has waited longest, `NEVER` where nobody waits."""
    tick = NEVER
    if m[queue] != 0:
        head = queue + at.QUEUE_HEADS
        for _ in range(m[at.PRIORITIES]):
            if m[head] != 0:
                tick = min(tick, m[m[head] + at.TICK])
            head += 2
    return tick


@jit
def claim(m: Memory, queue: int, most: int, vehicle: int) -> None:
    """Promise the first in a queue, up to a number, to a vehicle."""
    for _ in range(min(most, m[queue])):
        unit = first(m, queue)
        remove(m, queue, unit)
        add_claimed(m, vehicle, unit)


@inlined
def add_claimed(m: Memory, vehicle: int, unit: int) -> None:
    """Promise a container to a vehicle, behind those it has."""
    tail = m[vehicle + at.CLAIMED_TAIL]
    m[unit + at.NEXT], m[unit + at.BEFORE] = 0, tail
    if tail == 0:
        m[vehicle + at.CLAIMED] = unit
    else:
        m[tail + at.NEXT] = unit
    m[vehicle + at.CLAIMED_TAIL] = unit
    m[vehicle + at.CLAIMED_COUNT] += 1
    m[unit + at.WAITS] = vehicle
    m[vehicle + at.OLDEST] = min(m[vehicle + at.OLDEST], m[unit + at.TICK])


@once
def pop_claimed(m: Memory, vehicle: int) -> int:
    """Take the first promised container."""
    unit = m[vehicle + at.CLAIMED]
    behind = m[unit + at.NEXT]
    m[vehicle + at.CLAIMED] = behind
    if behind == 0:
        m[vehicle + at.CLAIMED_TAIL] = 0
    else:
        m[behind + at.BEFORE] = 0
    m[vehicle + at.CLAIMED_COUNT] -= 1
    m[unit + at.WAITS] = 0
    return unit


@once
def unclaim_last(m: Memory, vehicle: int) -> int:
    """Take the last promised container back."""
    unit = m[vehicle + at.CLAIMED_TAIL]
    ahead = m[unit + at.BEFORE]
    m[vehicle + at.CLAIMED_TAIL] = ahead
    if ahead == 0:
        m[vehicle + at.CLAIMED] = 0
    else:
        m[ahead + at.NEXT] = 0
    m[vehicle + at.CLAIMED_COUNT] -= 1
    count_oldest(m, vehicle)
    return unit


@once
def count_oldest(m: Memory, vehicle: int) -> None:
    """Since when a container has waited for, or aboard, a vessel."""
    tick = NEVER
    unit = m[vehicle + at.ABOARD]
    while unit != 0:
        tick = min(tick, m[unit + at.TICK])
        unit = m[unit + at.NEXT]
    unit = m[vehicle + at.CLAIMED]
    while unit != 0:
        tick = min(tick, m[unit + at.TICK])
        unit = m[unit + at.NEXT]
    m[vehicle + at.OLDEST] = tick


@inlined
def add_aboard(m: Memory, vehicle: int, unit: int, stop: int) -> None:
    """Put a container that alights at a stop into the hold, behind the others."""
    tail = m[vehicle + at.ABOARD_TAIL]
    if tail == 0:
        m[vehicle + at.ALL_ALIGHT] = stop
    elif m[vehicle + at.ALL_ALIGHT] != stop:
        m[vehicle + at.ALL_ALIGHT] = at.SEVERAL
    m[unit + at.NEXT] = 0
    if tail == 0:
        m[vehicle + at.ABOARD] = unit
    else:
        m[tail + at.NEXT] = unit
    m[vehicle + at.ABOARD_TAIL] = unit
    m[vehicle + at.ABOARD_COUNT] += 1


@once
def add_leaving(m: Memory, vehicle: int, unit: int) -> None:
    """Choose a container of the hold to be put down, behind the others."""
    tail = m[vehicle + at.LEAVING_TAIL]
    m[unit + at.NEXT] = 0
    if tail == 0:
        m[vehicle + at.LEAVING] = unit
    else:
        m[tail + at.NEXT] = unit
    m[vehicle + at.LEAVING_TAIL] = unit


@once
def pop_leaving(m: Memory, vehicle: int) -> int:
    """Take the first container that is to be put down."""
    unit = m[vehicle + at.LEAVING]
    m[vehicle + at.LEAVING] = m[unit + at.NEXT]
    if m[unit + at.NEXT] == 0:
        m[vehicle + at.LEAVING_TAIL] = 0
    return unit
