"""Putting containers down, and vessels in rotation, in the compiled engine; see `vessels`."""

from __future__ import annotations

from simulator.engines import compiled_layout as at
from simulator.engines.compiled_clock import happen_now
from simulator.engines.compiled_departures import begin
from simulator.engines.compiled_fleets import ask, blocked, gone, ready, side_of, unblocked
from simulator.engines.compiled_jit import jit, once
from simulator.engines.compiled_layout import Memory
from simulator.engines.compiled_moves import (
    choose_leaving,
    forget_blocked,
    land,
    land_freely,
    leave_berth,
    lift_on,
    note_blocked,
    record,
    step_of,
    take_berth,
    work,
)
from simulator.engines.compiled_queues import pop_leaving
from simulator.engines.compiled_resources import ask_in
from simulator.engines.compiled_units import step_of_unit


# --- any vehicle ----------------------------------------------------------------------------
@jit
def unload_on(m: Memory, vehicle: int) -> bool:
    """Put down what leaves; whether all is down."""
    lift = m[step_of(m, vehicle) + at.MOVE_LIFT]
    if lift == 0:
        land_freely(m, vehicle)
    while m[vehicle + at.LEAVING] != 0:
        if lift != 0:
            work(m, vehicle, lift, at.LOWERING)
            return False
        if not put_down(m, vehicle):
            return False
    board = m[vehicle + at.FLEET]
    if board == 0 or m[board + at.AT_ANCHORAGE] != 0:
        leave_berth(m, vehicle)
    m[vehicle + at.START] = max(m[vehicle + at.START], m[vehicle + at.ARRIVE])
    record(m, vehicle, m[vehicle + at.SERVICE_TICKS], m[vehicle + at.FEU])
    return True


@jit
def put_down(m: Memory, vehicle: int) -> bool:
    """Put the next container down; False if it needs room in a yard first."""
    unit = pop_leaving(m, vehicle)
    room = m[step_of_unit(m, unit) + at.UNIT_STEP_YARD]
    if room == 0:
        land(m, unit)
        return True
    m[unit + at.YARD], m[unit + at.CARRIER] = room, vehicle
    m[vehicle + at.DIRECTION] = m[unit + at.DIRECTION]
    m[vehicle + at.LANDING] = unit
    m[vehicle + at.ENTRY] = 0
    ask_in(m, room, unit)
    note_blocked(m, vehicle)
    m[vehicle + at.WAITS] = room
    m[vehicle + at.STATE] = at.NO_ROOM
    if m[vehicle + at.FLEET] != 0:
        blocked(m, vehicle)
        _wait_for_room(m, vehicle)
    return False


# --- vessels --------------------------------------------------------------------------------
@jit
def _next_number(m: Memory, vessel: int) -> int:
    """Number of the trip after this one."""
    count = m[m[vessel + at.FLEET] + at.VESSELS_COUNT]
    return (m[vessel + at.ROUND] + 1) * count + m[vessel + at.VESSEL]


@once
def needs_rounds(m: Memory, vehicle: int) -> bool:
    """Whether a vessel lacks the draws of a round that it may begin now."""
    return m[vehicle + at.FLEET] != 0 and m[vehicle + at.ROUND] + 1 >= m[vehicle + at.ROUNDS_END]


@once
def next_round(m: Memory, vessel: int) -> None:
    """Turn round: the end of one trip is the start of the next."""
    number = _next_number(m, vessel)
    m[vessel + at.SIDE] = 1 - m[vessel + at.SIDE]
    m[vessel + at.ROUND] += 1
    line = m[side_of(m, m[vessel + at.FLEET], m[vessel + at.SIDE]) + at.SIDE_LINE]
    width = m[at.ROUND_WIDTH]
    row = m[vessel + at.ROUND] - m[vessel + at.ROUNDS_FIRST]
    begin(m, vessel, line, number, 0, m[vessel + at.ROUNDS_AT] + row * width)


@once
def begin_first_rounds(m: Memory) -> None:
    """Let all vessels begin: no other vehicle is there yet."""
    vessel = m[at.ALL_VEHICLES]
    while vessel != 0:
        number, draws = m[vessel + at.VESSEL], m[vessel + at.ROUNDS_AT]
        begin(m, vessel, m[vessel + at.LINE], number, 0, draws)
        vessel = m[vessel + at.ALL_NEXT]


@once
def vessel_load(m: Memory, vessel: int) -> bool:
    """Be ready; at the berth, unless the fleet waits at anchorage."""
    ready(m, vessel)
    m[vessel + at.SERVICE_TICKS] = 0
    m[vessel + at.START] = m[at.NOW] if m[vessel + at.BERTH] != 0 else -1
    if m[m[vessel + at.FLEET] + at.AT_ANCHORAGE] == 0 and m[vessel + at.BERTH] == 0:
        m[vessel + at.AFTER_BERTH] = at.THEN_ASK
        if not take_berth(m, vessel):
            return False
    return _ask_next(m, vessel)


