"""Where things lie in the memory of the compiled engine.

The whole state of a run is one array of int64. A record (a container, a vehicle, a facility, …)
is known by the address of its first cell; the names here are offsets from it: `m[unit + START]`.
Address 0 is nobody. Lists are linked through cells of their members.
"""

from __future__ import annotations

Memory = list[int]
"""The type as the checker sees it; an int64 array where Numba runs it, else really a list."""

# --- what `advance` returns: why it stopped -------------------------------------------------
GO_ON, OVER, NEED_RELEASES, NEED_TRIPS, NEED_ROUNDS, MORE, FLUSH = range(7)

# --- the header: cells of the run itself, at fixed addresses --------------------------------
(
    _, NOW, TOP, SIZE, SUBJECT, LAST_TICK, WINDOW_END, OUTSTANDING,
    TODAY, TODAY_TAIL, URGENT, URGENT_TAIL,
    NEAR, MIDDLE, FAR, SPAN, SPAN_BITS,
    TOUCHED, TOUCHED_COUNT, DEPARTING, DEPARTING_COUNT,
    QUIET_DUE, STOP_DUE, OWN_EVENT,
    BLOCKED, BLOCKED_TAIL, DEADLOCK, STAMP,
    FREE_UNITS, ALL_UNITS, UNIT_SIZE, FREE_VEHICLES, ALL_VEHICLES, VEHICLE_SIZE,
    PRIORITIES, FREE_WAKES, MARGIN, FULL, ROUND_WIDTH, USUAL_PRIORITY,
    STARTED, HALF_SETTLED, STARTERS, STARTERS_COUNT, CLOSING, CLOSING_UNIT, CLOSING_VEHICLE,
    BASKETS, HEADER_SIZE,
) = range(49)  # fmt: skip
"""FULL: the first itinerary or line that has no room for another row of the log. USUAL_PRIORITY:
the class of priority 0, which vehicles have. BASKETS: to sort into, empty but while it is done."""

# --- the clock: lists of events by span of ticks, by 1024 spans, by 1024² spans -------------
WHEEL_BITS = 10
WHEEL = 1 << WHEEL_BITS
"""Lists of a wheel: their heads, then a bit for each that is in use."""
WORD_BITS = 6
WORD = 1 << WORD_BITS
"""Bits kept in a cell."""
WHEEL_SIZE = WHEEL + WHEEL // WORD

# --- baskets to sort into, by tie draw: their heads, bits for those in use, what comes out -----
BASKET_BITS = 8
BASKETS_COUNT = 1 << BASKET_BITS
BASKETS_SIZE = BASKETS_COUNT + BASKETS_COUNT // WORD + 1

# --- kinds of event, first cell of whatever can happen --------------------------------------
GONE, UNIT, VEHICLE, FLOW, WAKE, WINDOW_OVER, LAST = range(7)

# --- common to all events, and to all travellers --------------------------------------------
(
    KIND, EVENT_NEXT, EVENT_TICK, ROW, START, PHASE, STEPS, ARRIVE,
    TICK, TIE, NEXT, BEFORE, PRIORITY, WAITS, YARD, CARRIER,
    INSIDE_NEXT, INSIDE_BEFORE, DIRECTION, SERVERS, RANK, ORDINAL, BEGAN, ITINERARY,
    MARK, CURSOR, PARENT, ALL_NEXT, COUNTS, TRAVELLER_SIZE,
) = range(30)  # fmt: skip
"""NEXT, BEFORE link a queue, ordered by PRIORITY (a class, 0 the best), TICK, TIE, RANK, ORDINAL.
WAITS is the resource or vehicle without which it cannot go on. MARK, CURSOR, PARENT belong to
the search for circles. A row of names here is a line of the processor's cache, and the first two
are fetched together: what most events need comes first. YARD, CARRIER, ITINERARY and COUNTS are
those of units, ARRIVE that of vehicles."""
FOLLOWING = ARRIVE
"""Of a unit: the drawn time of the step after this one, and its row, 32 bits each."""
LINE_CELLS = 16
"""Of two lines."""
WAKE_RESOURCE, WAKE_SIZE = 3, LINE_CELLS

