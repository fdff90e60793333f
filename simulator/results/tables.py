"""From replications to the tables of a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator.plan.journeys import Section
from simulator.results import columns
from simulator.results.display import html
from simulator.results.facilities import facility_row
from simulator.results.pieces import Pieces
from simulator.results.replication import Replication
from simulator.results.samples import Sample, month_of
from simulator.results.stages import stage_rows
from simulator.results.statistics import mean_of
from simulator.results.summary import (
    Cell,
    Header,
    misleading,
    month_rows,
    section_rows,
)  # fmt: skip

_SCOPES = ("terminal", "border", "section")
_SHOWN = (
    "market", "corridor", "direction", "scope", "feu", "usd_mean", "freight_usd_mean",
    "days_mean", "days_p05", "days_p50", "days_p95", "warnings",
)  # fmt: skip
"""Columns that a notebook shows."""


@dataclass(frozen=True, repr=False)
class Results:
    """The tables of a run; columns as in `columns`. The large ones stay pyarrow tables.

    `pieces` has those by container, departure and event, by name, replication after replication.
    """

    summary: pd.DataFrame
    months: pd.DataFrame
    stages: pd.DataFrame
    facilities: pd.DataFrame
    replications: pd.DataFrame
    facility_days: pa.Table
    pieces: Mapping[str, Sequence[Pieces]]
    seed: int
    count: int
    """Replications run."""
    deadlocks: dict[int, str]
    """Replication → the circle that stopped it (`deadlock: A → B → A`)."""

    def _repr_html_(self) -> str:
        """Show the comparison in a notebook: names escaped, one row per row of the summary."""
        head = f"<p>{self._size()}; days, and USD per FEU.</p>"
        return head + html(self.summary[list(_SHOWN)], most=len(self.summary))

    def __repr__(self) -> str:
        """Say what it is, not all that is in it."""
        return f"<Results: {self._size()}, {len(self.summary)} rows in `summary`>"

    def _size(self) -> str:
        return f"{self.count} replication{'s' if self.count != 1 else ''}, seed {self.seed}"

    @property
    def departures(self) -> pa.Table:
        """One row for each train, sailing and convoy."""
        return pa.concat_tables([p.table() for p in self.pieces["departures"]])

    @property
    def containers(self) -> list[pa.Table]:
        """One row for each FEU: a table per replication, in order."""
        return [p.table() for p in self.pieces["containers"]]

    @property
    def events(self) -> list[pa.Table]:
        """Everything that happened, if it was asked for: a table per replication."""
        return [p.table() for p in self.pieces["events"] if p.rows]


def frame(rows: Iterable[Mapping[str, Cell]], names: Mapping[str, str]) -> pd.DataFrame:
    """Rows as a data frame with exactly these columns."""
    return pd.DataFrame.from_records([dict(r) for r in rows], columns=list(names))


def _header(replications: Sequence[Replication]) -> Header:
    first = replications[0].book
    loads: dict[str, list[tuple[float, float]]] = {}
    for replication in replications:
        for load in replication.book.loads:
            loads.setdefault(load.name, []).append((load.load, load.closed_share))
    circles = [r.deadlock for r in replications if r.deadlock]
    return Header(
        scenario=first.scenario,
        price_year=first.price_year,
        replications=len(replications),
        seed=replications[0].seed,
        loads={
            name: (mean_of(x for x, _ in both), mean_of(c for _, c in both))
            for name, both in loads.items()
        },
        deadlock=circles[0] if circles else "",
    )


def _order(sections: Sequence[Section], corridors: Sequence[str]) -> list[int]:
    """Sections by corridor, direction (forward first) and scope."""
    at = {name: n for n, name in enumerate(corridors)}

    def key(n: int) -> tuple[int, str, bool, int, int]:
        s = sections[n]
        scope = _SCOPES.index(s.scope) if s.scope in _SCOPES else len(_SCOPES)
        return at.get(s.corridor, len(at)), s.corridor, not s.forward, scope, n

    return sorted(range(len(sections)), key=key)


def _months(replication: Replication) -> range:
    """Months of release that the window touches."""
    start = dt.date.fromisoformat(replication.book.start_day)
    first, last = month_of(start, np.array(replication.window) - [0, 1])
    return range(int(first), int(last) + 1)


def _stage_frame(
    replications: Sequence[Replication], header: Header, terminal: Sequence[list[Sample]],
    order: Sequence[int],
) -> pd.DataFrame:  # fmt: skip
    """Rows of stages.csv; none where they were not wanted."""
    rows: list[dict[str, Cell]] = []
    for n in order if replications[0].stages else ():
        blank = misleading(terminal[n], header)
        rows += stage_rows([r.stages[n] for r in replications], blank)
    return frame(rows, columns.STAGES)


def _facility_frame(replications: Sequence[Replication]) -> pd.DataFrame:
    many = zip(*(r.facilities for r in replications), strict=True)
    return frame((facility_row(one) for one in many), columns.FACILITIES)


def _joined(tables: Sequence[pa.Table], names: Mapping[str, str]) -> pa.Table:
    """Tables one after another; those without any row are left out."""
    some = [t for t in tables if t.num_rows]
    if not some:
        return pa.table({name: pa.array([], pa.float64()) for name in names})
    return pa.concat_tables(some).select(list(names)).combine_chunks()


@dataclass(frozen=True)
class Figures:
    """The tables that studies need of a run."""

    summary: pd.DataFrame
    replications: pd.DataFrame
    facilities: pd.DataFrame
    """Empty where facilities were not wanted."""


def figures(replications: Iterable[Replication]) -> Figures:
    """Build only what studies need, as `combine` builds it; replications in any order."""
    runs = sorted(replications, key=lambda r: r.number)
    header, sections = _header(runs), runs[0].book.sections
    samples = [[r.samples[n] for r in runs] for n in range(len(sections))]
    order = _order(sections, runs[0].book.corridor_order)
    numbers = [r.number for r in runs]
    rows = [section_rows(samples[n], numbers, header) for n in order]
    return Figures(*_section_frames(rows), _facility_frame(runs))


def _section_frames(
    rows: Sequence[tuple[dict[str, Cell], list[dict[str, Cell]]]],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of sections as summary.csv and as replications.parquet."""
    return (
        frame((summary for summary, _ in rows), columns.SUMMARY),
        frame((row for _, each in rows for row in each), columns.REPLICATIONS),
    )


