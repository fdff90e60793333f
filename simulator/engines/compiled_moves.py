"""What vehicles of the compiled engine share: berths, lifts, landings, the log of trips."""

from __future__ import annotations

from simulator.engines import compiled_layout as at
from simulator.engines.compiled_clock import happen_now, schedule
from simulator.engines.compiled_history import (
    leave_open,
    note_service,
    note_span,
    ticks_of,
    write_history,
)
from simulator.engines.compiled_jit import fetch, inlined, jit, once
from simulator.engines.compiled_layout import Memory
from simulator.engines.compiled_plain import own_step
from simulator.engines.compiled_queues import (
    add_aboard,
    add_leaving,
    in_order_of_lot,
    pop_claimed,
)
from simulator.engines.compiled_resources import delay, exchange, leave, release, request
from simulator.engines.compiled_units import (
    board_next,
    boards_next,
    rows_left,
    step_of_unit,
    stop_of,
    unit_goes_on,
)
from simulator.units import NEVER


@inlined
def step_of(m: Memory, vehicle: int) -> int:
    """Address of the step that a vehicle is in."""
    return m[m[vehicle + at.LINE] + at.L_STEPS] + m[vehicle + at.ROW] * at.MOVE_SIZE


@inlined
def own_move(m: Memory, vehicle: int) -> int:
    """Where a vehicle's history has the step that it is in."""
    return vehicle + at.VEHICLE_HISTORY + m[vehicle + at.ROW] * at.HISTORY_SIZE


@inlined
def time_of(m: Memory, vehicle: int) -> int:
    """Drawn time of the step that a vehicle is in."""
    return ticks_of(m, own_move(m, vehicle))


@jit
def queue_up(m: Memory, vehicle: int, pool: int, servers: int, state: int) -> None:
    """Queue for servers."""
    m[vehicle + at.STATE] = state
    request(m, pool, vehicle, servers)


@inlined
def rest(m: Memory, vehicle: int, ticks: int, state: int) -> None:
    """Let time pass."""
    m[vehicle + at.STATE] = state
    schedule(m, vehicle, m[at.NOW] + ticks)


@inlined
def work(m: Memory, vehicle: int, ticks: int, state: int) -> None:
    """Work at the berth, closures included."""
    berth, unit = m[vehicle + at.BERTH], m[vehicle + at.LEAVING]
    if unit == 0:
        unit = m[vehicle + at.CLAIMED]
    fetch(m, unit)
    fetch(m, unit + at.LINE_CELLS)
    rest(m, vehicle, ticks if berth == 0 else delay(m, berth, ticks), state)


@once
def begin_use(m: Memory, vehicle: int) -> None:
    """The servers for a procedure are there."""
    m[vehicle + at.WAITS] = 0
    m[vehicle + at.START] = m[at.NOW]
    pool = m[step_of(m, vehicle) + at.MOVE_TARGET]
    rest(m, vehicle, delay(m, pool, time_of(m, vehicle)), at.USING)


# --- berths ---------------------------------------------------------------------------------
@jit
def take_berth(m: Memory, vehicle: int) -> bool:
    """Get the facility (if any) and stand the turnaround; whether that is done already."""
    pool = m[step_of(m, vehicle) + at.MOVE_TARGET]
    if pool != 0:
        m[vehicle + at.BERTH] = pool
        queue_up(m, vehicle, pool, 1, at.AT_QUAY)
        return False
    return turn_around(m, vehicle)


@jit
def turn_around(m: Memory, vehicle: int) -> bool:
    """Stand the turnaround; whether there is none."""
    m[vehicle + at.START] = m[at.NOW]
    ticks = time_of(m, vehicle)
    m[vehicle + at.SERVICE_TICKS] = ticks
    if ticks == 0:
        return True
    work(m, vehicle, ticks, at.TURNING)
    return False


@jit
def leave_berth(m: Memory, vehicle: int) -> None:
    """Free the berth or track, if it has one."""
    if m[vehicle + at.BERTH] != 0:
        release(m, m[vehicle + at.BERTH], vehicle, 1)
        m[vehicle + at.BERTH] = 0


# --- containers on and off ------------------------------------------------------------------
@jit
def lift_on(m: Memory, vehicle: int, trip: int, lift: int, instead: int) -> bool:
    """Bring the next claimed container aboard; its place in the yard goes to `instead`, if any.

    Gives whether that one got the place.
    """
    unit = pop_claimed(m, vehicle)
    given = False
    if m[unit + at.YARD] != 0:
        if instead != 0:
            given = exchange(m, m[unit + at.YARD], unit, instead)
        else:
            leave(m, m[unit + at.YARD], unit)
    m[unit + at.YARD] = 0
    m[unit + at.START] = m[at.NOW]
    note_service(m, own_step(m, unit, m[unit + at.ROW]), lift, trip)
    add_aboard(m, vehicle, unit, stop_of(m, unit))
    return given


@once
def board_at_once(m: Memory, vehicle: int, stop: int) -> None:
    """Bring all that are claimed, for one stop, aboard an empty vehicle; a lift takes no time.

    What they have to note of it waits until they are put down.
    """
    unit = m[vehicle + at.CLAIMED]
    m[vehicle + at.ABOARD], m[vehicle + at.ABOARD_TAIL] = unit, m[vehicle + at.CLAIMED_TAIL]
    m[vehicle + at.ABOARD_COUNT] = m[vehicle + at.CLAIMED_COUNT]
    m[vehicle + at.CLAIMED] = m[vehicle + at.CLAIMED_TAIL] = m[vehicle + at.CLAIMED_COUNT] = 0
    m[vehicle + at.BOARDED], m[vehicle + at.ALL_ALIGHT] = m[at.NOW] + 1, stop


