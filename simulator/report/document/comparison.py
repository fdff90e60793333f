"""Section "comparison": dollars and days of each corridor, and the paired differences."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import product

import pandas as pd

from simulator.charts.about import About
from simulator.report.document.answer import answer
from simulator.report.document.contest import Contest, Gap, contests, markets
from simulator.report.document.parts import (
    Block,
    Column,
    Number,
    Section,
    Table,
    Text,
    Words,
    count,
    days,
    ends,
    paragraph,
    section,
    text,
    usd,
)
from simulator.report.document.pictures import Pictures
from simulator.report.scopes import Row
from simulator.report.words import SCOPES
from simulator.results.read import Run


def comparison(run: Run, about: About, pictures: Pictures) -> Section:
    """Charts and tables of every market."""
    parts = []
    for market in markets(run.summary):
        first: list[Block] = [*pictures.of("compare", market)]
        rest: list[Block] = []
        for forward, scope in product((True, False), SCOPES):
            for contest in contests(run.summary, run.replications, about, scope):
                if (contest.market, contest.forward) == (market, forward):
                    main = forward and scope != "border"  # sections were asked for
                    (first if main else rest).extend(_tables(contest, about, scope, run.stages))
        parts.append(_market(market, about, first, rest))
    intro = paragraph(
        "Dollars are out-of-pocket per FEU (a 40-foot container): freight with storage, "
        "equipment, insurance and security. P5, P50 and P95 are days within which 5, 50 and 95 "
        "of 100 containers arrive, of all replications together. Compare corridors within one "
        "table only: other tables have other ends."
    )
    return section("comparison", "Comparison", intro, *parts)


def _market(market: str, about: About, first: list[Block], rest: list[Block]) -> Section:
    """The main way from terminal to terminal; other ways and scopes on demand."""
    name = about.market(market)
    title = f"{name}: other ends, and the way back"
    more = section(f"comparison-{market}-more", title, *rest, place="annex") if rest else None
    return section(f"comparison-{market}", name, *first, more)


def _tables(contest: Contest, about: About, scope: str, stages: pd.DataFrame) -> Iterable[Block]:
    """Table of a market, way and scope; on the way back its answer comes first."""
    if scope == "terminal" and not contest.forward:
        yield from answer(contest, about, stages)
    title = f"{contest.direction.capitalize()}, {SCOPES[scope]}"
    yield _figures_table(contest.rows, about, title)
    if scope == "terminal" and len(contest.rows) > 1:
        yield _gaps_table(contest, about, title)


def _figures_table(rows: Sequence[Row], about: About, title: str) -> Table:
    """Dollars and days of some rows of the summary."""
    spans = list(dict.fromkeys(about.ends(r.origin, r.destination) for r in rows))
    own_ends = len(spans) > 1
    punctual = any(not math.isnan(r.on_time_share) for r in rows)
    titles = ["Corridor", *(["From – to"] if own_ends else []), "USD per FEU", "95 % interval",
              "of which freight", "Days", "95 % interval", "P5 – P50 – P95",
              *(["On time"] if punctual else []), "FEU"]  # fmt: skip
    words = ("Corridor", "From – to")
    columns = tuple(Column(t, number=t not in words) for t in titles)
    cells = tuple(_figures(r, about, own_ends, punctual) for r in rows)
    return Table(title if own_ends else f"{title}: {spans[0]}", columns, cells)


def _figures(row: Row, about: About, own_ends: bool, punctual: bool) -> tuple[Text, ...]:
    return (
        corridor(row.corridor, about),
        *([text(about.ends(row.origin, row.destination))] if own_ends else []),
        text(usd(row.usd_mean)),
        _span(usd(row.usd_ci_low), usd(row.usd_ci_high)),
        text(usd(row.freight_usd_mean)),
        text(days(row.days_mean)),
        _span(days(row.days_ci_low), days(row.days_ci_high)),
        _span(days(row.days_p05), days(row.days_p50), days(row.days_p95)),
        *([text(Number(row.on_time_share, "share"))] if punctual else []),
        text(count(row.feu)),
    )


def corridor(key: str, about: About) -> Text:
    """A corridor in a table: its id, with its status where it is not open."""
    status = about.statuses.get(key, "open")
    return text(Words(key), f" ({status})" if status != "open" else "")


def _span(*numbers: Number) -> Text:
    if not any(n.known for n in numbers):
        return text(numbers[0])
    return text(*(part for n in numbers for part in (" – ", n)))[1:]


def _gaps_table(contest: Contest, about: About, title: str) -> Table:
    """Every corridor against the cheapest and the fastest."""
    cost = {g.other: g for g in contest.gaps("usd_mean")}
    time = {g.other: g for g in contest.gaps("days_mean")}
    cheap, fast = contest.known("usd_mean"), contest.known("days_mean")
    columns = (
        Column("Corridor"),
        Column(f"USD above {cheap[0].corridor}" if cheap else "USD", number=True),
        Column("95 % interval", number=True),
        Column(f"Days above {fast[0].corridor}" if fast else "Days", number=True),
        Column("95 % interval", number=True),
    )
    rows = []
    for row in contest.rows:
        first, second = cost.get(row.corridor), time.get(row.corridor)
        own_cost = 0.0 if cheap and row.corridor == cheap[0].corridor else math.nan
        own_days = 0.0 if fast and row.corridor == fast[0].corridor else math.nan
        rows.append((
            corridor(row.corridor, about), *_gap(first, "usd", own_cost),
            *_gap(second, "days", own_days),
        ))  # fmt: skip
    return Table(f"{title}: differences, paired by replication", columns, tuple(rows))


def _gap(gap: Gap | None, kind: str, own: float) -> tuple[Text, Text]:
    if gap is None:
        return text(Number(own, kind)), text(Number(math.nan, kind))
    return text(Number(gap.difference, kind)), _span(*ends(gap.low, gap.high, kind))