def combine(replications: Iterable[Replication]) -> Results:
    """Build the tables of a run from its replications, given in any order."""
    runs = sorted(replications, key=lambda r: r.number)
    header, sections = _header(runs), runs[0].book.sections
    order = _order(sections, runs[0].book.corridor_order)
    samples = [[r.samples[n] for r in runs] for n in range(len(sections))]
    ends = [n for n, s in enumerate(sections) if s.scope == "terminal"]
    by_terminal = [ends.index(n) for n in order if n in ends]
    months = _months(runs[0])
    numbers = [r.number for r in runs]
    rows = [section_rows(samples[n], numbers, header) for n in order]
    summary, by_replication = _section_frames(rows)
    return Results(
        summary=summary,
        months=frame(
            (row for n in order if n in ends for row in month_rows(samples[n], header, months)),
            columns.MONTHS,
        ),
        stages=_stage_frame(runs, header, [samples[n] for n in ends], by_terminal),
        facilities=_facility_frame(runs),
        replications=by_replication,
        facility_days=_joined([r.facility_days for r in runs], columns.FACILITY_DAYS),
        pieces={
            name: [getattr(r, name) for r in runs]
            for name in ("departures", "containers", "events")
        },
        seed=header.seed,
        count=len(runs),
        deadlocks={r.number: r.deadlock for r in runs if r.deadlock},
    )
