"""Queues of the compiled engine: linked lists in order of (priority, tick, tie, rank, ordinal)."""

from __future__ import annotations

from simulator.engines import compiled_layout as at
from simulator.engines.compiled_jit import inlined, jit, lowest_bit, once
from simulator.engines.compiled_layout import Memory
from simulator.plan.draws import TIE_RANGE
from simulator.units import NEVER

BASKET_SHIFT = TIE_RANGE.bit_length() - 1 - at.BASKET_BITS
"""Lower bits of a tie draw, in which those of a basket differ."""


@inlined
def before(m: Memory, a: int, b: int) -> bool:
    """Whether one goes before another of the same priority."""
    if m[a + at.TICK] != m[b + at.TICK]:
        return m[a + at.TICK] < m[b + at.TICK]
    return _by_lot(m, a, b)


@inlined
def _by_lot(m: Memory, a: int, b: int) -> bool:
    """Whether one goes before another that came in the same tick."""
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
def claim(m: Memory, queue: int, most: int, vehicle: int) -> int:
    """Promise the first in a queue, up to a number, to a vehicle; the first of them, 0 for none.

    Those who do not come aboard in this instant must be told, by `wait_for`: it is the search for
    circles that asks, when the instant is over.
    """
    left = min(most, m[queue])
    if left <= 0:
        return 0
    first_one, everyone = first(m, queue), left == m[queue]
    m[queue] -= left
    m[vehicle + at.CLAIMED_COUNT] += left
    head = queue + at.QUEUE_HEADS
    end = head + 2 * m[at.PRIORITIES]
    while head < end and left != 0:
        if m[head] != 0:
            last = m[head + 1]
            if not everyone:
                last, left = m[head], left - 1
                while left != 0 and m[last + at.NEXT] != 0:
                    last, left = m[last + at.NEXT], left - 1
            _promise(m, head, last, vehicle)
        head += 2
    return first_one


@inlined
def _promise(m: Memory, head: int, last: int, vehicle: int) -> None:
    """Move those of a class, up to one of them, behind those whom a vehicle has already."""
    unit, behind, tail = m[head], m[last + at.NEXT], m[vehicle + at.CLAIMED_TAIL]
    m[head] = behind
    if behind == 0:
        m[head + 1] = 0
    else:
        m[behind + at.BEFORE] = 0
    m[unit + at.BEFORE], m[last + at.NEXT] = tail, 0
    if tail == 0:
        m[vehicle + at.CLAIMED] = unit
    else:
        m[tail + at.NEXT] = unit
    m[vehicle + at.CLAIMED_TAIL] = last
    m[vehicle + at.OLDEST] = min(m[vehicle + at.OLDEST], m[unit + at.TICK])


@jit
def wait_for(m: Memory, vehicle: int, unit: int) -> None:
    """From a container on, those promised to a vehicle cannot go on without it."""
    while unit != 0:
        m[unit + at.WAITS] = vehicle
        unit = m[unit + at.NEXT]


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


@jit
def in_order_of_lot(m: Memory, unit: int, end: int) -> int:
    """Sort a list of units, up to one of them (0: all), by tie draw; its first.

    Each goes into a basket with those whose draws begin alike; bits say which baskets are used.
    """
    baskets = m[at.BASKETS]
    bits = baskets + at.BASKETS_COUNT
    while unit != end:
        following = m[unit + at.NEXT]
        number = m[unit + at.TIE] >> BASKET_SHIFT & (at.BASKETS_COUNT - 1)
        m[bits + (number >> at.WORD_BITS)] |= 1 << (number & (at.WORD - 1))
        place, behind = baskets + number - at.NEXT, m[baskets + number]
        while behind != 0 and _by_lot(m, behind, unit):
            place, behind = behind, m[behind + at.NEXT]
        m[place + at.NEXT], m[unit + at.NEXT] = unit, behind
        unit = following
    return _out_of_baskets(m, baskets, bits, end)


@inlined
def _out_of_baskets(m: Memory, baskets: int, bits: int, end: int) -> int:
    """Make one list of what lies in the baskets, before another list; its first."""
    head = bits + at.BASKETS_COUNT // at.WORD
    last = head - at.NEXT
    while bits < head:
        used, m[bits] = m[bits], 0
        while used != 0:
            basket = baskets + lowest_bit(used)
            m[last + at.NEXT] = unit = m[basket]
            last, m[basket] = unit, 0
            while m[last + at.NEXT] != 0:
                last = m[last + at.NEXT]
            used &= used - 1
        bits, baskets = bits + 1, baskets + at.WORD
    m[last + at.NEXT] = end
    return m[head]


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
