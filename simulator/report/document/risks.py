"""Section "risks and queues": spread, seasons, places that are busy, what did not arrive."""

from __future__ import annotations

import math

import pandas as pd

from simulator.charts.about import About
from simulator.report.document.comparison import corridor
from simulator.report.document.contest import contests, markets
from simulator.report.document.parts import (
    Block,
    Bullets,
    Column,
    Number,
    Section,
    Table,
    Text,
    Words,
    days,
    paragraph,
    section,
    text,
)
from simulator.report.document.pictures import Pictures
from simulator.report.scopes import Row
from simulator.report.text import counted
from simulator.report.words import explained, place_name, unhyphened
from simulator.results.read import Run

BUSY = 0.85
"""Utilisation from which on a facility's queue answers every bad week."""
LONG_WAIT = 0.5
"""Days of mean wait from which on a facility is listed, however busy."""
LEAST_MONTH = 0.5
"""FEU of a month, relative to the middle one of its row, below which it is no season."""
_KINDS = ("cdf", "queue")
"""Charts of a market; the first sets corridors against each other, so one alone has none."""


def risks(run: Run, about: About, pictures: Pictures) -> Section:
    """Charts and tables of what can go wrong."""
    per_market = []
    for market in markets(run.summary):
        name = about.market(market)
        mine = [
            contest for contest in contests(run.summary, run.replications, about)
            if contest.market == market
        ]  # fmt: skip
        kinds = _KINDS if any(len(contest.rows) > 1 for contest in mine) else _KINDS[1:]
        drawn = [p for kind in kinds for p in pictures.of(kind, market)]
        tables = [_spread(c.rows, run.months, about, c.direction) for c in mine]
        months, title = pictures.of("months", market), f"{name}: results by month of release"
        by_month = section(f"risks-{market}-months", title, *months, place="page")
        more = by_month if months else None
        per_market.append(section(f"risks-{market}", name, *drawn, *tables, more))
    places = section("risks-places", "Busy places", *_facilities(run.facilities, about))
    return section("risks", "Risks and queues", *_care(run, about), *per_market, places)


def _care(run: Run, about: About) -> list[Block]:
    """Explain each warning once, with the rows that it is about."""
    found = explained(run.summary, about.places)
    if not found:
        words = "Every container of every corridor arrived, and no place was overloaded."
        return [paragraph(words)]
    items = tuple(text(Words(rows, strong=True), f": {words}.") for rows, words in found)
    return [paragraph("Read with care:"), Bullets(items)]


def _spread(rows: tuple[Row, ...], months: pd.DataFrame, about: About, direction: str) -> Table:
    columns = (
        Column("Corridor"), Column("Median days", number=True), Column("P95", number=True),
        Column("P95 above median", number=True), Column("SD", number=True),
        Column("On time", number=True), Column("Quickest month"), Column("days", number=True),
        Column("Slowest month"), Column("days", number=True),
    )  # fmt: skip
    body = tuple(_spread_row(row, months, about) for row in rows)
    return Table(f"Spread and seasons, {direction}, terminal to terminal", columns, body)


def _spread_row(row: Row, months: pd.DataFrame, about: About) -> tuple[Text, ...]:
    same = (months["corridor"] == row.corridor) & (months["direction"] == row.direction)
    some: pd.DataFrame = months[same & (months["scope"] == row.scope)]
    mine = _whole_months(some[some["days_mean"].notna()])
    ends: list[Text] = [text("–"), text(days(math.nan))] * 2
    if len(mine):
        means = mine["days_mean"].to_numpy(float)
        ends = []
        for at in (int(means.argmin()), int(means.argmax())):
            ends += [text(str(mine["month"].iloc[at])), text(days(means[at]))]
    return (
        corridor(row.corridor, about), text(days(row.days_p50)), text(days(row.days_p95)),
        text(days(row.days_p95 - row.days_p50)), text(days(row.days_sd)),
        text(Number(row.on_time_share, "share")), *ends,
    )  # fmt: skip


def _whole_months(months: pd.DataFrame) -> pd.DataFrame:
    """Months without those that the window only touches, whose few FEU say nothing of a season."""
    least = LEAST_MONTH * float(months["feu"].median())
    kept: pd.DataFrame = months[months["feu"] >= least]
    return kept


def _facilities(facilities: pd.DataFrame, about: About) -> list[Block]:
    """Facilities that are busy or waited for, the longest wait first."""
    busy = facilities["utilisation"] >= BUSY
    waited = facilities["wait_days_mean"] >= LONG_WAIT
    some = facilities[busy | waited].sort_values(
        ["wait_days_mean", "place", "facility"], ascending=[False, True, True]
    )
    words = paragraph(
        f"{counted(len(facilities), 'facility', 'facilities')} were simulated; listed are those "
        "used for at least ", Number(BUSY, "share"), " of their capacity, or waited for half a "
        "day or more. What arrives are trains, ships, lorries and batches of boxes of all "
        "replications, other traffic included. Time closed counts as capacity.",
    )  # fmt: skip
    if some.empty:
        return [paragraph("No facility is used for ", Number(BUSY, "share"), " of its capacity or "
                          "makes its users wait half a day.")]  # fmt: skip
    titles = ("Servers", "Arrivals", "Mean wait, days", "P95 of the wait", "Mean queue",
              "P95 of the queue", "In use", "Closed")  # fmt: skip
    columns = (Column("Place"), Column("Facility"), *(Column(t, number=True) for t in titles))
    rows = tuple(_facility(row, about) for row in some.itertuples(index=False))
    return [words, Table("Facilities that are busy or waited for", columns, rows)]


def _facility(row: Row, about: About) -> tuple[Text, ...]:
    numbers = (
        (row.servers, "count"), (row.arrivals, "count"), (row.wait_days_mean, "stage"),
        (row.wait_days_p95, "stage"), (row.queue_mean, "mean"), (row.queue_p95, "mean"),
        (row.utilisation, "share"), (row.closed_share, "share"),
    )  # fmt: skip
    return (text(place_name(about.places, row.place)), text(unhyphened(str(row.facility))),
            *(text(Number(float(v), k)) for v, k in numbers))  # fmt: skip
