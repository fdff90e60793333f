"""The answer of a market in three sentences: who is cheaper, who is faster, where time goes."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence

import pandas as pd

from simulator.charts.about import About, reason
from simulator.report.document.contest import Contest, Gap, ends_of
from simulator.report.document.parts import (
    Block,
    Number,
    Paragraph,
    Text,
    Words,
    days,
    ends,
    paragraph,
    text,
    usd,
)
from simulator.report.document.stays import LEAST, Makeup, makeup
from simulator.report.scopes import Row
from simulator.report.words import waiting_at
from simulator.results.words import listing

LOOSE = 0.2
"""Half-width of an interval, relative to the mean, from which on a mean is called loose."""


def answer(contest: Contest, about: About, stages: pd.DataFrame) -> list[Block]:
    """Paragraphs of one market and way: three sentences, and who has no figures."""
    cost, speed = contest.known("usd_mean"), contest.known("days_mean")
    out: list[Block] = []
    if cost and speed:
        sentences = [
            _cheapest(contest, cost, about),
            _fastest(contest, cost, speed, about),
            _made_of(contest, speed, about, stages),
        ]
        out.append(Paragraph(sentences_of(sentences), "lead"))
    return [*out, *_loose(contest), *_unknown(contest, about)]


def sentences_of(sentences: Iterable[Text]) -> Text:
    """Sentences with a space between them; empty ones are left out."""
    said = [s for s in sentences if s]
    return text(*(part for s in said for part in (" ", s)))[1:]


def _loose(contest: Contest) -> list[Block]:
    """Say whose averages hang on few replications."""
    loose = [
        r.corridor
        for r in contest.rows
        if r.days_ci_high - r.days_mean > LOOSE * r.days_mean
        or r.usd_ci_high - r.usd_mean > LOOSE * r.usd_mean
    ]
    if not loose:
        return []
    words = (
        f"The averages of {listing(loose)} are loose: half of a 95 % interval is more than a "
        "fifth of the mean. More replications would make them firmer."
    )
    return [paragraph(words, role="warning")]


def named(about: About, corridor: str) -> Text:
    """A corridor's name, with the id by which it goes from then on, and its status."""
    name, status = about.corridor(corridor), about.statuses.get(corridor, "open")
    known = [corridor] if name != corridor else []
    marks = ", ".join([*known, *([status] if status != "open" else [])])
    return text(Words(name, strong=True), f" ({marks})" if marks else "")


def _named(about: About, row: Row, told: Collection[str]) -> Text:
    """A corridor by id where its name has been told."""
    return text(Words(row.corridor)) if row.corridor in told else named(about, row.corridor)


def _cheapest(contest: Contest, rows: Sequence[Row], about: About) -> Text:
    best = rows[0]
    where = f"{contest.direction.capitalize()}, {ends_of(contest.rows, about)},"
    who, value = named(about, best.corridor), usd(best.usd_mean)
    if len(rows) == 1:
        return text(
            f"{where} this run has figures for one corridor only, ", who, ", which costs ",
            value, " USD per FEU", _own_interval(best, "usd"), ".",
        )  # fmt: skip
    gap = contest.gap(best, rows[1], "usd_mean")
    return text(
        f"{where} the cheapest is ", who, " at ", value, " USD per FEU; next is ",
        named(about, rows[1].corridor), ", ", Number(gap.difference, "usd"), " USD dearer",
        _sure(contest, gap, "usd"), ".",
    )  # fmt: skip


def _fastest(contest: Contest, cheap: Sequence[Row], rows: Sequence[Row], about: About) -> Text:
    best, cheapest = rows[0], cheap[0]
    spread = text(" and 95 of 100 containers within ", days(best.days_p95))
    spread = spread if not math.isnan(best.days_p95) else ()
    if len(rows) == 1:
        average = text("It takes ", days(best.days_mean), " days on average")
        return text(average, _own_interval(best, "days"), "," if spread else "", spread, ".")
    second = rows[1]
    gap = contest.gap(best, second, "days_mean")
    same = best.corridor == cheapest.corridor
    told = {r.corridor for r in cheap[:2]}
    priced = not same and second.corridor == cheapest.corridor
    return text(
        "It is also the fastest" if same else text("The fastest is ", _named(about, best, told)),
        ", with " if not same else " with ", days(best.days_mean), " days on average", spread, "; ",
        _named(about, second, {*told, best.corridor}), ", the cheapest," if priced else "",
        " takes ", Number(gap.difference, "days"), " days longer", _sure(contest, gap, "days"),
        () if same else _price_of_speed(contest, cheapest, best, priced), ".",
    )  # fmt: skip


