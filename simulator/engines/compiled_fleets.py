"""Both ends of a fleet in the compiled engine: who loads what, and who must sail."""

from __future__ import annotations

from simulator import rules
from simulator.engines import compiled_layout as at
from simulator.engines.compiled_clock import happen_now, touch, wake
from simulator.engines.compiled_jit import jit, once, window
from simulator.engines.compiled_layout import Memory
from simulator.engines.compiled_queues import (
    add_claimed,
    before,
    claim,
    first,
    oldest,
    remove,
    unclaim_last,
    wait_for,
)  # fmt: skip
from simulator.units import NEVER


@jit
def side_of(m: Memory, board: int, side: int) -> int:
    """Address of one end of a fleet."""
    size = at.SIDE_QUEUE + at.QUEUE_HEADS + 2 * m[at.PRIORITIES]
    return m[board + at.SIDES] + side * size


@jit
def _room(m: Memory, end: int) -> int:
    rows = m[end + at.SIDE_CAPACITIES]
    return rules.day_value(window(m, rows, m[end + at.SIDE_DAYS]), m[at.NOW])


# --- lists of vessels at an end -------------------------------------------------------------
@jit
def _link(m: Memory, head: int, vessel: int, ahead: int) -> None:
    """Put a vessel behind another one in a list, first where there is none."""
    behind = m[head] if ahead == 0 else m[ahead + at.SIDE_NEXT]
    m[vessel + at.SIDE_BEFORE], m[vessel + at.SIDE_NEXT] = ahead, behind
    if ahead == 0:
        m[head] = vessel
    else:
        m[ahead + at.SIDE_NEXT] = vessel
    if behind == 0:
        m[head + 1] = vessel
    else:
        m[behind + at.SIDE_BEFORE] = vessel


@jit
def _unlink(m: Memory, head: int, vessel: int) -> None:
    ahead, behind = m[vessel + at.SIDE_BEFORE], m[vessel + at.SIDE_NEXT]
    if ahead == 0:
        m[head] = behind
    else:
        m[ahead + at.SIDE_NEXT] = behind
    if behind == 0:
        m[head + 1] = ahead
    else:
        m[behind + at.SIDE_BEFORE] = ahead


@once
def ready(m: Memory, vessel: int) -> None:
    """A vessel is empty and may load from now on."""
    m[vessel + at.READY] = m[at.NOW]
    head = side_of(m, m[vessel + at.FLEET], m[vessel + at.SIDE]) + at.SIDE_ASKING
    ahead = m[head + 1]
    while (
        ahead != 0
        and m[ahead + at.READY] == m[at.NOW]
        and m[ahead + at.ORDINAL] > m[vessel + at.ORDINAL]
    ):
        ahead = m[ahead + at.SIDE_BEFORE]
    _link(m, head, vessel, ahead)


@once
def gone(m: Memory, vessel: int) -> None:
    """A vessel leaves its end."""
    end = side_of(m, m[vessel + at.FLEET], m[vessel + at.SIDE])
    _unlink(m, end + at.SIDE_ASKING, vessel)


@once
def blocked(m: Memory, vessel: int) -> None:
    """A vessel waits for room to put a container down: it may load in exchange."""
    m[vessel + at.TICK] = m[at.NOW]
    end = side_of(m, m[vessel + at.FLEET], 1 - m[vessel + at.SIDE])
    ahead = m[end + at.SIDE_BLOCKED_TAIL]
    while ahead != 0 and before(m, vessel, ahead):
        ahead = m[ahead + at.SIDE_BEFORE]
    _link(m, end + at.SIDE_BLOCKED, vessel, ahead)


@once
def unblocked(m: Memory, vessel: int) -> None:
    """The container is down."""
    end = side_of(m, m[vessel + at.FLEET], 1 - m[vessel + at.SIDE])
    _unlink(m, end + at.SIDE_BLOCKED, vessel)


