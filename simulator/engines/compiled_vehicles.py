"""Vehicles of the compiled engine: the steps of a trip, and single trips; see `travellers`.

A move is begun and, each time that what it waits for has come, continued; both say whether the
move is over.
"""

from __future__ import annotations

from simulator.engines import compiled_layout as at
from simulator.engines.compiled_clock import touch
from simulator.engines.compiled_departures import room_today
from simulator.engines.compiled_history import takes_place
from simulator.engines.compiled_jit import jit, once
from simulator.engines.compiled_layout import Memory
from simulator.engines.compiled_moves import (
    board_at_once,
    choose_leaving,
    forget_blocked,
    land,
    leave_berth,
    lift_on,
    note_boarded,
    own_move,
    queue_up,
    record,
    record_trip,
    rest,
    step_of,
    take_berth,
    time_of,
    turn_around,
    work,
)
from simulator.engines.compiled_queues import enqueue, wait_for
from simulator.engines.compiled_resources import next_open, release
from simulator.engines.compiled_units import stop_of
from simulator.engines.compiled_vessels import (
    go_on_with_berth,
    next_round,
    put_down,
    unload_on,
    vessel_goes_on,
    vessel_lifted,
    vessel_load,
    vessel_unload,
)


@once
def vehicle_goes_on(m: Memory, vehicle: int) -> None:
    """What a vehicle waited for has come: go on until something else must be waited for."""
    going = m[vehicle + at.STATE] == at.SETTING_OUT
    if not going:
        going = _continue_move(m, vehicle) and _advance(m, vehicle)
    while going:
        if not takes_place(m, own_move(m, vehicle)):
            going = _advance(m, vehicle)
        else:
            m[vehicle + at.ARRIVE], m[vehicle + at.START] = m[at.NOW], -1
            going = _begin_move(m, vehicle) and _advance(m, vehicle)


@jit
def _advance(m: Memory, vehicle: int) -> bool:
    """Turn to the next step, perhaps of the next trip; False where there is none."""
    fleet, line = m[vehicle + at.FLEET], m[vehicle + at.LINE]
    if fleet == 0 and _ends_here(m, vehicle, line):
        _retire(m, vehicle)
        return False
    m[vehicle + at.ROW] += 1
    if m[vehicle + at.ROW] == m[line + at.L_STEPS_COUNT]:
        if fleet == 0:
            _retire(m, vehicle)
            return False
        record_trip(m, vehicle, m[at.NOW])
        next_round(m, vehicle)
    return True


@once
def _ends_here(m: Memory, vehicle: int, line: int) -> bool:
    """Whether the hold is empty at a stop behind which nobody boards."""
    step = step_of(m, vehicle)
    if m[step + at.MOVE_KIND] != at.UNLOAD or m[vehicle + at.ABOARD_COUNT] != 0:
        return False
    return m[line + at.L_LAST_LOAD] < m[step + at.MOVE_STOP]


@jit
def _retire(m: Memory, vehicle: int) -> None:
    record_trip(m, vehicle, m[at.NOW])
    m[vehicle + at.KIND] = at.GONE
    m[vehicle + at.NEXT] = m[at.FREE_VEHICLES]
    m[at.FREE_VEHICLES] = vehicle


# --- moves ----------------------------------------------------------------------------------
@once
def _begin_move(m: Memory, vehicle: int) -> bool:
    step = step_of(m, vehicle)
    kind = m[step + at.MOVE_KIND]
    if kind == at.RUN:
        return _run(m, vehicle, step)
    if kind == at.DEPART:
        return _wait_to_depart(m, vehicle, step)
    if kind == at.V_HOLD:
        m[vehicle + at.START] = m[at.NOW]
        rest(m, vehicle, time_of(m, vehicle), at.HOLDING)
        return False
    if kind == at.V_USE:
        queue_up(m, vehicle, m[step + at.MOVE_TARGET], m[step + at.MOVE_SERVERS], at.QUEUEING)
        return False
    if m[vehicle + at.FLEET] != 0:
        return vessel_load(m, vehicle) if kind == at.LOAD else vessel_unload(m, vehicle)
    return _load(m, vehicle, step) if kind == at.LOAD else _unload(m, vehicle, step)


@once
def _continue_move(m: Memory, vehicle: int) -> bool:
    state = m[vehicle + at.STATE]
    if state >= at.ASKING:
        return vessel_goes_on(m, vehicle, state)
    if state >= at.COLLECTING:
        return _continue_stop(m, vehicle, state)
    if state == at.AT_GATE:
        return _depart(m, vehicle)
    if state == at.USING:
        return _used(m, vehicle)
    record(m, vehicle, time_of(m, vehicle), 0)  # HOLDING or RUNNING is over
    return True


@once
def _continue_stop(m: Memory, vehicle: int, state: int) -> bool:
    if state == at.LIFTING:
        return _lifted(m, vehicle)
    if state == at.COLLECTING:
        return m[vehicle + at.CLAIMED_COUNT] == 0 or _begin_loading(m, vehicle)
    if state in (at.AT_QUAY, at.TURNING):
        return _at_berth(m, vehicle, state)
    return _lowered(m, vehicle, state)


@once
def _used(m: Memory, vehicle: int) -> bool:
    """A facility's service is over."""
    step = step_of(m, vehicle)
    release(m, m[step + at.MOVE_TARGET], vehicle, m[step + at.MOVE_SERVERS])
    record(m, vehicle, time_of(m, vehicle), 0)
    return True