@jit
def _ask_next(m: Memory, vessel: int) -> bool:
    m[vessel + at.STATE] = at.ASKING
    ask(m, vessel)
    return False


@once
def _answered(m: Memory, vessel: int) -> bool:
    """Lift a container or sail, as the answer says."""
    if m[vessel + at.ANSWER] == at.LIFT:
        if m[vessel + at.BERTH] == 0 and m[step_of(m, vessel) + at.MOVE_TARGET] != 0:
            m[vessel + at.AFTER_BERTH] = at.THEN_WORK
            if not take_berth(m, vessel):
                return False
        return _lift_next(m, vessel)
    if m[vessel + at.START] < 0:
        m[vessel + at.START] = m[at.NOW]
    gone(m, vessel)
    record(m, vessel, m[vessel + at.SERVICE_TICKS], m[vessel + at.ABOARD_COUNT])
    return True


@jit
def _lift_next(m: Memory, vessel: int) -> bool:
    lift = m[step_of(m, vessel) + at.MOVE_LIFT]
    if lift != 0:
        work(m, vessel, lift, at.LIFTING)
        return False
    lift_on(m, vessel, m[vessel + at.ORDINAL], 0, 0)
    return _ask_next(m, vessel)


@once
def vessel_lifted(m: Memory, vessel: int) -> bool:
    """A lift is over."""
    return _ask_next(m, vessel)


@once
def vessel_unload(m: Memory, vessel: int) -> bool:
    """Put everything down, at a berth; an empty vessel may stay at anchorage."""
    count = choose_leaving(m, vessel, -1)
    m[vessel + at.FEU] = count
    m[vessel + at.SERVICE_TICKS] = 0
    m[vessel + at.AFTER_BERTH] = at.THEN_WORK
    if count != 0 or m[m[vessel + at.FLEET] + at.AT_ANCHORAGE] == 0:
        return take_berth(m, vessel) and unload_on(m, vessel)
    return unload_on(m, vessel)


@once
def go_on_with_berth(m: Memory, vessel: int) -> bool:
    """The berth is there and the turnaround over."""
    if m[step_of(m, vessel) + at.MOVE_KIND] == at.UNLOAD:
        return unload_on(m, vessel)
    if m[vessel + at.AFTER_BERTH] == at.THEN_ASK:
        return _ask_next(m, vessel)
    return _lift_next(m, vessel)


# --- a full yard: discharge and loading alternate -------------------------------------------
@jit
def _wait_for_room(m: Memory, vessel: int) -> None:
    """Wait for room, or for a container to load in exchange."""
    m[vessel + at.WAITS] = m[m[vessel + at.LANDING] + at.YARD]
    m[vessel + at.STATE] = at.ROOM_OR_ANSWER
    ask(m, vessel)


@once
def _hear(m: Memory, vessel: int) -> bool:
    """Either has come: SimPy takes one more turn to say so, then room or a lift it is."""
    if m[vessel + at.STATE] == at.ROOM_OR_ANSWER:
        m[vessel + at.STATE] = at.ROOM_OR_ANSWER_HEARD
        m[vessel + at.LISTENS] = 0
        happen_now(m, vessel)
        return False
    m[vessel + at.WAITS] = 0
    if m[vessel + at.ANSWER] == at.PENDING:
        return _let_in(m, vessel)
    if _swap_lift(m, vessel) != 0:
        work(m, vessel, _swap_lift(m, vessel), at.SWAPPING)
        return False
    return _swapped(m, vessel)


@jit
def _swap_lift(m: Memory, vessel: int) -> int:
    """Ticks to lift a container of the next trip."""
    return m[side_of(m, m[vessel + at.FLEET], 1 - m[vessel + at.SIDE]) + at.SIDE_LIFT]


@jit
def _swapped(m: Memory, vessel: int) -> bool:
    """A container of the next trip comes aboard and leaves its room to the one that lands."""
    had_room = m[vessel + at.ENTRY] != 0
    instead = 0 if had_room else m[vessel + at.LANDING]
    if lift_on(m, vessel, _next_number(m, vessel), _swap_lift(m, vessel), instead):
        m[vessel + at.ENTRY] = 1
        m[vessel + at.STATE] = at.LET_IN
        happen_now(m, vessel)
        return False
    if had_room:
        return _let_in(m, vessel)
    _wait_for_room(m, vessel)
    return False


@jit
def _let_in(m: Memory, vessel: int) -> bool:
    """There is room: the container is down."""
    unblocked(m, vessel)
    forget_blocked(m, vessel)
    land(m, m[vessel + at.LANDING])
    return unload_on(m, vessel)


@once
def vessel_goes_on(m: Memory, vessel: int, state: int) -> bool:
    """What only a vessel can wait for has come."""
    if state == at.ASKING:
        return _answered(m, vessel)
    if state == at.SWAPPING:
        return _swapped(m, vessel)
    if state == at.LET_IN:
        return _let_in(m, vessel)
    return _hear(m, vessel)