@jit
def ask(m: Memory, vessel: int) -> None:
    """Ask what to do next; the answer comes when the instant is settled."""
    m[vessel + at.ANSWER] = at.PENDING
    m[vessel + at.LISTENS] = 1
    touch(m, m[vessel + at.FLEET])


@jit
def _reply(m: Memory, vessel: int, answer: int) -> None:
    m[vessel + at.ANSWER] = answer
    if m[vessel + at.LISTENS] != 0:
        m[vessel + at.LISTENS] = 0
        happen_now(m, vessel)


# --- settling -------------------------------------------------------------------------------
@once
def settle_fleet(m: Memory, board: int) -> None:
    """Give waiting containers to vessels in order of readiness, then answer them."""
    for side in range(2):
        end = side_of(m, board, side)
        vessel = m[end + at.SIDE_BLOCKED]
        while vessel != 0:
            _swap(m, vessel, end)
            vessel = m[vessel + at.SIDE_NEXT]
        vessel = m[end + at.SIDE_ASKING]
        while vessel != 0:
            taken = m[vessel + at.ABOARD_COUNT] + m[vessel + at.CLAIMED_COUNT]
            unit = claim(m, end + at.SIDE_QUEUE, _room(m, end) - taken, vessel)
            wait_for(m, vessel, unit)
            vessel = m[vessel + at.SIDE_NEXT]
    due = NEVER
    for side in range(2):
        end = side_of(m, board, side)
        vessel = m[end + at.SIDE_ASKING]
        while vessel != 0:
            due = min(due, _answer(m, board, vessel, side))
            vessel = m[vessel + at.SIDE_NEXT]
    if due < NEVER:
        wake(m, board, due)


@once
def _swap(m: Memory, vessel: int, end: int) -> None:
    """Where the yard is full, a container comes aboard to make room for the next."""
    taken = m[vessel + at.ABOARD_COUNT] + m[vessel + at.CLAIMED_COUNT]
    if m[vessel + at.ENTRY] != 0 or m[vessel + at.ANSWER] != at.PENDING or taken >= _room(m, end):
        return
    queue = end + at.SIDE_QUEUE
    if m[queue] != 0:
        unit = first(m, queue)
        remove(m, queue, unit)
    else:
        unit = _promised(m, end)
    if unit != 0:
        add_claimed(m, vessel, unit)
        _reply(m, vessel, at.LIFT)


@once
def _promised(m: Memory, end: int) -> int:
    """Take a container back from the last vessel that has no berth yet to load it at."""
    other = m[end + at.SIDE_ASKING_TAIL]
    while other != 0:
        if m[other + at.BERTH] == 0 and m[other + at.CLAIMED_COUNT] != 0:
            return unclaim_last(m, other)
        other = m[other + at.SIDE_BEFORE]
    return 0


@once
def _answer(m: Memory, board: int, vessel: int, side: int) -> int:
    """Answer a vessel if it can do something; give the tick when it must sail."""
    if m[vessel + at.ANSWER] != at.PENDING:
        return NEVER
    end, other = side_of(m, board, side), side_of(m, board, 1 - side)
    here = min(m[vessel + at.OLDEST], oldest(m, end + at.SIDE_QUEUE))
    there = oldest(m, other + at.SIDE_QUEUE)
    due = rules.sailing_deadline(m[vessel + at.READY], here, there, m[end + at.SIDE_WAIT])
    load = m[vessel + at.ABOARD_COUNT] + m[vessel + at.CLAIMED_COUNT]
    full = 0 < _room(m, end) <= load
    may_sail = full or load >= m[end + at.LEAST_LOAD] or due <= m[at.NOW]
    if m[vessel + at.CLAIMED_COUNT] != 0 and (may_sail or m[board + at.AT_ANCHORAGE] == 0):
        _reply(m, vessel, at.LIFT)
    elif may_sail:
        _reply(m, vessel, at.SAIL)
    else:
        return due
    return NEVER
