"""Containers and units of other traffic in the compiled engine; see `travellers`."""

from __future__ import annotations

from simulator.engines import compiled_layout as at
from simulator.engines.compiled_clock import happen_first, happen_now, passes_to, schedule, touch
from simulator.engines.compiled_history import (
    fresh,
    leave_open,
    note_span,
    start_of,
    ticks_of,
    write_history,
)
from simulator.engines.compiled_jit import inlined, jit, once
from simulator.engines.compiled_layout import Memory
from simulator.engines.compiled_plain import (
    alone,
    book,
    can_book,
    go_through,
    leave_plain,
    look_ahead,
    own_step,
    row_after,
    step_ahead,
    step_now,
    ticks_after,
)
from simulator.engines.compiled_queues import enqueue
from simulator.engines.compiled_resources import ask_in, delay, leave, release, request


# --- releases -------------------------------------------------------------------------------
@once
def what_is_missing(m: Memory, flow: int) -> int:
    """What a flow needs before it can release the units of this tick."""
    if m[flow + at.F_FINAL] == 0:
        last = m[flow + at.F_END] - m[flow + at.F_WIDTH]
        if m[flow + at.F_NEXT] > last or m[last + at.R_TICK] <= m[at.NOW]:
            m[at.SUBJECT] = flow
            return at.NEED_RELEASES
    room = m[at.SIZE] - m[at.TOP] - m[at.MARGIN]
    if (m[flow + at.F_END] - m[flow + at.F_NEXT]) * m[at.UNIT_SIZE] > room * m[flow + at.F_WIDTH]:
        return at.MORE
    return at.GO_ON


@once
def release_units(m: Memory, flow: int) -> None:
    """Release the units of this tick, and come back at the next; go on where they come first."""
    _release_now(m, flow)
    while m[flow + at.F_NEXT] < m[flow + at.F_END]:
        tick = m[m[flow + at.F_NEXT] + at.R_TICK]
        if not passes_to(m, tick):
            schedule(m, flow, tick)
            return
        if what_is_missing(m, flow) != at.GO_ON:
            happen_now(m, flow)
            return
        _release_now(m, flow)


@jit
def _release_now(m: Memory, flow: int) -> None:
    row, width, last = m[flow + at.F_NEXT], m[flow + at.F_WIDTH], m[flow + at.F_END]
    while row < last and m[row + at.R_TICK] <= m[at.NOW]:
        unit = _new_unit(m, flow, row)
        row += width
        if boards_next(m, unit):
            board_next(m, unit)
        elif row < last and m[row + at.R_TICK] > m[at.NOW] and rows_left(m):
            m[at.OWN_EVENT] = 1
            unit_goes_on(m, unit)
            m[at.OWN_EVENT] = 0
        else:
            happen_first(m, unit)
    m[flow + at.F_NEXT] = row


@once
def _new_unit(m: Memory, flow: int, row: int) -> int:
    unit = m[at.FREE_UNITS]
    if unit != 0:
        m[at.FREE_UNITS] = m[unit + at.NEXT]
    else:
        unit = m[at.TOP]
        m[at.TOP] += m[at.UNIT_SIZE]
        m[unit + at.ALL_NEXT] = m[at.ALL_UNITS]
        m[at.ALL_UNITS] = unit
    itinerary = m[row + at.R_ITINERARY]
    m[unit + at.KIND] = at.UNIT
    m[unit + at.PRIORITY] = m[flow + at.F_PRIORITY]
    m[unit + at.TIE] = m[row + at.R_TIE]
    m[unit + at.RANK] = m[flow + at.F_INDEX]
    m[unit + at.ORDINAL] = m[flow + at.F_ORDINAL]
    m[flow + at.F_ORDINAL] += 1
    m[unit + at.WAITS] = m[unit + at.YARD] = m[unit + at.CARRIER] = 0
    m[unit + at.DIRECTION] = m[itinerary + at.I_DIRECTION]
    m[unit + at.STEPS] = m[itinerary + at.I_STEPS]
    m[unit + at.ITINERARY] = itinerary
    m[unit + at.BEGAN] = m[at.NOW]
    m[unit + at.ROW], m[unit + at.PHASE] = -1, at.BORN
    m[unit + at.COUNTS] = m[row + at.R_COUNTS]
    m[at.OUTSTANDING] += m[row + at.R_COUNTS]
    fresh(m, unit + at.UNIT_HISTORY, row + at.R_DRAWS, m[itinerary + at.I_STEPS_COUNT])
    look_ahead(m, unit, -1)
    return unit


