"""The clock of the compiled engine: events by tick, and what must be settled in an instant.

Events of one tick happen in the order in which they were scheduled, as in SimPy. A wheel has a list
for every tick of the current 1024, one for every 1024 ticks of the current 1024², and one for
every 1024² ticks after that; a list moves down as its time comes. Bits say which lists are in use.
"""

from __future__ import annotations

from simulator.engines import compiled_layout as at
from simulator.engines.compiled_jit import inlined, jit, lowest_bit
from simulator.engines.compiled_layout import Memory


@inlined
def append(m: Memory, head: int, tail: int, event: int) -> None:
    """Put an event at the end of a list."""
    m[event + at.EVENT_NEXT] = 0
    if m[head] == 0:
        m[head] = event
    else:
        m[m[tail] + at.EVENT_NEXT] = event
    m[tail] = event


@inlined
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
        _hang(m, m[at.NEAR], tick & (at.WHEEL - 1), event)
    elif tick >> 2 * at.WHEEL_BITS == now >> 2 * at.WHEEL_BITS:
        _hang(m, m[at.MIDDLE], tick >> at.WHEEL_BITS & (at.WHEEL - 1), event)
    else:
        _hang(m, m[at.FAR], tick >> 2 * at.WHEEL_BITS, event)


@inlined
def _hang(m: Memory, wheel: int, number: int, event: int) -> None:
    """Put an event at the end of a list of a wheel; the wheel's bits say which lists are used."""
    bits = wheel + 2 * at.WHEEL + (number >> at.WORD_BITS)
    m[bits] |= 1 << (number & (at.WORD - 1))
    append(m, wheel + number, wheel + at.WHEEL + number, event)


@inlined
def _first_used(m: Memory, wheel: int, start: int) -> int:
    """Number of the first list in use from `start` on, `WHEEL` where there is none."""
    if start >= at.WHEEL:
        return at.WHEEL
    word, bits = start >> at.WORD_BITS, wheel + 2 * at.WHEEL
    used = m[bits + word] & (-1 << (start & (at.WORD - 1)))
    while used == 0:
        word += 1
        if word == at.WHEEL >> at.WORD_BITS:
            return at.WHEEL
        used = m[bits + word]
    return (word << at.WORD_BITS) + lowest_bit(used)


@inlined
def _take(m: Memory, wheel: int, number: int) -> int:
    """Empty a list; its first event."""
    m[wheel + 2 * at.WHEEL + (number >> at.WORD_BITS)] &= ~(1 << (number & (at.WORD - 1)))
    event = m[wheel + number]
    m[wheel + number] = 0
    return event


@inlined
def happen_now(m: Memory, event: int) -> None:
    """Let an event happen in this instant, after those that are due already."""
    append(m, at.TODAY, at.TODAY_TAIL, event)


@inlined
def happen_first(m: Memory, event: int) -> None:
    """Let an event happen before all others: the beginning of a traveller's way."""
    append(m, at.URGENT, at.URGENT_TAIL, event)


@jit
def next_instant(m: Memory) -> None:
    """Move on to the next tick at which anything happens (there is one: the run's last)."""
    while m[at.TODAY] == 0:
        now, last = m[at.NOW], at.WHEEL - 1
        number = _first_used(m, m[at.NEAR], (now & last) + 1)
        if number < at.WHEEL:
            m[at.NOW] = (now & ~last) + number
            m[at.TODAY_TAIL] = m[m[at.NEAR] + at.WHEEL + number]
            m[at.TODAY] = _take(m, m[at.NEAR], number)
            return
        number = _first_used(m, m[at.MIDDLE], (now >> at.WHEEL_BITS & last) + 1)
        if number < at.WHEEL:
            m[at.NOW] = (now >> 2 * at.WHEEL_BITS << at.WHEEL_BITS) + number << at.WHEEL_BITS
            _bring_down(m, m[at.MIDDLE], number)
        else:
            number = _first_used(m, m[at.FAR], (now >> 2 * at.WHEEL_BITS) + 1)
            m[at.NOW] = number << 2 * at.WHEEL_BITS
            _bring_down(m, m[at.FAR], number)


@jit
def _bring_down(m: Memory, wheel: int, number: int) -> None:
    """Spread a list over the next finer wheel."""
    event = _take(m, wheel, number)
    while event != 0:
        following = m[event + at.EVENT_NEXT]
        schedule(m, event, m[event + at.EVENT_TICK])
        event = following


@inlined
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
