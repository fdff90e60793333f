"""Settling facilities, yards and train paths of the compiled engine; see `resources`.

Whoever gets what it waited for goes on at once where that can change nothing that is settled in
this round; else it goes on as an event of this instant.
"""

from __future__ import annotations

from simulator import rules
from simulator.engines import compiled_layout as at
from simulator.engines.compiled_clock import happen_now, wake
from simulator.engines.compiled_jit import jit, once, window
from simulator.engines.compiled_layout import Memory
from simulator.engines.compiled_moves import begin_use
from simulator.engines.compiled_plain import settle_plain
from simulator.engines.compiled_queues import before, first, next_in, remove
from simulator.engines.compiled_resources import next_open, note_holder, take_in
from simulator.engines.compiled_units import begin_service, rows_left, touches_nothing, unit_goes_on
from simulator.units import NEVER


# --- facilities -----------------------------------------------------------------------------
@once
def settle_pool(m: Memory, pool: int) -> None:
    """Serve the head of the queue while it fits; nobody passes it."""
    queue = pool + at.POOL_QUEUE
    if m[pool + at.POOL_SLOTS] != 0:
        settle_plain(m, pool)
        return
    if m[queue] == 0:
        return
    opens = next_open(m, m[pool + at.POOL_CALENDAR])
    if opens > m[at.NOW]:
        wake(m, pool, opens)
        return
    who = first(m, queue)
    while who != 0 and m[who + at.SERVERS] <= m[pool + at.POOL_FREE]:
        remove(m, queue, who)
        m[pool + at.POOL_FREE] -= m[who + at.SERVERS]
        if m[who + at.KIND] == at.UNIT:
            m[pool + at.POOL_UNITS] += 1
            begin_service(m, who)
        else:
            note_holder(m, pool, who)
            _served(m, who)
        who = first(m, queue)


@once
def _served(m: Memory, vehicle: int) -> None:
    """A vehicle has its servers: a procedure begins, anything else is for the vehicle to do."""
    if m[vehicle + at.STATE] == at.QUEUEING:
        begin_use(m, vehicle)
    else:
        happen_now(m, vehicle)


# --- yards ----------------------------------------------------------------------------------
@once
def settle_room(m: Memory, room: int) -> None:
    """Let in whoever fits, in order; a full quota holds back its own direction only."""
    queue = room + at.ROOM_QUEUE
    unit = first(m, queue)
    while unit != 0 and m[room + at.INSIDE_COUNT] < m[room + at.CAPACITY]:
        following = next_in(m, queue, unit)
        quota = m[m[room + at.QUOTAS] + m[unit + at.DIRECTION]]
        if not 0 <= quota <= m[m[room + at.BY_DIRECTION] + m[unit + at.DIRECTION]]:
            remove(m, queue, unit)
            take_in(m, room, unit)
            _let_in(m, unit)
        unit = following


@jit
def _let_in(m: Memory, unit: int) -> None:
    """Tell the container, or the vehicle that is putting it down."""
    vehicle = m[unit + at.CARRIER]
    if vehicle == 0:
        if rows_left(m) and touches_nothing(m, unit):
            unit_goes_on(m, unit)
        else:
            happen_now(m, unit)
        return
    m[vehicle + at.ENTRY] = 1
    if m[vehicle + at.STATE] in (at.NO_ROOM, at.ROOM_OR_ANSWER):
        happen_now(m, vehicle)


# --- train paths ----------------------------------------------------------------------------
@once
def settle_paths(m: Memory, paths: int) -> None:
    """Give this tick's path, and come back at the next one that a waiting train can use."""
    while True:
        best = best_slot = 0
        best_tick = NEVER
        for k in range(m[paths + at.GATES_COUNT]):
            gate = m[m[paths + at.GATES] + k]
            train = first(m, gate + at.GATE_QUEUE)
            if train != 0:
                slot = _next_slot(m, paths, gate)
                tick = rules.path_tick(m[paths + at.PATH_P], m[paths + at.PATH_Q], slot)
                if tick < best_tick or (tick == best_tick and _earlier(m, train, best)):
                    best, best_slot, best_tick = gate, slot, tick
        if best == 0:
            return
        if best_tick > m[at.NOW]:
            wake(m, paths, best_tick)
            return
        m[paths + at.LAST_SLOT] = best_slot
        train = first(m, best + at.GATE_QUEUE)
        remove(m, best + at.GATE_QUEUE, train)
        happen_now(m, train)


@once
def _earlier(m: Memory, train: int, gate: int) -> bool:
    """Whether a train goes before the first of another gate (all trains have one priority)."""
    other = first(m, gate + at.GATE_QUEUE)
    return before(m, train, other)


@once
def _next_slot(m: Memory, paths: int, gate: int) -> int:
    """Number of the next path that trains of this gate can use."""
    p, q, last = m[paths + at.PATH_P], m[paths + at.PATH_Q], m[paths + at.LAST_SLOT]
    calendar, now = m[gate + at.GATE_CALENDAR], m[at.NOW]
    count = m[calendar + at.CALENDAR_COUNT]
    starts = window(m, m[calendar + at.STARTS], count)
    ends = window(m, m[calendar + at.ENDS], count)
    return rules.next_path(p, q, last, now, starts, ends)