def _price_of_speed(contest: Contest, cheapest: Row, fastest: Row, told: bool) -> Text:
    """What the fastest costs above the cheapest, and how many days it saves unless told before."""
    if math.isnan(fastest.usd_mean) or math.isnan(cheapest.days_mean):
        return ()
    more = Number(contest.gap(cheapest, fastest, "usd_mean").difference, "usd")
    if told:
        return text(" and costs ", more, " USD less")
    saved = Number(contest.gap(fastest, cheapest, "days_mean").difference, "days")
    return text("; against the cheapest, the fastest saves ", saved, " days and costs ", more,
                " USD more")  # fmt: skip


def _sure(contest: Contest, gap: Gap, kind: str) -> Text:
    """How sure a difference is, as far as the luck of the draw goes."""
    if math.isnan(gap.low):
        return text(" (one replication, so chance cannot be judged)")
    pairs = f", {gap.pairs} pairs of replications" if gap.pairs < contest.size else ""
    low, high = ends(gap.low, gap.high, kind)
    span = text(low, " to ", high, pairs)
    if gap.certain:
        return text(" (95 % interval ", span, ")")
    return text(" (which chance alone may explain: 95 % interval ", span, ")")


def _own_interval(row: Row, quantity: str) -> Text:
    low, high = getattr(row, f"{quantity}_ci_low"), getattr(row, f"{quantity}_ci_high")
    if math.isnan(low):
        return ()
    return text(" (95 % interval ", Number(low, quantity), " to ", Number(high, quantity), ")")


def _made_of(contest: Contest, speed: Sequence[Row], about: About, stages: pd.DataFrame) -> Text:
    """Where the days go on the fastest, and where most is waited."""
    made = {r.corridor: m for r in speed if (m := makeup(stages, r)) is not None}
    first = speed[0]
    if first.corridor not in made:
        return ()
    own = made[first.corridor]
    waited = text(days(own.waiting), " waiting") if own.waiting >= LEAST else "hardly any waiting"
    out = text(
        "Of its " if len(speed) == 1 else "Of the fastest's ", days(first.days_mean), " days, ",
        days(own.moving), " are spent moving, ", days(own.served),
        " being handled or cleared and ", waited, _at(own, about),
    )  # fmt: skip
    most = max(speed, key=lambda r: made[r.corridor].waiting if r.corridor in made else -1.0)
    if most.corridor == first.corridor:
        return text(out, "." if len(speed) == 1 else ", the longest wait of all corridors.")
    worst = made[most.corridor]
    told = {r.corridor for r in [*contest.known("usd_mean")[:2], *speed[:2]]}
    return text(
        out, "; containers wait longest on ", _named(about, most, told), ", for ",
        days(worst.waiting), " of its ", days(most.days_mean), " days", _at(worst, about), ".",
    )  # fmt: skip


def _at(made: Makeup, about: About) -> Text:
    if not made.place:
        return ()
    where = waiting_at(about.names, made.place, made.stage).replace(", ", " ")
    return text(f" (most of it at {where}: " if 2 * made.longest > made.waiting
                else f" (longest at {where}: ", days(made.longest), " days)")  # fmt: skip


def _unknown(contest: Contest, about: About) -> list[Block]:
    """Say which corridors have no means, and why."""
    said = []
    for row in contest.unknown:
        why = reason(str(row.warnings), about.names, row.feu, row.delivered)
        said.append(f"{about.corridor(row.corridor)} ({why})")
    if not said:
        return []
    return [paragraph(f"No average can be given for {listing(said)}.", role="warning")]
