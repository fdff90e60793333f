"""Facilities, yards and train paths of the compiled engine; see `resources` for what they mean."""

from __future__ import annotations

from bisect import bisect_right

from simulator import rules
from simulator.engines import compiled_layout as at
from simulator.engines.compiled_clock import happen_now, touch, wake
from simulator.engines.compiled_jit import inlined, jit, window
from simulator.engines.compiled_layout import Memory
from simulator.engines.compiled_queues import before, enqueue, first, next_in, remove
from simulator.units import NEVER


# --- calendars ------------------------------------------------------------------------------
@inlined
def next_open(m: Memory, calendar: int) -> int:
    """First open tick from now on."""
    now = m[at.NOW]
    if m[calendar + at.CALENDAR_COUNT] == 0:
        return now
    if now >= m[calendar + at.KNOWN_UNTIL]:
        _look_up(m, calendar, now)
    return max(now, m[calendar + at.OPENS])


@jit
def _look_up(m: Memory, calendar: int, now: int) -> None:
    """Remember until when the answer holds."""
    count = m[calendar + at.CALENDAR_COUNT]
    starts = window(m, m[calendar + at.STARTS], count)
    ends = window(m, m[calendar + at.ENDS], count)
    opens = rules.next_open(starts, ends, now)
    m[calendar + at.OPENS] = opens
    if opens > now:
        m[calendar + at.KNOWN_UNTIL] = opens
    else:
        k = bisect_right(starts, now)
        m[calendar + at.KNOWN_UNTIL] = starts[k] if k < count else NEVER


@inlined
def delay(m: Memory, pool: int, ticks: int) -> int:
    """Ticks until a service that starts now is over, closures included."""
    calendar, now = m[pool + at.POOL_CALENDAR], m[at.NOW]
    if m[calendar + at.CALENDAR_COUNT] == 0 or m[pool + at.POOL_RULE] == rules.FINISH:
        return ticks
    if next_open(m, calendar) == now and now + ticks <= m[calendar + at.KNOWN_UNTIL]:
        return ticks
    count = m[calendar + at.CALENDAR_COUNT]
    starts = window(m, m[calendar + at.STARTS], count)
    ends = window(m, m[calendar + at.ENDS], count)
    return rules.service_end(starts, ends, m[pool + at.POOL_RULE], now, ticks) - now


# --- facilities -----------------------------------------------------------------------------
@inlined
def request(m: Memory, pool: int, who: int, servers: int) -> None:
    """Ask for servers; the traveller goes on when they are all there."""
    m[who + at.SERVERS] = servers
    m[who + at.WAITS] = pool
    enqueue(m, pool + at.POOL_QUEUE, who)
    touch(m, pool)


@inlined
def release(m: Memory, pool: int, who: int, servers: int) -> None:
    """Give servers back."""
    m[pool + at.POOL_FREE] += servers
    if m[who + at.KIND] == at.UNIT:
        m[pool + at.POOL_UNITS] -= 1
    else:
        _forget_holder(m, pool, who)
    if m[pool + at.POOL_QUEUE] != 0:
        touch(m, pool)


@jit
def settle_pool(m: Memory, pool: int) -> None:
    """Serve the head of the queue while it fits; nobody passes it."""
    queue = pool + at.POOL_QUEUE
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
        else:
            _note_holder(m, pool, who)
        happen_now(m, who)
        who = first(m, queue)


@jit
def _note_holder(m: Memory, pool: int, vehicle: int) -> None:
    """List a vehicle among those who hold servers, once."""
    one, two = vehicle + at.FIRST_HOLD, vehicle + at.SECOND_HOLD
    if m[one + at.HOLD_POOL] == pool or m[two + at.HOLD_POOL] == pool:
        return
    hold = one if m[one + at.HOLD_POOL] == 0 else two
    tail = m[pool + at.POOL_HOLDERS_TAIL]
    m[hold + at.HOLD_POOL], m[hold + at.HOLD_NEXT], m[hold + at.HOLD_BEFORE] = pool, 0, tail
    if tail == 0:
        m[pool + at.POOL_HOLDERS] = vehicle
    else:
        m[hold_in(m, pool, tail) + at.HOLD_NEXT] = vehicle
    m[pool + at.POOL_HOLDERS_TAIL] = vehicle


@jit
def hold_in(m: Memory, pool: int, vehicle: int) -> int:
    """Where a vehicle's membership in the list of a facility's holders lies."""
    one = vehicle + at.FIRST_HOLD
    return one if m[one + at.HOLD_POOL] == pool else vehicle + at.SECOND_HOLD


