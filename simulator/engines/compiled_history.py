"""Histories of the compiled engine: drawn times of a traveller's steps, and what became of them.

A traveller carries its history along; when it is done, the history becomes a row of the log.
"""

from __future__ import annotations

from simulator.engines import compiled_layout as at
from simulator.engines.compiled_jit import inlined, jit, once
from simulator.engines.compiled_layout import Memory
from simulator.plan.runlog import OPEN


@inlined
def takes_place(m: Memory, step: int) -> bool:
    """Whether a step that has not begun will take place at all."""
    return m[step + at.SERVED_TRIP] != -1


@inlined
def ticks_of(m: Memory, step: int) -> int:
    """Drawn time of a step that is not over."""
    return m[step + at.SERVED_TRIP] & at.LOW


@inlined
def note_span(m: Memory, step: int, start: int, end: int) -> None:
    """Note when service began, and when the step was over (or will be)."""
    start, end = min(start, at.LONGEST), min(end, at.LONGEST)
    m[step + at.START_END] = (start & at.LOW) | end << at.HIGH_BITS


@inlined
def end_of(m: Memory, step: int) -> int:
    """When a step was, or will be, over; -1 where that is not known yet."""
    return m[step + at.START_END] >> at.HIGH_BITS


@inlined
def start_of(m: Memory, step: int) -> int:
    """When service began, or will, in a step whose end is known."""
    return m[step + at.START_END] & at.LOW


@inlined
def note_service(m: Memory, step: int, served: int, trip: int) -> None:
    """Note ticks of service, and the trip boarded or the number of lifts."""
    m[step + at.SERVED_TRIP] = served | trip << at.HIGH_BITS


@jit
def fresh(m: Memory, history: int, draws: int, steps: int) -> None:
    """Begin a history with the drawn times of its steps (-1: does not take place)."""
    for k in range(steps):
        ticks = m[draws + k]
        if ticks >= 0:
            ticks = min(ticks, at.LONGEST) | -1 << at.HIGH_BITS
        m[history + k * at.HISTORY_SIZE + at.SERVED_TRIP] = ticks
        m[history + k * at.HISTORY_SIZE + at.START_END] = -1


@once
def leave_open(m: Memory, history: int, owner: int, row: int, start: int, trip: int) -> None:
    """Note the step that somebody is in when the run stops; those behind it never came."""
    steps = (m[owner + at.ROWS_WIDTH] - at.HEAD_SIZE) // at.HISTORY_SIZE
    for k in range(max(row, 0), steps):
        m[history + k * at.HISTORY_SIZE + at.SERVED_TRIP] = -1
        m[history + k * at.HISTORY_SIZE + at.START_END] = -1
    if row >= 0:
        step = history + row * at.HISTORY_SIZE
        note_service(m, step, 0, trip)
        note_span(m, step, start, OPEN)


@jit
def write_history(m: Memory, owner: int, traveller: int, history: int, of: int, over: int) -> None:
    """Add a row to those of an itinerary or line; see `plan.runlog`."""
    row, width = m[owner + at.ROWS_NEXT], m[owner + at.ROWS_WIDTH]
    m[row] = of | m[traveller + at.ORDINAL] << at.HIGH_BITS
    m[row + 1] = m[traveller + at.BEGAN] | over << at.HIGH_BITS
    for k in range(width - at.HEAD_SIZE):
        m[row + at.HEAD_SIZE + k] = m[history + k]
    m[owner + at.ROWS_NEXT] = row + width
    if row + width == m[owner + at.ROWS_END]:
        m[owner + at.ALSO_FULL] = m[at.FULL]
        m[at.FULL] = owner