@once
def _wait_to_depart(m: Memory, vehicle: int, step: int) -> bool:
    """Wait for a path on a grid, or for the gate to open."""
    paths, calendar = m[step + at.MOVE_TARGET], m[step + at.MOVE_CALENDAR]
    if paths != 0:
        m[vehicle + at.STATE] = at.AT_GATE
        enqueue(m, calendar + at.GATE_QUEUE, vehicle)
        touch(m, paths)
        return False
    opens = next_open(m, calendar)
    if opens > m[at.NOW]:
        rest(m, vehicle, opens - m[at.NOW], at.AT_GATE)
        return False
    return _depart(m, vehicle)


@jit
def _depart(m: Memory, vehicle: int) -> bool:
    m[vehicle + at.START] = m[at.NOW]
    record(m, vehicle, 0, 0)
    if m[vehicle + at.FLEET] != 0:
        leave_berth(m, vehicle)
    return True


@once
def _run(m: Memory, vehicle: int, step: int) -> bool:
    """Move; on a grid behind the train in front."""
    now, paths = m[at.NOW], m[step + at.MOVE_TARGET]
    m[vehicle + at.START] = now
    arrival = now + time_of(m, vehicle)
    if paths != 0:
        arrival = max(arrival, m[paths + at.LAST_ARRIVAL])
        m[paths + at.LAST_ARRIVAL] = arrival
    rest(m, vehicle, arrival - now, at.RUNNING)
    return False


# --- loading and unloading, in single trips -------------------------------------------------
@once
def _load(m: Memory, vehicle: int, step: int) -> bool:
    """At the first stop the containers are claimed already; at others, ask for them."""
    line, stop = m[vehicle + at.LINE], m[step + at.MOVE_STOP]
    if stop == m[vehicle + at.STOP]:
        return _begin_loading(m, vehicle)
    board = m[line + at.L_BOARD]
    m[vehicle + at.SERVERS] = max(0, room_today(m, board) - m[vehicle + at.ABOARD_COUNT])
    m[vehicle + at.STATE] = at.COLLECTING
    enqueue(m, m[board + at.COLLECTORS], vehicle)
    touch(m, board)
    return False


@jit
def _begin_loading(m: Memory, vehicle: int) -> bool:
    m[vehicle + at.FEU] = m[vehicle + at.CLAIMED_COUNT]
    note_boarded(m, vehicle, m[vehicle + at.ABOARD])
    if take_berth(m, vehicle) and _load_on(m, vehicle):
        return True
    wait_for(m, vehicle, m[vehicle + at.CLAIMED])
    return False


@jit
def _load_on(m: Memory, vehicle: int) -> bool:
    """Lift what is claimed; whether all is aboard."""
    step = step_of(m, vehicle)
    lift, stop = m[step + at.MOVE_LIFT], m[step + at.MOVE_ALIGHT]
    if lift == 0 and stop != at.SEVERAL and m[vehicle + at.ABOARD_COUNT] == 0:
        board_at_once(m, vehicle, stop)
    while m[vehicle + at.CLAIMED_COUNT] != 0:
        if lift != 0:
            work(m, vehicle, lift, at.LIFTING)
            return False
        lift_on(m, vehicle, m[vehicle + at.ORDINAL], 0, 0)
    leave_berth(m, vehicle)
    record(m, vehicle, m[vehicle + at.SERVICE_TICKS], m[vehicle + at.FEU])
    return True


@once
def _lifted(m: Memory, vehicle: int) -> bool:
    """A lift is over."""
    lift = m[step_of(m, vehicle) + at.MOVE_LIFT]
    lift_on(m, vehicle, m[vehicle + at.ORDINAL], lift, 0)
    return vessel_lifted(m, vehicle) if m[vehicle + at.FLEET] != 0 else _load_on(m, vehicle)


@once
def _unload(m: Memory, vehicle: int, step: int) -> bool:
    """Put down the containers for this stop, if there are any."""
    if not _anyone_alights(m, vehicle, m[step + at.MOVE_STOP]):
        return True
    return take_berth(m, vehicle) and _begin_unloading(m, vehicle)


@once
def _anyone_alights(m: Memory, vehicle: int, stop: int) -> bool:
    """Whether a container aboard is for a stop."""
    unit = m[vehicle + at.ABOARD]
    if unit == 0 or m[vehicle + at.ALL_ALIGHT] != at.SEVERAL:
        return unit != 0 and m[vehicle + at.ALL_ALIGHT] == stop
    while unit != 0 and stop_of(m, unit) != stop:
        unit = m[unit + at.NEXT]
    return unit != 0


@jit
def _begin_unloading(m: Memory, vehicle: int) -> bool:
    step = step_of(m, vehicle)
    stop = m[step + at.MOVE_STOP]
    if m[step + at.MOVE_LIFT] != 0:
        note_boarded(m, vehicle, m[vehicle + at.ABOARD])
    m[vehicle + at.FEU] = choose_leaving(m, vehicle, stop)
    return unload_on(m, vehicle)


@once
def _at_berth(m: Memory, vehicle: int, state: int) -> bool:
    """The facility has been given, or the turnaround is over."""
    m[vehicle + at.WAITS] = 0
    if state == at.AT_QUAY and not turn_around(m, vehicle):
        return False
    if m[vehicle + at.FLEET] != 0:
        return go_on_with_berth(m, vehicle)
    if m[step_of(m, vehicle) + at.MOVE_KIND] == at.LOAD:
        return _load_on(m, vehicle)
    return _begin_unloading(m, vehicle)


@once
def _lowered(m: Memory, vehicle: int, state: int) -> bool:
    """A container hangs over the ground, or has got room in the yard."""
    if state == at.NO_ROOM:
        m[vehicle + at.WAITS] = 0
        forget_blocked(m, vehicle)
        land(m, m[vehicle + at.LANDING])
        return unload_on(m, vehicle)
    return put_down(m, vehicle) and unload_on(m, vehicle)