@jit
def note_boarded(m: Memory, vehicle: int, unit: int) -> None:
    """Note from one unit on that all came aboard at once, if they did and it is not noted yet."""
    tick, trip = m[vehicle + at.BOARDED] - 1, m[vehicle + at.ORDINAL]
    if tick < 0:
        return
    m[vehicle + at.BOARDED] = 0
    while unit != 0:
        m[unit + at.WAITS], m[unit + at.START] = 0, tick
        note_service(m, own_step(m, unit, m[unit + at.ROW]), 0, trip)
        unit = m[unit + at.NEXT]


@jit
def choose_leaving(m: Memory, vehicle: int, stop: int) -> int:
    """Part the containers for a stop (all, for -1) from the rest; how many they are."""
    unit, tail = m[vehicle + at.ABOARD], m[vehicle + at.ABOARD_TAIL]
    count = m[vehicle + at.ABOARD_COUNT]
    m[vehicle + at.ABOARD] = m[vehicle + at.ABOARD_TAIL] = m[vehicle + at.ABOARD_COUNT] = 0
    m[vehicle + at.OLDEST] = NEVER
    if stop < 0 or m[vehicle + at.ALL_ALIGHT] == stop:
        m[vehicle + at.LEAVING], m[vehicle + at.LEAVING_TAIL] = unit, tail
        return count
    count = 0
    while unit != 0:
        following = m[unit + at.NEXT]
        if stop_of(m, unit) == stop:
            add_leaving(m, vehicle, unit)
            count += 1
        else:
            add_aboard(m, vehicle, unit, stop_of(m, unit))
        unit = following
    return count


@jit
def land(m: Memory, unit: int) -> None:
    """A container is down and goes its own way."""
    m[unit + at.CARRIER] = 0
    if rows_left(m):
        unit_goes_on(m, unit)
    else:
        happen_now(m, unit)


@once
def land_freely(m: Memory, vehicle: int) -> None:
    """Put down those that leave, where no lift takes time, up to the first that needs a yard.

    In one tick the order does not matter: whoever will stand in front goes first, and the others
    need not look for their places.
    """
    unit, lot = m[vehicle + at.LEAVING], 0
    boarded, trip = m[vehicle + at.BOARDED] - 1, m[vehicle + at.ORDINAL]
    while unit != 0 and _needs_no_yard(m, unit):
        if m[unit + at.TIE] < lot:
            unit = in_order_of_lot(m, unit, _first_for_yard(m, unit))
        following, lot = m[unit + at.NEXT], m[unit + at.TIE]
        step, start = own_step(m, unit, m[unit + at.ROW]), m[unit + at.START]
        if boarded >= 0:
            start = boarded
            note_service(m, step, 0, trip)
        if boards_next(m, unit):
            note_span(m, step, start, m[at.NOW])
            board_next(m, unit)
        else:
            m[unit + at.WAITS], m[unit + at.START] = 0, start
            land(m, unit)
        unit = following
    m[vehicle + at.LEAVING] = unit
    if unit == 0:
        m[vehicle + at.LEAVING_TAIL] = 0
    note_boarded(m, vehicle, unit)


@inlined
def _needs_no_yard(m: Memory, unit: int) -> bool:
    return m[step_of_unit(m, unit) + at.UNIT_STEP_YARD] == 0


@once
def _first_for_yard(m: Memory, unit: int) -> int:
    """Who needs a yard, from a unit in a list on; 0 if nobody does."""
    while unit != 0 and _needs_no_yard(m, unit):
        unit = m[unit + at.NEXT]
    return unit


# --- held by a full yard --------------------------------------------------------------------
@once
def note_blocked(m: Memory, vehicle: int) -> None:
    """List a vehicle that a full yard may hold."""
    tail = m[at.BLOCKED_TAIL]
    m[vehicle + at.BLOCKED_NEXT], m[vehicle + at.BLOCKED_BEFORE] = 0, tail
    if tail == 0:
        m[at.BLOCKED] = vehicle
    else:
        m[tail + at.BLOCKED_NEXT] = vehicle
    m[at.BLOCKED_TAIL] = vehicle


@jit
def forget_blocked(m: Memory, vehicle: int) -> None:
    """It has got the room."""
    ahead, behind = m[vehicle + at.BLOCKED_BEFORE], m[vehicle + at.BLOCKED_NEXT]
    if ahead == 0:
        m[at.BLOCKED] = behind
    else:
        m[ahead + at.BLOCKED_NEXT] = behind
    if behind == 0:
        m[at.BLOCKED_TAIL] = ahead
    else:
        m[behind + at.BLOCKED_BEFORE] = ahead


# --- the log --------------------------------------------------------------------------------
@inlined
def record(m: Memory, vehicle: int, served: int, feu: int) -> None:
    """Note the step that a vehicle has finished."""
    step = own_move(m, vehicle)
    note_service(m, step, served, feu)
    note_span(m, step, m[vehicle + at.START], m[at.NOW])


@jit
def record_trip(m: Memory, vehicle: int, over: int) -> None:
    """Write the history of a trip."""
    line = m[vehicle + at.LINE]
    history = vehicle + at.VEHICLE_HISTORY
    write_history(m, line, vehicle, history, m[line + at.OWNER_INDEX], over)


@once
def record_open(m: Memory, vehicle: int) -> None:
    """Write the history of a trip that is under way when the run stops."""
    history, line, aboard = (
        vehicle + at.VEHICLE_HISTORY, m[vehicle + at.LINE], m[vehicle + at.ABOARD_COUNT]
    )  # fmt: skip
    leave_open(m, history, line, m[vehicle + at.ROW], m[vehicle + at.START], aboard)
    record_trip(m, vehicle, -1)