# --- histories: what a traveller did in each step, as the log has it (`plan.runlog`) ----------
SERVED_TRIP, START_END, HISTORY_SIZE = range(3)
"""Two cells for a step, two numbers of 32 bits in each. Before the step is done the first holds
its drawn time, or -1 where the step does not take place."""
HEAD_SIZE = 2
LOW = (1 << 32) - 1
HIGH_BITS = 32
LONGEST = (1 << 31) - 1
"""Longest time that a cell can hold: beyond the end of any run."""
OWNER_INDEX, ROWS_WIDTH, ROWS_AT, ROWS_NEXT, ROWS_END, ALSO_FULL, OWNER_SIZE = range(7)
"""First cells of an itinerary or line: its rows that wait to be carried away."""

# --- units ----------------------------------------------------------------------------------
UNIT_HISTORY = TRAVELLER_SIZE
BORN, UNDER_WAY, KNOWN = range(3)
"""KNOWN: in steps whose ends are noted already, the last of which is ROW."""

UNIT_STEP_KIND, UNIT_STEP_TARGET, UNIT_STEP_SERVERS, UNIT_STEP_STOP = range(4)
UNIT_STEP_ALIGHT, UNIT_STEP_YARD, UNIT_STEP_SIZE = range(4, 7)
ENTER, HOLD, USE, BOARD, END = range(5)

# --- vehicles -------------------------------------------------------------------------------
LINE, STATE = STEPS, PHASE
(
    STOP, SERVICE_TICKS, FEU, BERTH,
    ABOARD, ABOARD_TAIL, ABOARD_COUNT, ALL_ALIGHT, CLAIMED, CLAIMED_TAIL, CLAIMED_COUNT,
    LEAVING, LEAVING_TAIL, LANDING,
    ENTRY, ANSWER, LISTENS, AFTER_BERTH, FLEET, SIDE, ROUND, VESSEL, READY, OLDEST,
    SIDE_NEXT, SIDE_BEFORE, BLOCKED_NEXT, BLOCKED_BEFORE, VESSEL_NEXT, BOARDED,
    ROUNDS_AT, ROUNDS_FIRST, ROUNDS_END,
    FIRST_HOLD, _FH1, _FH2, SECOND_HOLD, _SH1, _SH2,
    VEHICLE_HISTORY,
) = range(TRAVELLER_SIZE, TRAVELLER_SIZE + 40)  # fmt: skip
"""FIRST_HOLD, SECOND_HOLD: its membership in the list of holders of a facility. FLEET is 0 for a
vehicle of a single trip. ALL_ALIGHT: the stop at which all aboard alight, or `SEVERAL`.
BOARDED: if not 0, all aboard came in the tick before this one, and have not noted it yet."""
SEVERAL = -1
HOLD_NEXT, HOLD_BEFORE, HOLD_POOL = range(3)
PENDING, LIFT, SAIL = range(3)
(
    SETTING_OUT, HOLDING, QUEUEING, USING, AT_GATE, RUNNING, COLLECTING, AT_QUAY, TURNING,
    LIFTING, LOWERING, NO_ROOM, ASKING, ROOM_OR_ANSWER, ROOM_OR_ANSWER_HEARD, SWAPPING, LET_IN,
) = range(17)  # fmt: skip
"""What a vehicle waits for."""
THEN_ASK, THEN_WORK = range(2)

LOAD, V_HOLD, V_USE, DEPART, RUN, UNLOAD = range(6)
MOVE_KIND, MOVE_TARGET, MOVE_SERVERS, MOVE_STOP, MOVE_CALENDAR, MOVE_LIFT, MOVE_SIZE = range(7)
MOVE_ALIGHT = MOVE_CALENDAR
"""MOVE_CALENDAR: the calendar, or on a grid the queue of those that heed it. MOVE_ALIGHT, of LOAD:
the stop at which all alight that board here, none of them from a yard; else `SEVERAL`."""

