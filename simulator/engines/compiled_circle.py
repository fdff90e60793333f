"""Finding travellers that wait for each other for ever, in the compiled engine; see `deadlock`."""

from __future__ import annotations

from typing import Any

from simulator.engines import compiled_layout as at
from simulator.engines.compiled_clock import wake
from simulator.engines.compiled_jit import jit, memory, probe
from simulator.engines.compiled_layout import Memory
from simulator.engines.compiled_resources import hold_in, next_open


@jit
def anyone_stuck(m: Memory) -> bool:
    """Whether a vehicle held by a full yard is behind a circle that nothing can break."""
    vehicle = m[at.BLOCKED]
    while vehicle != 0:
        if _stuck(m, vehicle):
            return True
        vehicle = m[vehicle + at.BLOCKED_NEXT]
    return False


@jit
def _stuck(m: Memory, start: int) -> bool:
    """Search everybody whose leaving would help; free if any of them can go on by itself."""
    m[at.STAMP] += 1
    stamp = m[at.STAMP]
    who = start
    m[who + at.MARK], m[who + at.PARENT], m[who + at.CURSOR] = stamp, 0, 0
    if goes_by_itself(m, who):
        return False
    while who != 0:
        holder = blocker_after(m, who, m[who + at.CURSOR])
        if holder == 0:
            who = m[who + at.PARENT]
            continue
        m[who + at.CURSOR] = holder
        if m[holder + at.MARK] != stamp:
            if goes_by_itself(m, holder):
                return False
            m[holder + at.MARK], m[holder + at.PARENT], m[holder + at.CURSOR] = stamp, who, 0
            who = holder
    return True


@jit
def goes_by_itself(m: Memory, who: int) -> bool:
    """Whether a traveller waits for nobody's leave; a closed facility looks again when it opens."""
    waits = m[who + at.WAITS]
    if waits == 0 or m[waits] == at.VEHICLE:
        return waits == 0
    kind = m[waits + at.R_KIND]
    if kind == at.POOL:
        calendar = m[waits + at.POOL_CALENDAR]
        opens = next_open(m, calendar)
        if opens > m[at.NOW]:
            wake(m, waits, opens)
        return m[waits + at.POOL_UNITS] != 0 or opens > m[at.NOW]
    return kind in (at.TIMETABLE, at.FILL_AND_GO)


@jit
def blocker_after(m: Memory, who: int, last: int) -> int:
    """Next of those whose leaving would let a traveller go on, 0 at the end."""
    waits = m[who + at.WAITS]
    if m[waits] == at.VEHICLE:
        return waits if last == 0 else 0
    kind = m[waits + at.R_KIND]
    if kind == at.POOL:
        if last == 0:
            return m[waits + at.POOL_HOLDERS]
        return m[hold_in(m, waits, last) + at.HOLD_NEXT]
    if kind == at.FLEET_BOARD:
        return m[waits + at.VESSELS] if last == 0 else m[last + at.VESSEL_NEXT]
    return _inside_after(m, waits, m[who + at.DIRECTION], last)


@jit
def _inside_after(m: Memory, room: int, way: int, last: int) -> int:
    """Next in a yard; only those of a direction where its quota is full."""
    quota = m[m[room + at.QUOTAS] + way]
    any_way = not 0 <= quota <= m[m[room + at.BY_DIRECTION] + way]
    unit = m[room + at.INSIDE] if last == 0 else m[last + at.INSIDE_NEXT]
    while unit != 0 and not any_way and m[unit + at.DIRECTION] != way:
        unit = m[unit + at.INSIDE_NEXT]
    return unit


@probe
def is_free(address: Any, who: int) -> bool:
    """`goes_by_itself`, for Python."""
    return goes_by_itself(memory(address), who)


@probe
def next_blocker(address: Any, who: int, last: int) -> int:
    """`blocker_after`, for Python."""
    return blocker_after(memory(address), who, last)
