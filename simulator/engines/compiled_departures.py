"""Timetables and fill-and-go departures of the compiled engine; see `departures`.

Settling may stop half-way for want of draws or memory (`NEED_TRIPS`, `MORE`): what was done stays
done, and the settling begins anew once there is more.
"""

from __future__ import annotations

from simulator import rules
from simulator.engines import compiled_layout as at
from simulator.engines.compiled_clock import happen_first, happen_now, wake
from simulator.engines.compiled_history import fresh
from simulator.engines.compiled_jit import inlined, jit, once, window
from simulator.engines.compiled_layout import Memory
from simulator.engines.compiled_queues import claim, first, oldest, remove
from simulator.engines.compiled_resources import next_open
from simulator.units import NEVER, TICKS_PER_DAY


@once
def settle_board(m: Memory, board: int) -> int:
    """Form the departures that are due."""
    vehicle = first(m, m[board + at.COLLECTORS])
    while vehicle != 0:
        remove(m, m[board + at.COLLECTORS], vehicle)
        step = m[m[vehicle + at.LINE] + at.L_STEPS] + m[vehicle + at.ROW] * at.MOVE_SIZE
        stop = m[step + at.MOVE_STOP]
        claim(m, stop_queue(m, board, stop), m[vehicle + at.SERVERS], vehicle)
        happen_now(m, vehicle)
        vehicle = first(m, m[board + at.COLLECTORS])
    if m[board + at.R_KIND] == at.TIMETABLE:
        return _form_by_timetable(m, board)
    return _form_when_full(m, board)


@inlined
def stop_queue(m: Memory, board: int, stop: int) -> int:
    """Queue of containers at a stop."""
    return m[board + at.QUEUES] + stop * (at.QUEUE_HEADS + 2 * m[at.PRIORITIES])


@jit
def room_today(m: Memory, board: int) -> int:
    """Capacity of a vehicle that leaves today."""
    rows = m[board + at.CAPACITIES]
    return rules.day_value(window(m, rows, m[board + at.DAYS]), m[at.NOW])


@jit
def can_start(m: Memory, board: int) -> int:
    """What is missing before another trip can be formed, `GO_ON` if nothing is."""
    line, number = m[board + at.BOARD_LINE], m[board + at.NUMBER]
    if not m[line + at.L_TRIPS_FIRST] <= number < m[line + at.L_TRIPS_END]:
        m[at.SUBJECT] = line
        return at.NEED_TRIPS
    if m[at.TOP] + m[at.MARGIN] > m[at.SIZE]:
        return at.MORE
    return at.GO_ON


@jit
def slot_tick(m: Memory, board: int) -> int:
    """Tick of a timetable's next slot."""
    rows = m[board + at.SLOTS]
    slots = window(m, rows, m[board + at.SLOTS_COUNT])
    return rules.slot_tick(slots, m[board + at.CYCLE], m[board + at.NUMBER])


@once
def _form_by_timetable(m: Memory, board: int) -> int:
    """Leave at the slot with what is there."""
    if m[at.NOW] < slot_tick(m, board):
        return at.GO_ON
    code = can_start(m, board)
    if code != at.GO_ON:
        return code
    if next_open(m, m[board + at.CLOSED]) == m[at.NOW]:
        units = min(room_today(m, board), m[stop_queue(m, board, 0)])
        if units > 0 or _wanted_later(m, board):
            start_trip(m, board, 0, units)
    m[board + at.NUMBER] += 1
    wake(m, board, slot_tick(m, board))
    return at.GO_ON


@once
def _wanted_later(m: Memory, board: int) -> bool:
    """Whether containers wait at a stop on the way."""
    for k in range(1, m[board + at.LOADS_COUNT]):
        if m[stop_queue(m, board, m[m[board + at.LOADS] + k])] != 0:
            return True
    return False


@once
def _form_when_full(m: Memory, board: int) -> int:
    """Leave when full, or after the longest wait of the first container."""
    now = m[at.NOW]
    opens = next_open(m, m[board + at.CLOSED])
    if opens > now:
        wake(m, board, opens)
        return at.GO_ON
    room = room_today(m, board)
    if room == 0:  # no draught today: look again tomorrow
        wake(m, board, (now // TICKS_PER_DAY + 1) * TICKS_PER_DAY)
        return at.GO_ON
    due = NEVER
    for k in range(m[board + at.LOADS_COUNT]):
        stop = m[m[board + at.LOADS] + k]
        queue = stop_queue(m, board, stop)
        while m[queue] >= room or (m[queue] != 0 and _overdue(m, board, queue)):
            code = can_start(m, board)
            if code != at.GO_ON:
                return code
            start_trip(m, board, stop, min(room, m[queue]))
            m[board + at.NUMBER] += 1
        if m[queue] != 0 and m[board + at.LONGEST_WAIT] >= 0:
            due = min(due, oldest(m, queue) + m[board + at.LONGEST_WAIT])
    if due < NEVER:
        wake(m, board, due)
    return at.GO_ON


@once
def _overdue(m: Memory, board: int, queue: int) -> bool:
    """Whether the first container has waited as long as it may."""
    longest = m[board + at.LONGEST_WAIT]
    return longest >= 0 and oldest(m, queue) + longest <= m[at.NOW]


@jit
def start_trip(m: Memory, board: int, stop: int, units: int) -> None:
    """Form a vehicle from a stop on, with the first containers there."""
    line = m[board + at.BOARD_LINE]
    vehicle = new_vehicle(m)
    number = m[board + at.NUMBER]
    row = m[line + at.L_STEPS_COUNT] + 1
    draws = m[line + at.L_TRIPS_AT] + (number - m[line + at.L_TRIPS_FIRST]) * row
    begin(m, vehicle, line, number, stop, draws)
    claim(m, stop_queue(m, board, stop), units, vehicle)
    happen_first(m, vehicle)


@once
def new_vehicle(m: Memory) -> int:
    """An empty vehicle, in a used one's memory if there is one."""
    vehicle = m[at.FREE_VEHICLES]
    if vehicle != 0:
        m[at.FREE_VEHICLES] = m[vehicle + at.NEXT]
    else:
        vehicle = m[at.TOP]
        m[at.TOP] += m[at.VEHICLE_SIZE]
        m[vehicle + at.ALL_NEXT] = m[at.ALL_VEHICLES]
        m[at.ALL_VEHICLES] = vehicle
    m[vehicle + at.KIND] = at.VEHICLE
    m[vehicle + at.OLDEST] = NEVER
    m[vehicle + at.PRIORITY] = m[at.USUAL_PRIORITY]
    return vehicle


@jit
def begin(m: Memory, vehicle: int, line: int, number: int, stop: int, draws: int) -> None:
    """Begin a trip: its number, its place in queues, its draws."""
    m[vehicle + at.LINE] = line
    m[vehicle + at.STOP] = stop
    m[vehicle + at.ROW] = m[m[line + at.L_FIRST_STEP] + stop]
    m[vehicle + at.STATE] = at.SETTING_OUT
    m[vehicle + at.RANK] = m[line + at.L_RANK]
    m[vehicle + at.ORDINAL] = number
    m[vehicle + at.TIE] = m[draws]
    m[vehicle + at.BEGAN] = m[at.NOW]
    fresh(m, vehicle + at.VEHICLE_HISTORY, draws + 1, m[line + at.L_STEPS_COUNT])
