"""Facilities of a market: those at the places of its corridors, in route order."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from simulator.charts.about import About
from simulator.charts.page import sentence
from simulator.charts.rows import records
from simulator.results.read import Run

YARD = "yard"


def places_in_order(stages: pd.DataFrame, market: str, about: About) -> list[str]:
    """Places of a market from the corridors' start to their end.

    By the mean share of the way at which each lies, over the corridors in their main direction.
    """
    mine = stages[stages["market"] == market]
    shares: dict[str, list[float]] = {}
    for (corridor, direction), rows in mine.groupby(["corridor", "direction"], sort=False):
        if about.forward.get(str(corridor), direction) != direction:
            continue
        km = 0.0
        at: dict[str, float] = {}
        seen: set[str] = set()
        for row in records(rows.sort_values("order")):
            at.setdefault(str(row["place"]), km)
            if row["leg"] and row["leg"] not in seen:
                seen.add(str(row["leg"]))
                km += float(row["km"])
        for place, where in at.items():
            shares.setdefault(place, []).append(where / km if km else 0.0)
    mean = {place: sum(some) / len(some) for place, some in shares.items()}
    return sorted(mean, key=lambda place: mean[place])


def days_of(run: Run, market: str, about: About) -> pd.DataFrame:
    """Rows of facility_days.parquet of a market's facilities, in route order.

    Raises InputError where the run holds no such table.
    """
    order = {place: n for n, place in enumerate(places_in_order(run.stages, market, about))}
    found = run.facility_days
    mine = found[found["place"].isin(list(order))]
    rank = mine["place"].map(order).astype(int)
    return mine.assign(rank=rank).sort_values(
        ["rank", "facility", "replication", "day"], kind="stable", ignore_index=True
    )


def in_window(days: pd.DataFrame, about: About) -> pd.DataFrame:
    """Rows of the days in which containers of the window were released."""
    low, high = about.window
    return days[(days["day"] >= low) & (days["day"] < max(high, low + 1))]


def labels(facilities: Iterable[tuple[str, str]], about: About) -> list[str]:
    """Each place and facility in words; facilities whose words are the same with their ids too."""
    keys = list(facilities)
    words = {key: _words(*key, about) for key in dict.fromkeys(keys)}
    every = list(words.values())
    return [
        f"{words[k]} ({k[1].replace('-', ' ')})" if every.count(words[k]) > 1 else words[k]
        for k in keys
    ]


def brief(place: str, facility: str, about: About) -> str:
    """Place and facility by its id, where there is little room."""
    return f"{about.short(place)}: {sentence(facility.replace('-', ' '))}"


def _words(place: str, facility: str, about: About) -> str:
    name = about.facilities.get((place, facility), "").partition(" (")[0]
    return f"{about.short(place)}: {sentence(name)}" if name else brief(place, facility, about)
