"""The clock of the compiled engine: events by tick, and what must be settled in an instant.

Events of one tick happen in the order in which they were scheduled, as in SimPy. A wheel has a list
for every tick of the current 1024, one for every 1024 ticks of the current 1024², and one for
every 1024² ticks after that; a list moves down as its time comes.
"""

from __future__ import annotations

from simulator.engines import compiled_layout as at
from simulator.engines.compiled_jit import jit
from simulator.engines.compiled_layout import Memory


@jit
def append(m: Memory, head: int, tail: int, event: int) -> None:
    """Put an event at the end of a list."""
    m[event + at.EVENT_NEXT] = 0
    if m[head] == 0:
        m[head] = event
    else:
        m[m[tail] + at.EVENT_NEXT] = event
    m[tail] = event


@jit
def schedule(m: Memory, event: int, tick: int) -> None:
    """Let an event happen at a tick; what lies behind the run's last tick never does."""
    if tick > m[at.LAST_TICK]:
        return
    now = m[at.NOW]
    m[event + at.EVENT_TICK] = tick
    if tick == now:
        append(m, at.TODAY, at.TODAY_TAIL, event)
        return
    if tick >> at.WHEEL_BITS == now >> at.WHEEL_BITS:
        head = m[at.NEAR] + (tick & (at.WHEEL - 1))
    elif tick >> 2 * at.WHEEL_BITS == now >> 2 * at.WHEEL_BITS:
        head = m[at.MIDDLE] + (tick >> at.WHEEL_BITS & (at.WHEEL - 1))
    else:
        head = m[at.FAR] + (tick >> 2 * at.WHEEL_BITS)
    append(m, head, head + at.WHEEL, event)


@jit
def happen_now(m: Memory, event: int) -> None:
    """Let an event happen in this instant, after those that are due already."""
    append(m, at.TODAY, at.TODAY_TAIL, event)


@jit
def happen_first(m: Memory, event: int) -> None:
    """Let an event happen before all others: the beginning of a traveller's way."""
    append(m, at.URGENT, at.URGENT_TAIL, event)


@jit
def next_instant(m: Memory) -> None:
    """Move on to the next tick at which anything happens (there is one: the run's last)."""
    while True:
        _scan_near(m)
        if m[at.TODAY] != 0:
            return
        _scan_middle(m)
        if m[at.TODAY] != 0:
            return


@jit
def _scan_near(m: Memory) -> None:
    """Look through the rest of the current 1024 ticks."""
    tick = m[at.NOW] + 1
    head = m[at.NEAR] + (tick & (at.WHEEL - 1))
    end = m[at.NEAR] + at.WHEEL
    if tick & (at.WHEEL - 1) == 0:
        return
    while head < end:
        if m[head] != 0:
            m[at.TODAY], m[at.TODAY_TAIL] = m[head], m[head + at.WHEEL]
            m[head] = 0
            m[at.NOW] = m[m[at.TODAY] + at.EVENT_TICK]
            return
        head += 1


@jit
def _scan_middle(m: Memory) -> None:
    """Bring down the next list of 1024 ticks, or of 1024² if there is none in this round."""
    number = (m[at.NOW] >> at.WHEEL_BITS) + 1
    while number & (at.WHEEL - 1) != 0:
        head = m[at.MIDDLE] + (number & (at.WHEEL - 1))
        if m[head] != 0:
            m[at.NOW] = number << at.WHEEL_BITS
            _bring_down(m, head)
            return
        number += 1
    number >>= at.WHEEL_BITS
    while m[m[at.FAR] + number] == 0:
        number += 1
    m[at.NOW] = number << 2 * at.WHEEL_BITS
    _bring_down(m, m[at.FAR] + number)


@jit
def _bring_down(m: Memory, head: int) -> None:
    event = m[head]
    m[head] = 0
    while event != 0:
        following = m[event + at.EVENT_NEXT]
        schedule(m, event, m[event + at.EVENT_TICK])
        event = following


@jit
def touch(m: Memory, resource: int) -> None:
    """Settle a resource before the instant ends."""
    if m[resource + at.IS_TOUCHED] != 0:
        return
    m[resource + at.IS_TOUCHED] = 1
    if m[resource + at.R_KIND] <= at.PATHS:
        _insert(m, m[at.TOUCHED], m[at.TOUCHED_COUNT], resource)
        m[at.TOUCHED_COUNT] += 1
    else:
        _insert(m, m[at.DEPARTING], m[at.DEPARTING_COUNT], resource)
        m[at.DEPARTING_COUNT] += 1


@jit
def _insert(m: Memory, rows: int, count: int, resource: int) -> None:
    """Keep what is touched in order of falling rank: the last is settled first."""
    k = rows + count
    while k > rows and m[m[k - 1] + at.R_RANK] < m[resource + at.R_RANK]:
        m[k] = m[k - 1]
        k -= 1
    m[k] = resource


@jit
def wake(m: Memory, resource: int, tick: int) -> None:
    """Settle a resource again at a tick to come (the same tick is asked for once)."""
    if tick == m[resource + at.WAKE_AT]:
        return
    m[resource + at.WAKE_AT] = tick
    if tick > m[at.LAST_TICK]:
        return
    event = m[at.FREE_WAKES]
    if event == 0:
        event = m[at.TOP]
        m[at.TOP] += at.WAKE_SIZE
        m[event + at.KIND] = at.WAKE
    else:
        m[at.FREE_WAKES] = m[event + at.EVENT_NEXT]
    m[event + at.WAKE_RESOURCE] = resource
    schedule(m, event, tick)


@jit
def woken(m: Memory, event: int) -> None:
    """A resource asked to be settled now."""
    resource = m[event + at.WAKE_RESOURCE]
    m[event + at.EVENT_NEXT] = m[at.FREE_WAKES]
    m[at.FREE_WAKES] = event
    m[resource + at.WAKE_AT] = -1
    touch(m, resource)
