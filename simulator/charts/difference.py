"""The difference of two runs with the same luck, with intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import pandas as pd
from matplotlib.axes import Axes

from simulator.charts.about import About
from simulator.charts.chart import Chart, Series, Sheet
from simulator.charts.key import Entry, draw_key, key_mm
from simulator.charts.page import LINE_MM, MARGIN_MM, Page, signed
from simulator.charts.row_panels import Panel, Rows, draw_panels, limits_of, panels_mm
from simulator.charts.rows import Row, is_number, records
from simulator.charts.style import INK, applied, look
from simulator.results.compare import compare
from simulator.results.inputs import brief_changes, names, scenario_of
from simulator.results.read import Run

NAME = "difference"
_UNITS = {"days_mean": "days", "usd_mean": "USD"}
METRICS = tuple(_UNITS)
_KEY = ("market", "corridor", "direction", "scope", "origin", "destination")
COLUMNS = (*_KEY, "metric", "a", "b", "difference", "ci_low", "ci_high", "replications",
           "price_year")  # fmt: skip


def table(found: pd.DataFrame, sheet: Sheet) -> pd.DataFrame:
    """Paired differences (`COLUMNS`) of the terminal rows of a sheet.

    `found` as `simulator.results.compare.compare` makes it.
    """
    keys = sheet.terminal[[*_KEY, "price_year"]]
    out = found.merge(keys, on=list(_KEY))
    return out[out["metric"].isin(METRICS)][list(COLUMNS)].reset_index(drop=True)


_PANELS = (("days", "days_mean", "+.1f", 0.1), ("USD per FEU", "usd_mean", "+,.0f", 1.0))
"""Heading, column, number format, and what an axis reaches at least on both sides of nought."""


@applied()
def page(data: pd.DataFrame, about: About, base: About, title: str, what: str = "") -> Page:
    """Draw a table as made by `table`; `base` is what is taken away.

    `what` names both, as the subtitle begins: `nine less baseline`; the scenarios without it.
    """
    known = data[data["difference"].notna()]
    order = list(dict.fromkeys(known["corridor"]))
    lacking = [c for c in dict.fromkeys(data["corridor"]) if c not in order]
    cells = {(r["corridor"], r["metric"]): r for r in records(known)}
    rows = Rows(order)
    panels = []
    for head, metric, form, least in _PANELS:
        mine = [cells.get((corridor, metric)) for corridor in order]
        ends = [float(r[k]) for r in mine if r for k in ("difference", "ci_low", "ci_high")]
        values = [_value(r, form) for r in mine]
        panels.append(Panel(f"{head}, mean", limits_of([-least, least, *ends], 0.1), values))
    entries = [
        Entry("difference of the means", "marker", {"marker": "o", "markersize": 5}),
        Entry("95 % t-interval of the pairs", "line", {"color": INK, "linewidth": 1.2}),
    ]
    key = key_mm(entries, about.width_mm)
    body = key + LINE_MM * len(lacking) + (panels_mm(rows, panels, about.width_mm) if order else 0)
    what = what or f"{about.scenario} less {base.scenario}"
    out = Page(title, _subtitle(data, what), _notes(data, about, base), body,
               about.width_mm)  # fmt: skip
    draw_key(out, out.top, entries)
    for n, corridor in enumerate(lacking):
        words = f"{corridor}: no stable mean in one of the two; not drawn"
        out.text(MARGIN_MM, out.top + key + n * LINE_MM, words, style="italic")

    def fill(n: int, ax: Axes, _: float) -> None:
        ax.axvline(0.0, color=INK, linewidth=0.8, zorder=1)
        for k, corridor in enumerate(order):
            row = cells.get((corridor, METRICS[n]))
            if row is not None:
                _point(ax, k, row)

    if order:
        draw_panels(out, out.top + key + LINE_MM * len(lacking), rows, panels, fill)
    return out


def _subtitle(data: pd.DataFrame, what: str) -> str:
    return (
        f"{what}, from terminal to terminal, USD at "
        f"{int(data['price_year'].iloc[0])} prices; left of the line is faster or cheaper"
    )


def _notes(data: pd.DataFrame, about: About, base: About) -> list[str]:
    pairs = int(data["replications"].max())
    return [
        *about.named(dict.fromkeys(data["corridor"])),
        f"{pairs} pair{'s' if pairs != 1 else ''} of replications with the same luck, seed "
        f"{about.seed}.",
        *about.doubts,
        f"{about.source()[:-1]} less {base.scenario} ({base.digest}).",
    ]


def _value(row: Row | None, form: str) -> str:
    if row is None:
        return "–"
    return signed(float(row["difference"]), form)


def _point(ax: Axes, k: int, row: Row) -> None:
    style = look(k)
    ax.plot([row["ci_low"], row["ci_high"]], [k, k], color=INK, linewidth=1.2, zorder=3)
    ax.plot([row["difference"]], [k], marker=style.marker, color=style.colour, markersize=5.5,
            markeredgecolor=INK, markeredgewidth=0.5, zorder=4)  # fmt: skip


def describe(data: pd.DataFrame, title: str) -> str:
    """Alternative text."""
    said = []
    for corridor, rows in data.groupby("corridor", sort=False):
        parts = [
            f"{signed(float(r['difference']), '+,.1f')} {_UNITS[r['metric']]}"
            + _interval(r)
            for r in records(rows) if is_number(r["difference"])
        ]  # fmt: skip
        said.append(f"{corridor}: {', '.join(parts) or 'no difference known'}")
    return f"{title}. Differences with 95 % intervals. {'. '.join(said)}."


def _interval(row: Row) -> str:
    ends = (float(row["ci_low"]), float(row["ci_high"]))
    clear = ends[0] > 0 or ends[1] < 0
    words = " to ".join(signed(end, _form(end) if clear else "+,.1f") for end in ends)
    return f" ({words})" if is_number(ends[0]) else ""


def _form(end: float) -> str:
    """Format of an end of an interval that leaves out zero: never as zero."""
    digits = 1 if abs(end) >= 0.05 or not end else -math.floor(math.log10(abs(end)))
    return f"+,.{digits}f"


def _called(run: Run, base: Run) -> str:
    """Both runs as the subtitle begins; of one scenario with what differs in their input."""
    first, second = names(base, run)
    words, scenario = f"{second} less {first}", scenario_of(run.document)
    if not scenario or scenario_of(base.document) != scenario:
        return words
    changed = brief_changes(base.document, run.document, second)
    return f"{words} (scenario {scenario}{f', {changed}' if changed else ''})"


def is_still(data: pd.DataFrame) -> bool:
    """Whether nothing differs in a table as made by `table`."""
    changes = data[["difference", "ci_low", "ci_high"]].fillna(0.0)
    return bool((changes == 0).all(axis=None) and (data["a"].isna() == data["b"].isna()).all())


def charts(
    run: Run, about: About, base: Run, base_about: About,
    still: Callable[[tuple[str, str]], None] | None = None,
) -> Iterator[Chart]:  # fmt: skip
    """Draw every market and direction of a run against another in which something differs.

    `still` is told each other market with its direction. Raises InputError where seeds differ.
    """
    found, what = compare(base.directory, run.directory), _called(run, base)

    def differing(sheet: Sheet) -> pd.DataFrame | None:
        data = table(found, sheet)
        if not is_still(data):
            return data
        if still is not None and len(data):
            still((about.market(sheet.market), sheet.direction))
        return None

    series = Series(
        NAME, "what changes", lambda data, at, title: page(data, at, base_about, title, what),
        describe,
    )  # fmt: skip
    yield from series.by_sheet(run.summary, about, differing)
