"""Plain facilities: one event a stage, since the end of a service is known when it is asked for.

A facility is plain if only units use it, one server each, all of one priority, and it never shuts.
Its servers are ticks from which they are free. Whoever asks alone in an instant books the first
that is free, behind those who booked before, and with it the holds that follow. Where more than one
may ask in an instant, they queue, since their order is not known before it is over; whoever is
served at once is settled as at any facility, and the rest books when it is settled again later.
A service of no length books nothing: what it does lies within one instant.
"""

from __future__ import annotations

from simulator.engines import compiled_layout as at
from simulator.engines.compiled_clock import nothing_left, schedule_here, touch, wake
from simulator.engines.compiled_history import end_of, note_span, takes_place, ticks_of
from simulator.engines.compiled_jit import inlined, jit, once
from simulator.engines.compiled_layout import Memory
from simulator.engines.compiled_queues import first, remove
from simulator.units import NEVER


@jit
def _soonest(m: Memory, pool: int) -> int:
    """Cell of the server that is free first."""
    slot = best = m[pool + at.POOL_SLOTS]
    end = slot + m[pool + at.POOL_SERVERS]
    while slot < end:
        if m[slot] < m[best]:
            best = slot
        slot += 1
    return best


@inlined
def can_book(m: Memory, pool: int, ticks: int) -> bool:
    """Whether whoever asks alone in an instant may book."""
    return m[pool + at.POOL_SLOTS] != 0 and ticks > 0 and m[pool + at.POOL_QUEUE] == 0


@inlined
def alone(m: Memory) -> bool:
    """Whether nobody can come between: the event is all that is left of this instant."""
    return m[at.OWN_EVENT] != 0 and nothing_left(m)


@inlined
def own_step(m: Memory, unit: int, row: int) -> int:
    """Where a unit's history has a step."""
    return unit + at.UNIT_HISTORY + row * at.HISTORY_SIZE


@inlined
def _row_after(m: Memory, unit: int, row: int) -> int:
    """Next row that takes place."""
    row += 1
    while not takes_place(m, own_step(m, unit, row)):
        row += 1
    return row


@inlined
def look_ahead(m: Memory, unit: int, row: int) -> None:
    """Keep the step after a row at hand."""
    after = _row_after(m, unit, row)
    m[unit + at.FOLLOWING] = ticks_of(m, own_step(m, unit, after)) | after << at.HIGH_BITS


@inlined
def row_after(m: Memory, unit: int) -> int:
    """Row of the step after this one."""
    return m[unit + at.FOLLOWING] >> at.HIGH_BITS


@inlined
def ticks_after(m: Memory, unit: int) -> int:
    """Drawn time of the step after this one."""
    return m[unit + at.FOLLOWING] & at.LOW


@inlined
def book(m: Memory, unit: int, pool: int) -> None:
    """Take the server that is free first, from then on, for the step after this one."""
    slot, ticks = _soonest(m, pool), ticks_after(m, unit)
    start = max(m[at.NOW], m[slot])
    m[slot] = start + ticks
    go_through(m, unit, row_after(m, unit), start, start + ticks)


@inlined
def go_through(m: Memory, unit: int, row: int, start: int, end: int) -> None:
    """Note a step whose end is known, and the holds that follow; come back after the last."""
    note_span(m, own_step(m, unit, row), start, end)
    look_ahead(m, unit, row)
    while m[step_ahead(m, unit) + at.UNIT_STEP_KIND] == at.HOLD:
        row, start = row_after(m, unit), end
        end += ticks_after(m, unit)
        note_span(m, own_step(m, unit, row), start, end)
        look_ahead(m, unit, row)
    m[unit + at.ROW] = row
    m[unit + at.PHASE] = at.KNOWN
    schedule_here(m, unit, end)


@inlined
def step_ahead(m: Memory, unit: int) -> int:
    """Address of the step after this one."""
    return m[unit + at.STEPS] + row_after(m, unit) * at.UNIT_STEP_SIZE


@once
def step_now(m: Memory, unit: int) -> int:
    """Row of the step that a unit is in, of those whose ends were known beforehand."""
    row = k = m[unit + at.ROW]
    while k >= 0:
        if end_of(m, own_step(m, unit, k)) > m[at.NOW]:
            row = k
        k -= 1
    return row


@once
def leave_plain(m: Memory, pool: int) -> None:
    """A service of no length is over, which has kept its server until now."""
    slot = m[pool + at.POOL_SLOTS]
    while m[slot] != NEVER:
        slot += 1
    m[slot] = m[at.NOW]
    if m[pool + at.POOL_QUEUE] != 0:
        touch(m, pool)


@once
def settle_plain(m: Memory, pool: int) -> None:
    """Serve the queue as far as it is known who comes next, and come back when more is."""
    queue = pool + at.POOL_QUEUE
    unit = first(m, queue)
    while unit != 0:
        row, slot = m[unit + at.ROW], _soonest(m, pool)
        ticks = ticks_of(m, own_step(m, unit, row))
        start = max(m[at.NOW], m[slot])
        if start > m[at.NOW] and not _is_settled(m, pool, unit, ticks):
            if start < NEVER:
                wake(m, pool, start)
            return
        remove(m, queue, unit)
        m[unit + at.WAITS] = 0
        if ticks > 0:
            m[slot] = start + ticks
            go_through(m, unit, row, start, start + ticks)
        else:
            m[slot] = NEVER
            m[unit + at.START] = start
            schedule_here(m, unit, start)
        unit = first(m, queue)


@jit
def _is_settled(m: Memory, pool: int, unit: int, ticks: int) -> bool:
    """Whether nobody can come before a unit any more, at the server that is free first."""
    if m[unit + at.TICK] == m[at.NOW] or ticks == 0:
        return False
    slot = latest = m[pool + at.POOL_SLOTS]
    for k in range(slot, slot + m[pool + at.POOL_SERVERS]):
        if m[k] > m[latest]:
            latest = k
    return m[latest] < NEVER