@jit
def _forget_holder(m: Memory, pool: int, vehicle: int) -> None:
    hold = hold_in(m, pool, vehicle)
    if m[hold + at.HOLD_POOL] != pool:
        return
    ahead, behind = m[hold + at.HOLD_BEFORE], m[hold + at.HOLD_NEXT]
    if ahead == 0:
        m[pool + at.POOL_HOLDERS] = behind
    else:
        m[hold_in(m, pool, ahead) + at.HOLD_NEXT] = behind
    if behind == 0:
        m[pool + at.POOL_HOLDERS_TAIL] = ahead
    else:
        m[hold_in(m, pool, behind) + at.HOLD_BEFORE] = ahead
    m[hold + at.HOLD_POOL] = 0


# --- yards ----------------------------------------------------------------------------------
@inlined
def ask_in(m: Memory, room: int, unit: int) -> None:
    """Ask for room for one container."""
    enqueue(m, room + at.ROOM_QUEUE, unit)
    touch(m, room)


@inlined
def leave(m: Memory, room: int, unit: int) -> None:
    """Give its room back."""
    ahead, behind = m[unit + at.INSIDE_BEFORE], m[unit + at.INSIDE_NEXT]
    if ahead == 0:
        m[room + at.INSIDE] = behind
    else:
        m[ahead + at.INSIDE_NEXT] = behind
    if behind == 0:
        m[room + at.INSIDE_TAIL] = ahead
    else:
        m[behind + at.INSIDE_BEFORE] = ahead
    m[room + at.INSIDE_COUNT] -= 1
    m[m[room + at.BY_DIRECTION] + m[unit + at.DIRECTION]] -= 1
    if m[room + at.ROOM_QUEUE] != 0:
        touch(m, room)


@jit
def exchange(m: Memory, room: int, leaving: int, entering: int) -> bool:
    """Give the room of one who leaves to one who waits for it, if the quota allows it."""
    way = m[entering + at.DIRECTION]
    others = m[m[room + at.BY_DIRECTION] + way]
    if m[leaving + at.DIRECTION] == way:
        others -= 1
    quota = m[m[room + at.QUOTAS] + way]
    if m[entering + at.YARD] != room or 0 <= quota <= others:
        leave(m, room, leaving)
        return False
    remove(m, room + at.ROOM_QUEUE, entering)
    leave(m, room, leaving)
    _take_in(m, room, entering)
    return True


@jit
def _take_in(m: Memory, room: int, unit: int) -> None:
    tail = m[room + at.INSIDE_TAIL]
    m[unit + at.INSIDE_NEXT], m[unit + at.INSIDE_BEFORE] = 0, tail
    if tail == 0:
        m[room + at.INSIDE] = unit
    else:
        m[tail + at.INSIDE_NEXT] = unit
    m[room + at.INSIDE_TAIL] = unit
    m[room + at.INSIDE_COUNT] += 1
    m[m[room + at.BY_DIRECTION] + m[unit + at.DIRECTION]] += 1


@jit
def settle_room(m: Memory, room: int) -> None:
    """Let in whoever fits, in order; a full quota holds back its own direction only."""
    queue = room + at.ROOM_QUEUE
    unit = first(m, queue)
    while unit != 0 and m[room + at.INSIDE_COUNT] < m[room + at.CAPACITY]:
        following = next_in(m, queue, unit)
        quota = m[m[room + at.QUOTAS] + m[unit + at.DIRECTION]]
        if not 0 <= quota <= m[m[room + at.BY_DIRECTION] + m[unit + at.DIRECTION]]:
            remove(m, queue, unit)
            _take_in(m, room, unit)
            _let_in(m, unit)
        unit = following


@jit
def _let_in(m: Memory, unit: int) -> None:
    """Tell the container, or the vehicle that is putting it down."""
    vehicle = m[unit + at.CARRIER]
    if vehicle == 0:
        happen_now(m, unit)
        return
    m[vehicle + at.ENTRY] = 1
    if m[vehicle + at.STATE] in (at.NO_ROOM, at.ROOM_OR_ANSWER):
        happen_now(m, vehicle)


# --- train paths ----------------------------------------------------------------------------
@jit
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


@jit
def _earlier(m: Memory, train: int, gate: int) -> bool:
    """Whether a train goes before the first of another gate (all trains have one priority)."""
    other = first(m, gate + at.GATE_QUEUE)
    return before(m, train, other)


@jit
def _next_slot(m: Memory, paths: int, gate: int) -> int:
    """Number of the next path that trains of this gate can use."""
    p, q, last = m[paths + at.PATH_P], m[paths + at.PATH_Q], m[paths + at.LAST_SLOT]
    calendar, now = m[gate + at.GATE_CALENDAR], m[at.NOW]
    count = m[calendar + at.CALENDAR_COUNT]
    starts = window(m, m[calendar + at.STARTS], count)
    ends = window(m, m[calendar + at.ENDS], count)
    return rules.next_path(p, q, last, now, starts, ends)
