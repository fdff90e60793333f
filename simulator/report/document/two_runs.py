"""The report of two runs: what B changes against A."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from simulator.charts.about import About
from simulator.report import chance
from simulator.report.document.answer import named, sentences_of
from simulator.report.document.comparison import corridor
from simulator.report.document.parts import (
    Block,
    Column,
    Number,
    Paragraph,
    Section,
    Span,
    Table,
    Text,
    Words,
    ends,
    paragraph,
    section,
    text,
)
from simulator.report.document.pictures import Pictures
from simulator.report.one_run import Alone, apart, only_words
from simulator.report.scopes import Row
from simulator.report.settings import windows
from simulator.report.text import counted, sentence
from simulator.report.words import SCOPES
from simulator.results.inputs import differing, differing_files, shown
from simulator.results.words import listing

_SHOWN = {
    "usd_mean": ("USD per FEU", "usd"),
    "freight_usd_mean": ("of which freight", "usd"),
    "generalised_usd_mean": ("generalised USD", "usd"),
    "days_mean": ("days", "days"),
    "days_p95": ("P95 of days, mean of replications", "days"),
    "on_time_share": ("on time", "share"),
}
_POINTS = {"share": "points"}
"""Kind of a figure → kind of its difference, where that is another."""
_HEADLINES = {"usd_mean": ("costs", "USD per FEU", "usd"), "days_mean": ("takes", "days", "days")}


@dataclass(frozen=True)
class Pair:
    """Two runs by the names under which the report speaks of them."""

    a: str
    b: str
    """Names by which the text calls them."""
    found: pd.DataFrame
    """What `compare` gives."""
    document_a: Mapping[str, Any]
    document_b: Mapping[str, Any]

    @cached_property
    def parts(self) -> tuple[pd.DataFrame, Alone]:
        """What is in both runs, and what one of them has alone."""
        return apart(self.found)

    @property
    def frame(self) -> pd.DataFrame:
        """What `compare` gives of the ways that both runs have."""
        return self.parts[0]


def answers(pair: Pair, about: About) -> Section:
    """Sentences for each market: dollars, days, what else is beyond chance, what may be chance."""
    differ = windows(pair.document_a, pair.document_b)
    luck = "" if differ else " with the same luck"
    intro = paragraph(
        "A is ", Words(pair.a, strong=True), ", B is ", Words(pair.b, strong=True), ". Differences "
        f"are B − A, paired by replication{luck}.", role="note",
    )  # fmt: skip
    doubt = paragraph(sentence(differ), role="warning") if differ else None
    parts = []
    terminal = pair.frame[pair.frame["scope"] == "terminal"]
    moved, still = markets_of(pair)
    for market in moved:
        mine = terminal[terminal["market"] == market]
        sentences = [_largest(mine, metric, about) for metric in _HEADLINES]
        sentences += [_others(mine), _hidden(mine), _leaders(mine, about)]
        lead = Paragraph(sentences_of(sentences), "lead")
        if lead.text:
            parts.append(section(f"answer-{market}", about.market(market), lead))
    return section(
        "answer", "The answer", intro, doubt, *parts, _caveat(terminal),
        _same(still, moved, about), _alone(pair, about),
    )  # fmt: skip


def _caveat(frame: pd.DataFrame) -> Block | None:
    said = chance.caveat(list(frame.itertuples(index=False)))
    return paragraph(said, role="note") if said else None


def _alone(pair: Pair, about: About) -> Block | None:
    said = only_words(pair.parts[1], pair.frame, about.places)
    return paragraph(said) if said else None


def _same(still: Sequence[str], moved: Sequence[str], about: About) -> Block | None:
    if not still:
        return None
    names = listing([about.market(market) for market in still])
    opening = f"Nothing changes in {names}" if moved else "Nothing changes"
    return paragraph(f"{opening}: both runs have the same figures.")


def markets_of(pair: Pair) -> tuple[list[str], list[str]]:
    """Markets in which something changes, most corridors first, and those in which nothing does."""
    counts = pair.frame.groupby("market")["corridor"].nunique()
    order = sorted(map(str, counts.index), key=lambda m: (-counts[m], m))
    moved = {str(row.market) for row in _moved_rows(pair.frame)}
    return [m for m in order if m in moved], [m for m in order if m not in moved]


def _moved_rows(frame: pd.DataFrame) -> Iterator[Row]:
    """Rows whose difference, or an end of its interval, is read as more than nought."""
    row: Row
    for row in frame[frame["metric"].isin(list(_SHOWN))].itertuples():
        kind = _change_kind(row)
        nought = Number(0.0, kind).text
        known = [Number(v, kind) for v in (row.difference, row.ci_low, row.ci_high)]
        some = any(n.known and n.text != nought for n in known)
        if some or math.isnan(row.a) != math.isnan(row.b):
            yield row


def _rows(frame: pd.DataFrame, metric: str) -> list[Row]:
    some = frame[(frame["metric"] == metric) & frame["difference"].notna()]
    return list(some.itertuples(index=False))


def _largest(frame: pd.DataFrame, metric: str, about: About) -> Text:
    """The largest change that chance does not explain."""
    verb, unit, kind = _HEADLINES[metric]
    rows = _rows(frame, metric)
    if not rows:
        return ()
    clear = [r for r in rows if chance.is_clear(r)]
    what = "cost" if metric == "usd_mean" else "time"
    if not clear:
        if all(math.isnan(r.ci_low) for r in rows):
            return _without_interval(rows, verb, unit, kind, about)
        return text(f"No corridor's mean {what} changes beyond chance.")
    row = chance.largest(clear)[0]
    more = "more" if row.difference > 0 else "less"
    low, high = ends(row.ci_low, row.ci_high, kind, difference=True)
    return text(
        f"Beyond chance, the {what} that changes most is that of ", named(about, row.corridor),
        f" {row.direction}, which {verb} ", Number(row.b, kind), f" {unit} instead of ",
        Number(row.a, kind), ", ", Number(abs(row.difference), kind),
        f" {more} (95 % interval of the difference ", low, " to ", high,
        f", {row.replications} paired replications).",
    )  # fmt: skip


def _others(frame: pd.DataFrame) -> Text:
    """The largest changes of on time and of P95 that are beyond chance."""
    found: list[Row] = []
    for metric in _OTHERS:
        clear = [r for r in _rows(frame, metric) if chance.is_clear(r) and chance.is_worth(r)]
        found += chance.largest(clear)[:_MOST_OTHERS]
    if not found:
        return ()
    said = []
    for row in found:
        kind = _SHOWN[row.metric][1]
        said.append(_changed(row, text(Number(row.a, kind), " → ", Number(row.b, kind))))
    return text("On time and P95 beyond chance: ", _listed(said), ".")


_OTHERS, _MOST_OTHERS = ("on_time_share", "days_p95"), 2
"""Figures whose changes beyond chance follow those of dollars and days, and how many of each."""


def _hidden(frame: pd.DataFrame) -> Text:
    """Changes larger than those beyond chance that chance may explain all the same."""
    rows = list(frame.itertuples(index=False))
    some = chance.hidden(rows)
    if not some:
        return ()
    said = [_changed(row, text(Number(row.difference, _change_kind(row), True))) for row in some]
    return text(chance.hidden_opening(some, rows), _listed(said), chance.HIDDEN_END)


def _changed(row: Row, figures: Text) -> Text:
    """`middle westbound days −2.5 (−5.5 to +0.6)`."""
    words = f"{row.corridor} {row.direction} {chance.WORDS[row.metric]} "
    low, high = ends(row.ci_low, row.ci_high, _change_kind(row), difference=True)
    return text(words, figures, " (", low, " to ", high, ")")


def _change_kind(row: Row) -> str:
    """Kind of a row's difference."""
    kind = _SHOWN[row.metric][1]
    return _POINTS.get(kind, kind)


