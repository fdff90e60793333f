"""The clock of the compiled engine: events by tick, and what must be settled in an instant.

The order of events within a tick does not matter. A wheel has a list for each of the next spans of
2^SPAN_BITS ticks, about as long as the time between two events; a coarser one has a list for every
1024 of those spans, and one more for every 1024² of them; a list moves down as its time comes. What
lies in the current span is kept in order of tick. Bits say which lists are in use.
"""

from __future__ import annotations

from simulator.engines import compiled_layout as at
from simulator.engines.compiled_jit import fetch, inlined, jit, lowest_bit, once
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


@jit
def schedule(m: Memory, event: int, tick: int) -> None:
    """Let an event happen at a tick; what lies behind the run's last tick never does."""
    schedule_here(m, event, tick)


@inlined
def schedule_here(m: Memory, event: int, tick: int) -> None:
    """The same, for whoever does it most often."""
    if tick > m[at.LAST_TICK]:
        return
    m[event + at.EVENT_TICK] = tick
    span, now = tick >> m[at.SPAN_BITS], m[at.NOW] >> m[at.SPAN_BITS]
    if span == now:
        if tick == m[at.NOW]:
            append(m, at.TODAY, at.TODAY_TAIL, event)
        else:
            _into_order(m, event, tick)
    elif span >> at.WHEEL_BITS == now >> at.WHEEL_BITS:
        _hang(m, m[at.NEAR], span & (at.WHEEL - 1), event)
    elif span >> 2 * at.WHEEL_BITS == now >> 2 * at.WHEEL_BITS:
        _hang(m, m[at.MIDDLE], span >> at.WHEEL_BITS & (at.WHEEL - 1), event)
    else:
        _hang(m, m[at.FAR], span >> 2 * at.WHEEL_BITS, event)


@inlined
def _hang(m: Memory, wheel: int, number: int, event: int) -> None:
    """Put an event into a list of a wheel; the wheel's bits say which lists are used."""
    m[wheel + at.WHEEL + (number >> at.WORD_BITS)] |= 1 << (number & (at.WORD - 1))
    m[event + at.EVENT_NEXT] = m[wheel + number]
    m[wheel + number] = event


@jit
def _into_order(m: Memory, event: int, tick: int) -> None:
    """Put an event among those of the current span."""
    ahead, behind = at.SPAN - at.EVENT_NEXT, m[at.SPAN]
    while behind != 0 and m[behind + at.EVENT_TICK] < tick:
        ahead, behind = behind, m[behind + at.EVENT_NEXT]
    m[event + at.EVENT_NEXT] = behind
    m[ahead + at.EVENT_NEXT] = event


@inlined
def _first_used(m: Memory, wheel: int, start: int) -> int:
    """Number of the first list in use from `start` on, `WHEEL` where there is none."""
    if start >= at.WHEEL:
        return at.WHEEL
    word, bits = start >> at.WORD_BITS, wheel + at.WHEEL
    used = m[bits + word] & (-1 << (start & (at.WORD - 1)))
    while used == 0:
        word += 1
        if word == at.WHEEL >> at.WORD_BITS:
            return at.WHEEL
        used = m[bits + word]
    return (word << at.WORD_BITS) + lowest_bit(used)


@once
def _take(m: Memory, wheel: int, number: int) -> int:
    """Empty a list; its first event."""
    m[wheel + at.WHEEL + (number >> at.WORD_BITS)] &= ~(1 << (number & (at.WORD - 1)))
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


@once
def next_instant(m: Memory) -> None:
    """Move on to the next tick at which anything happens (there is one: the run's last)."""
    while m[at.SPAN] == 0:
        _next_span(m)
    last = m[at.SPAN]
    tick = m[last + at.EVENT_TICK]
    m[at.NOW], m[at.TODAY] = tick, last
    following = m[last + at.EVENT_NEXT]
    while following != 0 and m[following + at.EVENT_TICK] == tick:
        last, following = following, m[following + at.EVENT_NEXT]
    m[at.SPAN], m[at.TODAY_TAIL] = following, last
    m[last + at.EVENT_NEXT] = 0


@once
def passes_to(m: Memory, tick: int) -> bool:
    """Move on to a tick at which something comes from outside, if nothing else happens till then.

    True if it has: the instant before it is over, and the lists in between are empty.
    """
    span, to = m[at.NOW] >> m[at.SPAN_BITS], tick >> m[at.SPAN_BITS]
    if m[at.SPAN] != 0 or span >> at.WHEEL_BITS != to >> at.WHEEL_BITS or not nothing_left(m):
        return False
    if m[at.STOP_DUE] != 0 or m[at.BLOCKED] != 0:  # its end has something to do, or to look for
        return False
    mask = at.WHEEL - 1
    if _first_used(m, m[at.NEAR], (span & mask) + 1) <= to & mask:
        return False
    m[at.NOW] = tick
    return True


@inlined
def nothing_left(m: Memory) -> bool:
    """Whether no event and no settling is left in this instant."""
    return (
        m[at.TODAY] == 0
        and m[at.URGENT] == 0
        and m[at.TOUCHED_COUNT] == 0
        and m[at.DEPARTING_COUNT] == 0
    )


@once
def _next_span(m: Memory) -> None:
    """Turn to the next span in use, or to the next list of a coarser wheel."""
    bits, mask = m[at.SPAN_BITS], at.WHEEL - 1
    span = m[at.NOW] >> bits
    number = _first_used(m, m[at.NEAR], (span & mask) + 1)
    if number < at.WHEEL:
        wheel, span = m[at.NEAR], (span & ~mask) + number
    else:
        number = _first_used(m, m[at.MIDDLE], (span >> at.WHEEL_BITS & mask) + 1)
        if number < at.WHEEL:
            wheel = m[at.MIDDLE]
            span = (span >> 2 * at.WHEEL_BITS << at.WHEEL_BITS) + number << at.WHEEL_BITS
        else:
            wheel = m[at.FAR]
            number = _first_used(m, wheel, (span >> 2 * at.WHEEL_BITS) + 1)
            span = number << 2 * at.WHEEL_BITS
    m[at.NOW] = span << bits
    _bring_down(m, wheel, number, span)
    _fetch_next(m, number)


@inlined
def _fetch_next(m: Memory, number: int) -> None:
    """Have the event after those of a list of the finest wheel at hand: it may be long cold."""
    word = number >> at.WORD_BITS
    used = m[m[at.NEAR] + at.WHEEL + word] & (-2 << (number & (at.WORD - 1)))
    if used != 0:
        fetch(m, m[m[at.NEAR] + (word << at.WORD_BITS) + lowest_bit(used)])


@once
def _bring_down(m: Memory, wheel: int, number: int, span: int) -> None:
    """Spread a list over the next finer wheel, or put what is in a span in order."""
    event = _take(m, wheel, number)
    while event != 0:
        following = m[event + at.EVENT_NEXT]
        if m[event + at.EVENT_TICK] >> m[at.SPAN_BITS] == span:
            _into_order(m, event, m[event + at.EVENT_TICK])
        else:
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


@once
def woken(m: Memory, event: int) -> None:
    """A resource asked to be settled now."""
    resource = m[event + at.WAKE_RESOURCE]
    m[event + at.EVENT_NEXT] = m[at.FREE_WAKES]
    m[at.FREE_WAKES] = event
    m[resource + at.WAKE_AT] = -1
    touch(m, resource)