@inlined
def step_of_unit(m: Memory, unit: int) -> int:
    """Address of the step that a unit is in."""
    return m[unit + at.STEPS] + m[unit + at.ROW] * at.UNIT_STEP_SIZE


@inlined
def stop_of(m: Memory, unit: int) -> int:
    """Stop at which a unit aboard alights."""
    return m[step_of_unit(m, unit) + at.UNIT_STEP_ALIGHT]


# --- the itinerary --------------------------------------------------------------------------
@jit
def unit_goes_on(m: Memory, unit: int) -> None:
    """What a unit waited for has come."""
    if m[unit + at.PHASE] == at.UNDER_WAY:
        step = step_of_unit(m, unit)
        kind = m[step + at.UNIT_STEP_KIND]
        if kind == at.USE:
            _end_service(m, unit, step)
        elif kind == at.ENTER:
            m[unit + at.WAITS] = 0
            m[unit + at.START] = m[at.NOW]
        note_span(m, own_step(m, unit, m[unit + at.ROW]), m[unit + at.START], m[at.NOW])
    _next_step(m, unit)


@once
def goes_on_alone(m: Memory, unit: int) -> bool:
    """Whether a unit that is all there is in an instant could go on without any settling, and has.

    It books its next service, or waits for a departure that no container brings about.
    """
    if m[unit + at.PHASE] != at.KNOWN:
        return False
    step = step_ahead(m, unit)
    kind, target = m[step + at.UNIT_STEP_KIND], m[step + at.UNIT_STEP_TARGET]
    if kind == at.USE and can_book(m, target, ticks_after(m, unit)):
        book(m, unit, target)
        return True
    if kind == at.BOARD and m[target + at.R_KIND] == at.TIMETABLE and m[at.BLOCKED] == 0:
        _wait_on_board(m, unit, step, target)
        m[at.QUIET_DUE] = 0
        return True
    return False


@once
def _end_service(m: Memory, unit: int, step: int) -> None:
    pool = m[step + at.UNIT_STEP_TARGET]
    if m[pool + at.POOL_SLOTS] != 0:
        leave_plain(m, pool)
    else:
        release(m, pool, unit, m[step + at.UNIT_STEP_SERVERS])


@once
def begin_service(m: Memory, unit: int) -> None:
    """The servers are there."""
    step = step_of_unit(m, unit)
    row, pool, now = m[unit + at.ROW], m[step + at.UNIT_STEP_TARGET], m[at.NOW]
    ticks = ticks_of(m, own_step(m, unit, row))
    m[unit + at.WAITS] = 0
    m[unit + at.START] = now
    schedule(m, unit, now + delay(m, pool, ticks))


@once
def touches_nothing(m: Memory, unit: int) -> bool:
    """Whether the next step concerns neither a facility nor a yard."""
    return m[step_ahead(m, unit) + at.UNIT_STEP_KIND] in (at.HOLD, at.BOARD)


@once
def _next_step(m: Memory, unit: int) -> None:
    """Begin the next step that takes place."""
    step = step_ahead(m, unit)
    kind, target = m[step + at.UNIT_STEP_KIND], m[step + at.UNIT_STEP_TARGET]
    if kind == at.END:
        _deliver(m, unit)
    elif kind == at.HOLD:
        end = m[at.NOW] + ticks_after(m, unit)
        go_through(m, unit, row_after(m, unit), m[at.NOW], end)
    elif kind == at.USE and alone(m) and can_book(m, target, ticks_after(m, unit)):
        book(m, unit, target)
    else:
        _ask(m, unit, step, kind, target)


