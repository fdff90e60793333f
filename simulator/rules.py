"""Decisions that both engines, and the plan, make in exactly the same way.

Everything here is integer arithmetic on ticks. A calendar is two rising sequences of closed
intervals [start, end).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from simulator.units import NEVER, TICKS_PER_DAY

FINISH, SUSPEND, RESTART = 0, 1, 2

Ticks = Sequence[int]


def is_open(starts: Ticks, ends: Ticks, tick: int) -> bool:
    """Whether a calendar is open at a tick."""
    k = bisect_right(starts, tick) - 1
    return k < 0 or tick >= ends[k]


def next_open(starts: Ticks, ends: Ticks, tick: int) -> int:
    """First tick at or after `tick` at which a calendar is open."""
    k = bisect_right(starts, tick) - 1
    return tick if k < 0 or tick >= ends[k] else ends[k]


def service_end(starts: Ticks, ends: Ticks, rule: int, start: int, ticks: int) -> int:
    """When a service of `ticks` is over.

    FINISH goes on through closures; SUSPEND waits them out; RESTART begins again, with the same
    draw, at each reopening until an open stretch is long enough. Under these two a service that
    would start while closed (the next lift at a berth that has shut) starts at the reopening.
    """
    if rule == FINISH or not len(starts):
        return start + ticks
    k = bisect_right(starts, start)
    left, now = ticks, next_open(starts, ends, start)
    while k < len(starts) and starts[k] < now + left:
        if rule == SUSPEND:
            left -= starts[k] - now
        now = ends[k]
        k += 1
    return now + left


def path_tick(p: int, q: int, slot: int) -> int:
    """Tick of a train path: slot k of n = p/q paths a day is at floor(86400 k / n)."""
    return TICKS_PER_DAY * q * slot // p


def first_path(p: int, q: int, tick: int) -> int:
    """Number of the first path at or after a tick."""
    return -(-tick * p // (TICKS_PER_DAY * q))


def next_path(p: int, q: int, last: int, tick: int, starts: Ticks, ends: Ticks) -> int:
    """First path after number `last`, at or after `tick`, while the calendar is open."""
    slot = max(last + 1, first_path(p, q, tick))
    while True:
        at = path_tick(p, q, slot)
        opens = next_open(starts, ends, at)
        if opens == at:
            return slot
        slot = max(slot + 1, first_path(p, q, opens))


def slot_tick(slots: Ticks, cycle: int, number: int) -> int:
    """Tick of a timetable's slot by its number: `slots` repeat every `cycle` ticks."""
    rounds, k = divmod(number, len(slots))
    return rounds * cycle + slots[k]


def sailing_deadline(ready: int, here: int, there: int, longest_wait: int) -> int:
    """When a vessel must sail; `NEVER` where nothing waits.

    Its longest wait counts from the later of ready and the first container waiting at either end.
    """
    first = min(here, there)
    return NEVER if first >= NEVER else max(ready, first) + longest_wait


def day_value(values: Sequence[int], tick: int) -> int:
    """Value of the day of a tick; the last day's holds on."""
    return values[min(tick // TICKS_PER_DAY, len(values) - 1)]


def vessel_capacity(
    slots: int,
    tonnes_per_feu: float,
    deadweight_t: float,
    tonnes_per_cm: float,
    full_draught_m: float,
    available_m: float,
) -> int:
    """FEU that a vessel can take at an available draught: the smaller of slots and weight."""
    lost = max(0.0, full_draught_m - available_m) * 100 * tonnes_per_cm
    by_weight = int(max(0.0, deadweight_t - lost) / tonnes_per_feu + 1e-9)
    return min(slots, by_weight)


def storage_usd(tiers: Sequence[tuple[float, float]], stay_ticks: int) -> float:
    """Storage for a stay: every started day from a tier's `from_day` on costs its rate."""
    total, whole = 0.0, -(-stay_ticks // TICKS_PER_DAY)
    for k, (first, rate) in enumerate(tiers):
        until = tiers[k + 1][0] if k + 1 < len(tiers) else float(whole)
        total += rate * max(0.0, min(until, float(whole)) - first)
    return total
