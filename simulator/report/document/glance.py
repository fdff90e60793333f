"""The answer of all markets in one table: who is cheapest and who is fastest in each."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.charts.about import About
from simulator.report.document.comparison import corridor
from simulator.report.document.contest import Contest, ends_of
from simulator.report.document.parts import Column, Number, Table, Text, days, text, usd

_COLUMNS = (
    Column("Market"), Column("Cheapest"), Column("USD per FEU", number=True), Column("Fastest"),
    Column("Days", number=True), Column("95 of 100 within", number=True), Column("From – to"),
)  # fmt: skip
_NONE: Text = text("–")


def glance(found: Sequence[Contest], about: About) -> Table | None:
    """One row for each market, in its main direction; nothing for a single market."""
    if len(found) < 2:
        return None
    rows = tuple(_row(contest, about) for contest in found)
    return Table("At a glance, terminal to terminal", _COLUMNS, rows)


def _row(contest: Contest, about: About) -> tuple[Text, ...]:
    cost, speed = contest.known("usd_mean"), contest.known("days_mean")
    unknown = text(Number(float("nan"), "usd"))
    return (
        text(about.market(contest.market)),
        corridor(cost[0].corridor, about) if cost else _NONE,
        text(usd(cost[0].usd_mean)) if cost else unknown,
        corridor(speed[0].corridor, about) if speed else _NONE,
        text(days(speed[0].days_mean)) if speed else unknown,
        text(days(speed[0].days_p95)) if speed else unknown,
        text(ends_of(contest.rows, about)),
    )