@once
def _ask(m: Memory, unit: int, step: int, kind: int, target: int) -> None:
    """Wait for room, servers or a departure."""
    if kind == at.BOARD:
        _wait_on_board(m, unit, step, target)
        return
    _wait(m, unit, target)
    if kind == at.ENTER:
        m[unit + at.YARD] = target
        ask_in(m, target, unit)
    else:
        request(m, target, unit, m[step + at.UNIT_STEP_SERVERS])


@inlined
def _wait(m: Memory, unit: int, target: int) -> None:
    """Be in the next step, and wait for something."""
    m[unit + at.ROW] = row = row_after(m, unit)
    m[unit + at.START] = -1
    m[unit + at.PHASE] = at.UNDER_WAY
    look_ahead(m, unit, row)
    m[unit + at.WAITS] = target


@inlined
def _wait_on_board(m: Memory, unit: int, step: int, board: int) -> None:
    """Wait for a departure."""
    _wait(m, unit, board)
    enqueue(m, m[step + at.UNIT_STEP_STOP], unit)
    if m[board + at.R_KIND] == at.TIMETABLE:  # leaves at its slots, whoever comes between
        m[at.QUIET_DUE] = 1
    else:
        touch(m, board)


@inlined
def boards_next(m: Memory, unit: int) -> bool:
    """Whether all that a unit does next is to wait for a departure."""
    return m[step_ahead(m, unit) + at.UNIT_STEP_KIND] == at.BOARD


@inlined
def board_next(m: Memory, unit: int) -> None:
    """Wait for the departure that is all that a unit does next."""
    step = step_ahead(m, unit)
    _wait_on_board(m, unit, step, m[step + at.UNIT_STEP_TARGET])


@once
def _deliver(m: Memory, unit: int) -> None:
    """Leave the yard and the model."""
    if m[unit + at.YARD] != 0:
        leave(m, m[unit + at.YARD], unit)
    _log(m, unit, m[at.NOW])
    m[unit + at.KIND] = at.GONE
    m[unit + at.NEXT] = m[at.FREE_UNITS]
    m[at.FREE_UNITS] = unit
    if m[unit + at.COUNTS] != 0:
        m[at.OUTSTANDING] -= 1
        check_over(m)


@jit
def check_over(m: Memory) -> None:
    """Stop once every container released in the window is delivered."""
    if m[at.OUTSTANDING] == 0 and m[at.NOW] >= m[at.WINDOW_END]:
        m[at.STOP_DUE] = 1


# --- the log --------------------------------------------------------------------------------
@inlined
def rows_left(m: Memory) -> bool:
    """Whether a unit may end within this event."""
    return m[at.FULL] == 0


@jit
def _log(m: Memory, unit: int, delivery: int) -> None:
    history = unit + at.UNIT_HISTORY
    write_history(m, m[unit + at.ITINERARY], unit, history, m[unit + at.RANK], delivery)


@once
def log_open(m: Memory, unit: int) -> None:
    """Write the history of a unit that is still inside when the run stops."""
    if m[unit + at.PHASE] == at.KNOWN:
        m[unit + at.ROW] = row = step_now(m, unit)
        start = start_of(m, own_step(m, unit, row))
        m[unit + at.START] = start if start <= m[at.NOW] else -1  # it has booked, and still waits
    trip = -1
    if m[unit + at.ROW] >= 0:
        trip = m[own_step(m, unit, m[unit + at.ROW]) + at.SERVED_TRIP] >> at.HIGH_BITS
    history, itinerary = unit + at.UNIT_HISTORY, m[unit + at.ITINERARY]
    leave_open(m, history, itinerary, m[unit + at.ROW], m[unit + at.START], trip)
    _log(m, unit, -1)
