"""The loop of the compiled engine: events, then settling, instant after instant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.engines import compiled_layout as at
from simulator.engines.compiled_circle import anyone_stuck
from simulator.engines.compiled_clock import next_instant, schedule, wake, woken
from simulator.engines.compiled_departures import settle_board, slot_tick
from simulator.engines.compiled_fleets import settle_fleet
from simulator.engines.compiled_jit import entry, memory, once, sources
from simulator.engines.compiled_layout import Memory
from simulator.engines.compiled_moves import note_boarded, record_open
from simulator.engines.compiled_settling import settle_paths, settle_pool, settle_room
from simulator.engines.compiled_units import (
    check_over,
    goes_on_alone,
    log_open,
    release_units,
    unit_goes_on,
    what_is_missing,
)
from simulator.engines.compiled_vehicles import vehicle_goes_on
from simulator.engines.compiled_vessels import begin_first_rounds, needs_rounds


@once
def _event(m: Memory, head: int, event: int) -> int:
    """Let an event happen, unless something is missing for it: then nothing has changed."""
    kind = m[event + at.KIND]
    if kind == at.FLOW:
        code = what_is_missing(m, event)
        if code != at.GO_ON:
            return code
    elif kind == at.VEHICLE and needs_rounds(m, event):
        m[at.SUBJECT] = event
        return at.NEED_ROUNDS
    m[head] = m[event + at.EVENT_NEXT]
    if kind == at.UNIT:
        m[at.OWN_EVENT] = 1
        unit_goes_on(m, event)
        m[at.OWN_EVENT] = 0
    elif kind == at.VEHICLE:
        vehicle_goes_on(m, event)
    elif kind == at.FLOW:
        release_units(m, event)
    elif kind == at.WAKE:
        woken(m, event)
    elif kind == at.WINDOW_OVER:
        check_over(m)
    else:
        m[at.STOP_DUE] = 1
    return at.GO_ON


@once
def _settle(m: Memory) -> None:
    """Settle facilities, yards and paths that were touched, in order of rank."""
    while m[at.TOUCHED_COUNT] != 0:
        m[at.TOUCHED_COUNT] -= 1
        resource = m[m[at.TOUCHED] + m[at.TOUCHED_COUNT]]
        m[resource + at.IS_TOUCHED] = 0
        kind = m[resource + at.R_KIND]
        if kind == at.POOL:
            settle_pool(m, resource)
        elif kind == at.ROOM:
            settle_room(m, resource)
        else:
            settle_paths(m, resource)
    m[at.QUIET_DUE] = 1


@once
def _settle_departures(m: Memory) -> int:
    """Settle lines and fleets, in order of rank; one that lacks something is settled on later.

    Nothing else may happen before that: the instant's departures are one.
    """
    m[at.HALF_SETTLED] = 1
    while m[at.DEPARTING_COUNT] != 0:
        board = m[m[at.DEPARTING] + m[at.DEPARTING_COUNT] - 1]
        if m[board + at.R_KIND] == at.FLEET_BOARD:
            settle_fleet(m, board)
        else:
            code = settle_board(m, board)
            if code != at.GO_ON:
                return code
        m[at.DEPARTING_COUNT] -= 1
        m[board + at.IS_TOUCHED] = 0
    m[at.HALF_SETTLED] = 0
    m[at.QUIET_DUE] = 1
    return at.GO_ON


@once
def _look_for_circle(m: Memory) -> None:
    """At the end of every instant in which something was settled, if a full yard holds anybody."""
    m[at.QUIET_DUE] = 0
    if m[at.BLOCKED] != 0 and m[at.DEADLOCK] == 0 and anyone_stuck(m):
        m[at.DEADLOCK] = m[at.STOP_DUE] = 1


@once
def _stop(m: Memory) -> None:
    """Turn to what is still open."""
    vehicle = m[at.ALL_VEHICLES]
    while vehicle != 0:
        note_boarded(m, vehicle, m[vehicle + at.ABOARD])
        vehicle = m[vehicle + at.ALL_NEXT]
    m[at.CLOSING] = 1
    m[at.CLOSING_UNIT], m[at.CLOSING_VEHICLE] = m[at.ALL_UNITS], m[at.ALL_VEHICLES]


@once
def _start(m: Memory) -> None:
    """Vessels begin, timetables look at their first slot, the ends of window and run are noted."""
    begin_first_rounds(m)
    for k in range(m[at.STARTERS_COUNT] - 2):
        board = m[m[at.STARTERS] + k]
        wake(m, board, slot_tick(m, board))
    rest = m[at.STARTERS] + m[at.STARTERS_COUNT] - 2
    schedule(m, m[rest], m[at.WINDOW_END])
    schedule(m, m[rest + 1], m[at.LAST_TICK])
    m[at.STARTED] = 1


@once
def _close(m: Memory) -> int:
    """Write the rows of what is still open."""
    while m[at.CLOSING_UNIT] != 0:
        if m[at.FULL] != 0:
            return at.FLUSH
        unit = m[at.CLOSING_UNIT]
        m[at.CLOSING_UNIT] = m[unit + at.ALL_NEXT]
        if m[unit + at.KIND] == at.UNIT:
            log_open(m, unit)
    while m[at.CLOSING_VEHICLE] != 0:
        if m[at.FULL] != 0:
            return at.FLUSH
        vehicle = m[at.CLOSING_VEHICLE]
        m[at.CLOSING_VEHICLE] = m[vehicle + at.ALL_NEXT]
        if m[vehicle + at.KIND] == at.VEHICLE:
            record_open(m, vehicle)
    return at.OVER


@once
def _turn(m: Memory) -> int:
    """One thing of this instant, in order of rank of things; or the next instant."""
    if m[at.HALF_SETTLED] == 0:
        head = at.URGENT if m[at.URGENT] != 0 else at.TODAY
        if m[head] != 0:
            return _event(m, head, m[head])
        if m[at.TOUCHED_COUNT] != 0:
            _settle(m)
            return at.GO_ON
        if m[at.DEPARTING_COUNT] == 0:
            _end_instant(m)
            return at.GO_ON
    return _settle_departures(m)


@once
def _end_instant(m: Memory) -> None:
    """All is settled; looking for a circle changes nothing in this instant."""
    if m[at.QUIET_DUE] != 0:
        _look_for_circle(m)
    if m[at.STOP_DUE] != 0:
        _stop(m)
    else:
        _next_instants(m)


@once
def _next_instants(m: Memory) -> None:
    """Move on, through instants in which nothing happens but that one container goes on."""
    next_instant(m)
    event = m[at.TODAY]
    while m[event + at.KIND] == at.UNIT and event == m[at.TODAY_TAIL] and goes_on_alone(m, event):
        next_instant(m)
        event = m[at.TODAY]


def _make(version: int) -> Callable[[Any], int]:
    """Bind the kernel to the text of its sources, so that a stale one is never read from disk."""

    def advance(address: Any) -> int:
        """Run until the end, or until Python must provide something (`OVER`, `NEED_…`)."""
        m = memory(address)
        code = at.GO_ON if version else at.OVER
        if m[at.STARTED] == 0:
            _start(m)
        while code == at.GO_ON and m[at.CLOSING] == 0:
            if m[at.FULL] != 0:
                return at.FLUSH
            if m[at.TOP] + m[at.MARGIN] > m[at.SIZE]:
                return at.MORE
            code = _turn(m)
        return _close(m) if m[at.CLOSING] != 0 else code

    return entry(advance)


advance = _make(sources())
