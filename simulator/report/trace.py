"""What `trace` prints: one container's journey, stage by stage, and what it paid."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from simulator.model.places import ITEMS
from simulator.report.text import Column, hundredths, prose, table, whole, width
from simulator.report.words import Names, place_name

_TIMES = ("wait_days", "service_days", "move_days")


@dataclass(frozen=True)
class Journey:
    """One container: its row of containers.parquet, and what the entries of its lists are."""

    row: Mapping[str, Any]
    labels: Sequence[Sequence[str]]
    """`[place, leg, stage, mode]` of each entry."""
    fixed: Sequence[tuple[int, str, float]]
    """(entry, item, USD) of the money that does not depend on time."""
    start: dt.date
    """Day 0 of the run."""
    names: Names = field(default_factory=dict)


def trace(journey: Journey, room: int | None = None) -> str:
    """Write the whole trace."""
    return "\n\n".join([_head(journey), _stages(journey, room or width()), _ledger(journey)])


def _date(start: dt.date, days: float) -> str:
    moment = dt.datetime.combine(start, dt.time()) + dt.timedelta(days=days)
    return f"{moment:%Y-%m-%d %H:%M}"


def _head(journey: Journey) -> str:
    row = journey.row
    released = _date(journey.start, row["release_days"])
    text = (
        f"{row['feu_id']}: {row['corridor']}, {row['direction']}, demand {row['demand']}. "
        f"Released {released} (day {row['release_days']:.2f})"
    )
    if math.isnan(row["delivery_days"]):
        text += "; not delivered by the end of the run, or too late to be followed."
    else:
        took = row["delivery_days"] - row["release_days"]
        delivered = _date(journey.start, row["delivery_days"])
        text += f", delivered {delivered}: {took:.2f} days, {hundredths(row['usd'])} USD."
    if not row["in_window"]:
        text += " It was released outside the window, so no average counts it."
    return prose(text, "  ")


def _stages(journey: Journey, room: int) -> str:
    columns = [
        Column("place"), Column("stage", folds=False), Column("wait", number=True),
        Column("service", number=True), Column("move", number=True), Column("USD", number=True),
        Column("what for"),
    ]  # fmt: skip
    rows = [row for n in range(len(journey.labels)) if (row := _stage(journey, n))]
    for before, row in reversed(list(pairwise(rows))):
        row[0] = "" if row[0] == before[0] else row[0]
    totals = [hundredths(math.fsum(journey.row[key])) for key in _TIMES]
    rows.append(["sum", "", *totals, hundredths(math.fsum(journey.row["stage_usd"])), ""])
    return table(columns, rows, room)


def _stage(journey: Journey, n: int) -> list[str] | None:
    """Cells of one entry; None where nothing happened and nothing was paid."""
    place, leg, stage, mode = journey.labels[n]
    times = [float(journey.row[k][n]) for k in _TIMES]
    usd = float(journey.row["stage_usd"][n])
    if not usd and not any(t > 0 for t in times):
        return None
    name = f"{mode} to {_next(journey, n)}" if leg and stage == "run" else stage
    cells = [hundredths(t) if t else "" for t in times]
    return [
        place_name(journey.names, place),
        name,
        *cells,
        hundredths(usd) if usd else "",
        _what_for(journey, n, usd),
    ]


def _next(journey: Journey, n: int) -> str:
    here = journey.labels[n][0]
    places = (label[0] for label in journey.labels[n:] if label[0] != here)
    return place_name(journey.names, next(places, here))


def _what_for(journey: Journey, n: int, usd: float) -> str:
    """Items of one entry's money; what is not fixed grew with time."""
    items: dict[str, float] = {}
    for at, item, amount in journey.fixed:
        if at == n:
            items[item] = items.get(item, 0.0) + amount
    rest = round(usd - math.fsum(items.values()), 2)
    if rest:
        items["storage" if journey.labels[n][2] == "charges" else "equipment"] = rest
    if len(items) == 1:
        return _words(next(iter(items)))
    return ", ".join(f"{_words(item)} {hundredths(value)}" for item, value in items.items())


def _words(item: str) -> str:
    return item.replace("_", " ")


def _ledger(journey: Journey) -> str:
    row = journey.row
    rows = [[_words(i), hundredths(row[f"{i}_usd"])] for i in ITEMS if row[f"{i}_usd"]]
    rows.append(["sum", hundredths(row["usd"])])
    body = table([Column("ledger"), Column("USD", number=True)], rows, 80)
    beside = (
        f"Beside it, not added: stock in transit {whole(row['stock_usd'])} USD, "
        f"{whole(row['co2e_kg'])} kg CO2e."
    )
    return f"{body}\n\n{beside}"
