"""Facilities and yards of the compiled engine; see `resources` for what they mean."""

from __future__ import annotations

from bisect import bisect_right

from simulator import rules
from simulator.engines import compiled_layout as at
from simulator.engines.compiled_clock import touch
from simulator.engines.compiled_jit import inlined, jit, once, window
from simulator.engines.compiled_layout import Memory
from simulator.engines.compiled_queues import enqueue, remove
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


@once
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


@once
def note_holder(m: Memory, pool: int, vehicle: int) -> None:
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


@once
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


@once
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
    take_in(m, room, entering)
    return True


@jit
def take_in(m: Memory, room: int, unit: int) -> None:
    """Give a container its room."""
    tail = m[room + at.INSIDE_TAIL]
    m[unit + at.INSIDE_NEXT], m[unit + at.INSIDE_BEFORE] = 0, tail
    if tail == 0:
        m[room + at.INSIDE] = unit
    else:
        m[tail + at.INSIDE_NEXT] = unit
    m[room + at.INSIDE_TAIL] = unit
    m[room + at.INSIDE_COUNT] += 1
    m[m[room + at.BY_DIRECTION] + m[unit + at.DIRECTION]] += 1
