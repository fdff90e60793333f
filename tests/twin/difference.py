"""What differs first between two run logs, in words."""

import numpy as np

from simulator.plan.runlog import STEP_COLUMNS, TRIP_COLUMNS, UNIT_COLUMNS
from simulator.units import TICKS_PER_DAY

TABLES = (("units", UNIT_COLUMNS, 2), ("steps", STEP_COLUMNS, 3), ("trips", TRIP_COLUMNS, 3))
TIMES = {"release", "delivery", "arrive", "start", "end"}


def difference(plan, reference, compiled):
    """The first difference in time, in words; empty where the logs are equal."""
    found = [
        told
        for (name, columns, keys), a, b in zip(
            TABLES, reference.arrays(), compiled.arrays(), strict=True
        )
        if (told := _table(plan, name, columns, keys, a, b)) is not None
    ]
    if found:
        return min(found)[1]
    if reference.end != compiled.end:
        return f"the end: {_clock(reference.end)}, compiled {_clock(compiled.end)}"
    if reference.deadlock != compiled.deadlock:
        return f"deadlock: {reference.deadlock!r}, compiled {compiled.deadlock!r}"
    return ""


def _table(plan, name, columns, keys, a, b):
    """(tick, words) of the earliest row that is not in both; None where all are."""
    if a.shape == b.shape and np.array_equal(a, b):
        return None
    ours, theirs = ({tuple(r[:keys]): tuple(r) for r in t.tolist()} for t in (a, b))
    rows = [
        (_tick(columns, ours.get(k) or theirs[k]), k)
        for k in ours.keys() | theirs.keys()
        if ours.get(k) != theirs.get(k)
    ]
    if not rows:
        return -1, f"{name}: the same rows, some of them twice"
    tick, key = min(rows)
    return tick, _words(plan, name, columns, ours.get(key), theirs.get(key))


def _tick(columns, row):
    return row[columns.index("release" if "release" in columns else "arrive")]


def _words(plan, name, columns, ours, theirs):
    who = _who(plan, name, ours or theirs)
    if ours is None or theirs is None:
        return f"{who}: only in the {'compiled' if ours is None else 'reference'} log"
    parts = [
        f"{column} {_value(column, x)} (compiled {_value(column, y)})"
        for column, x, y in zip(columns, ours, theirs, strict=True)
        if x != y
    ]
    return f"{who}: {', '.join(parts)}"


def _who(plan, name, row):
    if name == "trips":
        line = plan.lines[row[0]]
        return f"trip {row[1]} of {line.name}, step {row[2]} {line.steps[row[2]].kind.name}"
    unit = f"unit {row[1]} of {plan.flows[row[0]].name}"
    return unit if name == "units" else f"{unit}, step {row[2]} of its itinerary"


def _value(column, value):
    return _clock(value) if column in TIMES else value


def _clock(tick):
    if tick < 0:
        return "never"
    day, rest = divmod(tick, TICKS_PER_DAY)
    return f"day {day} {rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"
