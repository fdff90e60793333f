"""What `compare` prints: a summary, and run B less run A, figure by figure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pandas as pd

from simulator.report import chance, settings
from simulator.report.one_run import apart, only_words
from simulator.report.scopes import Row, groups, heading
from simulator.report.text import (
    BLANK,
    Column,
    end_writer,
    percent,
    points,
    prose,
    sentence,
    signed,
    table,
    tenths,
    whole,
    width,
)
from simulator.report.words import Names
from simulator.results.inputs import change, differing, differing_files
from simulator.results.read import Run
from simulator.results.words import listing

_METRICS = {
    "days_mean": "days",
    "days_p95": "days, P95",
    "usd_mean": "USD/FEU",
    "freight_usd_mean": "freight USD",
    "generalised_usd_mean": "generalised USD",
    "on_time_share": "on time",
    "feu": "FEU per replication",
}
"""Metrics that are printed (the file has all), and what they are called."""
_PER_REPLICATION = ("days_p95",)
"""Quantiles, which each replication has of its own: the summary of a run pools containers."""
MOST_INPUTS = 12
"""Differences of the input that are printed; a report has all."""
MOST_CHANGES, MOST_OTHERS = 5, 3
"""Largest changes printed of each of dollars and days; of each other figure."""
_LONGEST = 40
"""Characters of a value of the input."""
_FIRST = ("usd_mean", "days_mean")


def summary(frame: pd.DataFrame, a: Run, b: Run, room: int | None = None) -> str:
    """Write what differs in the input of two runs, and what changes most by that."""
    names = a.document.get("places", {}) | b.document.get("places", {})
    both, alone = apart(frame)
    lines = [caption(frame, a, b), _inputs(a, b), prose(only_words(alone, both, names))]
    return "\n\n".join([*filter(None, lines), _largest(both, room or width())])


def _inputs(a: Run, b: Run) -> str:
    pairs = differing(a.document, b.document)
    pairs.pop("command line", None)  # what it changes is told value by value
    names = [str(run.document.get("scenario", {}).get("name", "")) for run in (a, b)]
    lines = [f"- scenario: {' → '.join(names)}"] if names[0] != names[1] else []
    lines += [f"- {path}: {change(one, two, _LONGEST)}" for path, (one, two) in pairs.items()]
    lines += [f"- {name}: other content" for name in differing_files(a.document, b.document)]
    if not lines:
        return "The input of both runs is the same."
    more = len(lines) - MOST_INPUTS
    if more > 0:
        command = f"`corridorsim report {a.directory} {b.directory}`"
        lines = [*lines[:MOST_INPUTS], f"- and {more} more, of which {command} tells"]
    return "\n".join(["What differs in the input, A → B:", *(prose(k, "  ") for k in lines)])


def _largest(frame: pd.DataFrame, room: int) -> str:
    """Give the largest changes of each figure, terminal to terminal."""
    at_ends = frame[frame["scope"] == "terminal"]
    rows: list[Row] = list(at_ends.itertuples(index=False))
    alone = all(_none(row.ci_low) for row in rows)
    told: list[Row] = []
    for metric, least in chance.LEAST.items():
        moved = [r for r in rows if r.metric == metric and abs(r.difference) >= least]
        moved = [r for r in moved if alone or chance.is_clear(r)]
        most = MOST_CHANGES if metric in _FIRST else MOST_OTHERS
        told += chance.largest(moved)[:most]
    within = prose(_within_chance(rows))
    if not told:
        why = "at all" if alone else "by more than chance explains"
        none = f"No corridor's cost or time changes {why}, terminal to terminal."
        return "\n\n".join(filter(None, [none, within]))
    beyond = "" if alone else ", beyond chance"
    most_words = f"at most {MOST_CHANGES} of dollars and of days, {MOST_OTHERS} of others"
    title = f"The largest changes, terminal to terminal{beyond} ({most_words}):"
    table = _table([_cells(row) for row in told], room)
    notes = [within, prose(chance.caveat(rows))]
    return "\n\n".join([prose(title), table, *filter(None, notes)])


def _within_chance(rows: Sequence[Row]) -> str:
    """Name changes larger than those beyond chance that chance may explain all the same."""
    some = chance.hidden(rows)
    if not some:
        return ""
    said = listing([_in_words(row) for row in some])
    return f"{chance.hidden_opening(some, rows)}{said}{chance.HIDDEN_END}"


def _in_words(row: Row) -> str:
    """`middle westbound days −2.5 (−5.5 to +0.6)`."""
    write = _written(row.metric)
    low, high = (signed(end, write) for end in (row.ci_low, row.ci_high))
    change = f"{signed(row.difference, write)} ({low} to {high})"
    return f"{row.corridor} {row.direction} {chance.WORDS[row.metric]} {change}"


def differences(frame: pd.DataFrame, names: Names, room: int | None = None) -> str:
    """Write a table for each market and scope: what changes, of the ways that both runs have."""
    both = apart(frame)[0]
    known: list[Row] = [row for row in both.itertuples(index=False) if row.metric in _METRICS]
    moved = [row for row in known if _moves(row)]
    blocks = []
    for rows in groups(moved):
        cells = _table([_cells(row) for row in rows], room or width())
        blocks.append(f"{prose(heading(rows, names), '  ')}\n\n{cells}")
    if moved:
        blocks.append(prose(_READING))
    every = {_way(row) for row in known}
    still = len(every - {_way(row) for row in moved})
    if still:
        ways = f"{still} of {len(every)} ways (corridor, direction and ends)"
        blocks.append(prose(f"Left out: {ways} in which nothing changes."))
    return "\n\n".join(blocks)


_READING = (
    "Figures that do not change are left out. A P95 is the mean of the replications' own, as only "
    "these can be paired; `run` and reports pool the containers of all replications instead. Of "
    "shares, a difference is in percentage points (pp)."
)


def _way(row: Row) -> tuple[str, ...]:
    """What a row is about, but for its metric."""
    return row.corridor, row.direction, row.scope, row.origin, row.destination


def _moves(row: Row) -> bool:
    """Whether a difference, or an end of its interval, is read as more than nought."""
    write = _written(row.metric)
    ends = [v for v in (row.difference, row.ci_low, row.ci_high) if not _none(v)]
    return any(write(v) != write(0.0) for v in ends) or _none(row.a) != _none(row.b)


def _none(value: float) -> bool:
    return math.isnan(value)


def _table(cells: list[list[str]], room: int) -> str:
    columns = [Column("corridor", folds=False), Column("direction", folds=False), Column("figure")]
    columns += [Column(t, number=True) for t in ("A", "B", "B − A", "95 % interval")]
    last = ["", ""]
    for row in cells:
        now = row[:2]
        if now == last:
            row[:2] = ["", ""]
        last = now
    return table(columns, cells, room)


def _written(metric: str, *, difference: bool = True) -> Callable[[float], str]:
    if metric == "on_time_share":
        return points if difference else percent
    return tenths if metric.startswith("days") else whole


def _cells(row: Row) -> list[str]:
    write, change = _written(row.metric, difference=False), _written(row.metric)
    return [
        row.corridor, row.direction, _called(row), write(row.a), write(row.b),
        signed(row.difference, change), span(row.ci_low, row.ci_high, change),
    ]  # fmt: skip


def span(low: float, high: float, write: Callable[[float], str]) -> str:
    """Write an interval, its unit once."""
    if _none(low):
        return BLANK
    write = end_writer(low, high, write)
    first, _, unit = write(low).partition(" ")
    return f"{first} to {write(high)}" if unit else f"{write(low)} to {write(high)}"


def _called(row: Row) -> str:
    """A figure's name; of a quantile, of how many replications it is the mean."""
    name = _METRICS[row.metric]
    if row.metric not in _PER_REPLICATION or row.replications < 2:
        return name
    return f"{name} (mean of {row.replications} replications)"


def caption(frame: pd.DataFrame, a: Run, b: Run) -> str:
    """Say what is compared, how, and whether both runs count the same days."""
    windows = settings.windows(a.document, b.document)
    how = _paired(int(frame["replications"].max()), same_days=not windows)
    first = prose(f"A is {a.directory}, B is {b.directory}; {how}.")
    return f"{first}\n{prose(sentence(windows))}" if windows else first


def _paired(pairs: int, *, same_days: bool) -> str:
    if pairs > 1:
        luck = "with the same luck" if same_days else "of one seed"
        return f"95 % t-interval of the difference over {pairs} pairs of replications {luck}"
    return "one pair of replications gives no interval" if pairs else "no row has figures in both"