# --- resources ------------------------------------------------------------------------------
R_KIND, R_RANK, WAKE_AT, IS_TOUCHED, RESOURCE_SIZE = range(5)
POOL, ROOM, PATHS, TIMETABLE, FILL_AND_GO, FLEET_BOARD = range(10, 16)
(
    POOL_FREE, POOL_CALENDAR, POOL_RULE, POOL_UNITS, POOL_HOLDERS, POOL_HOLDERS_TAIL,
    POOL_SERVERS, POOL_SLOTS, POOL_QUEUE,
) = range(RESOURCE_SIZE, RESOURCE_SIZE + 9)  # fmt: skip
"""POOL_UNITS: how many units are in service. POOL_HOLDERS: vehicles that hold servers.
POOL_SLOTS: of a plain facility, when each server is free; 0 for others."""
(
    CAPACITY, INSIDE_COUNT, INSIDE, INSIDE_TAIL, QUOTAS, BY_DIRECTION, ROOM_QUEUE,
) = range(RESOURCE_SIZE, RESOURCE_SIZE + 7)  # fmt: skip
(
    PATH_P, PATH_Q, LAST_SLOT, LAST_ARRIVAL, GATES, GATES_COUNT, PATHS_SIZE,
) = range(RESOURCE_SIZE, RESOURCE_SIZE + 7)  # fmt: skip
GATE_CALENDAR, GATE_QUEUE = range(2)
(
    BOARD_LINE, NUMBER, CLOSED, CAPACITIES, DAYS, LONGEST_WAIT, LOADS, LOADS_COUNT, SLOTS,
    SLOTS_COUNT, CYCLE, QUEUES, COLLECTORS,
) = range(RESOURCE_SIZE, RESOURCE_SIZE + 13)  # fmt: skip
"""NUMBER of the next trip (for a timetable: its slot). QUEUES of the stops, in a row."""
VESSELS, VESSELS_COUNT, AT_ANCHORAGE, SIDES = range(RESOURCE_SIZE, RESOURCE_SIZE + 4)
"""SIDES: address of the two ends of a fleet."""
(
    SIDE_LINE, SIDE_CAPACITIES, SIDE_DAYS, LEAST_LOAD, SIDE_WAIT, SIDE_LIFT,
    SIDE_ASKING, SIDE_ASKING_TAIL, SIDE_BLOCKED, SIDE_BLOCKED_TAIL, SIDE_QUEUE,
) = range(11)  # fmt: skip

QUEUE_COUNT, QUEUE_HEADS = range(2)
"""A queue: how many, then head and tail for each class of priority."""

CALENDAR_COUNT, STARTS, ENDS, KNOWN_UNTIL, OPENS, CALENDAR_SIZE = range(6)
"""OPENS: when it is open next, known to hold for questions before KNOWN_UNTIL."""

(
    L_BOARD, L_STEPS, L_STEPS_COUNT, L_FIRST_STEP, L_LAST_LOAD, L_RANK,
    L_TRIPS_AT, L_TRIPS_FIRST, L_TRIPS_END, LINE_SIZE,
) = range(OWNER_SIZE, OWNER_SIZE + 10)  # fmt: skip
"""L_LAST_LOAD: the last stop at which a timetable may load, -1 for other lines. L_TRIPS_AT: rows of
draws of the trips from L_TRIPS_FIRST to before L_TRIPS_END."""

I_DIRECTION, I_STEPS, I_STEPS_COUNT, ITINERARY_SIZE = range(OWNER_SIZE, OWNER_SIZE + 4)

(
    F_INDEX, F_OURS, F_PRIORITY, F_ROWS, F_WIDTH, F_NEXT, F_END, F_FINAL, F_ORDINAL, FLOW_SIZE,
) = range(3, 13)  # fmt: skip
"""After the cells of an event: rows of releases, F_NEXT to before F_END; F_FINAL: no more come."""
R_TICK, R_ITINERARY, R_COUNTS, R_TIE, R_DRAWS = range(5)
"""A release: its tick, itinerary, whether it counts for the end, tie draw, times of its steps."""