def _listed(texts: Sequence[Text]) -> Text:
    """Texts as in a sentence: `a, b and c`."""
    marks = [""] + [", "] * (len(texts) - 2) + [" and "] * (len(texts) > 1)
    return text(*(part for mark, one in zip(marks, texts, strict=True) for part in (mark, one)))


def _without_interval(rows: Sequence[Row], verb: str, unit: str, kind: str, about: About) -> Text:
    row = max(rows, key=lambda r: (abs(r.difference), r.corridor))
    return text(
        Words(about.corridor(row.corridor), True), f" {row.direction} {verb} ",
        Number(row.b, kind), f" {unit} instead of ", Number(row.a, kind),
        " (one replication, so chance cannot be judged).",
    )  # fmt: skip


def _leaders(frame: pd.DataFrame, about: About) -> Text:
    """Who leads in both, or that the lead passes on."""
    stays: dict[str, list[str]] = {}
    said = []
    for metric, word in (("usd_mean", "cheapest"), ("days_mean", "fastest")):
        rows = [r for r in _rows(frame, metric) if r.direction == _first(frame)]
        if len(rows) < 2:
            continue
        was = min(rows, key=lambda r: (r.a, r.corridor)).corridor
        now = min(rows, key=lambda r: (r.b, r.corridor)).corridor
        if was == now:
            stays.setdefault(about.corridor(was), []).append(f"the {word}")
        else:
            said.append(
                f"{about.corridor(now)} becomes the {word} instead of {about.corridor(was)}"
            )
    said = [f"{name} stays {listing(words)}" for name, words in stays.items()] + said
    return text(f"{_first(frame).capitalize()}, {listing(said)}.") if said else ()


def _first(frame: pd.DataFrame) -> str:
    return str(frame["direction"].iloc[0]) if len(frame) else ""


def differences(pair: Pair, about: About, pictures: Pictures) -> Section:
    """Charts and tables of the markets in which something changes."""
    blocks: list[Block] = []
    other: list[Block] = []
    left_out = 0
    for market in markets_of(pair)[0]:
        blocks += pictures.ways(market)
        for scope, words in SCOPES.items():
            at = (pair.frame["market"] == market) & (pair.frame["scope"] == scope)
            mine, still = _changed_rows(pair.frame[at & pair.frame["metric"].isin(list(_SHOWN))])
            rows = tuple(_difference_rows(mine, about))
            left_out += still if scope == "terminal" else 0
            if rows:
                table = Table(f"{about.market(market)}, {words}", _COLUMNS, rows)
                (blocks if scope == "terminal" else other).append(table)
    more = section("differences-more", "Differences between other ends", *other, place="annex")
    return section(
        "differences", "Differences", *(blocks or [paragraph("Nothing changes.")]),
        *([paragraph(_READING, role="note")] if blocks else []), *_left_out(left_out),
        more if other else None,
    )  # fmt: skip


_READING = (
    "Figures that do not change are left out. P95 and generalised cost are here the means of the "
    "replications' own, as only these can be paired; the tables of each run and its summary.csv "
    "pool the containers of all replications instead, so theirs may differ a little. A difference "
    "of shares is in percentage points (pp)."
)


def _changed_rows(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Rows that change; how many corridors and directions have none."""
    moved = list(_moved_rows(frame))
    each = set(zip(frame["corridor"], frame["direction"], strict=True))
    kept: pd.DataFrame = frame.loc[[row.Index for row in moved]]
    return kept, len(each - {(row.corridor, row.direction) for row in moved})


def _left_out(count: int) -> list[Block]:
    if not count:
        return []
    ways = counted(count, "corridor and direction", "corridors and directions")
    return [paragraph(f"Left out: {ways} of these markets in which nothing changes.", role="note")]


_COLUMNS = (
    Column("Corridor"), Column("Direction"), Column("Figure"), Column("A", number=True),
    Column("B", number=True), Column("B − A", number=True), Column("95 % interval", number=True),
)  # fmt: skip


def _difference_rows(frame: pd.DataFrame, about: About) -> Iterator[tuple[Text, ...]]:
    row: Row
    for row in frame.itertuples(index=False):
        words, kind = _SHOWN[row.metric]
        change = _change_kind(row)
        low, high = ends(row.ci_low, row.ci_high, change, difference=True)
        span: list[Span | str] = [low, " to ", high] if low.known else [low]
        yield (
            corridor(row.corridor, about), text(row.direction), text(words),
            text(Number(row.a, kind)), text(Number(row.b, kind)),
            text(Number(row.difference, change, True)), text(*span),
        )  # fmt: skip


def input_differences(pair: Pair) -> Section:
    """What the two scenarios ask for differently."""
    found = differing(pair.document_a, pair.document_b)
    rows = [
        (text(Words(path, code=True)), text(shown(one)), text(shown(two)))
        for path, (one, two) in found.items()
    ]
    files = differing_files(pair.document_a, pair.document_b)
    columns = Column("Path"), Column("A", wide=True), Column("B", wide=True)
    body = Table("What differs in the input", columns, tuple(rows)) if rows else None
    none = None if rows else paragraph("The two scenarios have the same settings and changes.")
    note = None
    if files:
        note = paragraph(f"Data files differ as well: {listing(files)}.", role="warning")
    return section("inputs", "What differs in the input", body, none, note)
