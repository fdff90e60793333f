"""How far the replications lie apart: each one's mean, with the interval of their mean."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulator.charts.about import About
from simulator.charts.chart import Chart, Series, Sheet
from simulator.charts.key import Entry, draw_key, key_mm
from simulator.charts.page import Page
from simulator.charts.row_panels import Panel, Rows, draw_panels, limits_of, panels_mm
from simulator.charts.rows import Row, is_number, records
from simulator.charts.style import INK, applied, look
from simulator.charts.transit import Floats
from simulator.results.read import Run

NAME = "distribution"
_KEY = ("market", "corridor", "direction", "scope", "origin", "destination")
_MEANS = ("days_mean", "usd_mean")
COLUMNS = (*_KEY, "replication", *_MEANS, "price_year")
_OVERALL = tuple(f"{m}{end}" for m in ("days", "usd") for end in ("_mean", "_ci_low", "_ci_high"))


def table(run: Run, sheet: Sheet) -> pd.DataFrame:
    """Mean of each replication (`COLUMNS`), and those of all (replication blank) with intervals."""
    keys = sheet.terminal[list(_KEY)]
    single = run.replications.merge(keys, on=list(_KEY))
    single = single.astype(dict.fromkeys(_MEANS, float))  # a column of nulls alone has no type
    every = sheet.terminal[[*_KEY, *_OVERALL, "feu", "price_year"]]
    out = pd.concat([every, single[[*_KEY, "replication", *_MEANS]]], ignore_index=True)
    return out[[*COLUMNS, "feu", *(c for c in _OVERALL if c not in _MEANS)]]


@applied()
def page(data: pd.DataFrame, about: About, title: str) -> Page:
    """Draw a table as made by `table`."""
    overall = records(data[data["replication"].isna()])
    single = data[data["replication"].notna()]
    rows = Rows([str(row["corridor"]) for row in overall])
    panels = [
        Panel(f"{head} off the mean", limits_of([0.0, *_off(overall, single, kind)]),
              [_value(row, kind, form) for row in overall])
        for head, kind, form in (("days", "days", ".1f"), ("USD per FEU", "usd", ",.0f"))
    ]  # fmt: skip
    entries = [
        Entry("mean of one replication", "marker", {"marker": "o", "markersize": 4,
              "markerfacecolor": "white"}),
        Entry("mean of all", "upright", {"linewidth": 2.0}),
        Entry("95 % t-interval", "line", {"color": INK, "linewidth": 1.2}),
    ]  # fmt: skip
    year = int(overall[0]["price_year"])
    subtitle = "Mean of each replication less the mean of all, which is printed with half its "
    subtitle += f"interval; from terminal to terminal, USD at {year} prices"
    size = about.size({str(r["corridor"]): int(r["feu"]) for r in overall})
    notes = ["Each replication is the same year with other luck: storms, closures, arrivals.",
             *about.named(rows.names), size, *about.doubts, about.source()]  # fmt: skip
    key = key_mm(entries, about.width_mm)
    body = key + panels_mm(rows, panels, about.width_mm)
    out = Page(title, subtitle, notes, body, about.width_mm)
    draw_key(out, out.top, entries)

    def fill(n: int, ax: Axes, _: float) -> None:
        for k, row in enumerate(overall):
            mine = single[single["corridor"] == row["corridor"]]
            _row(ax, k, row, mine[_MEANS[n]].to_numpy(dtype=float), ("days", "usd")[n])

    draw_panels(out, out.top + key, rows, panels, fill)
    return out


def _off(overall: list[Row], single: pd.DataFrame, kind: str) -> list[float]:
    """How far everything that is drawn lies from its corridor's mean."""
    out: list[float] = []
    for row in overall:
        mine = single.loc[single["corridor"] == row["corridor"], f"{kind}_mean"]
        values = [*mine, row[f"{kind}_ci_low"], row[f"{kind}_ci_high"]]
        out += [float(v) - float(row[f"{kind}_mean"]) for v in values]
    return out


def _value(row: Row, kind: str, form: str) -> str:
    mean, low, high = (float(row[f"{kind}_{c}"]) for c in ("mean", "ci_low", "ci_high"))
    if not is_number(mean):
        return "no stable mean"
    return f"{mean:{form}}" + (f" ± {_half((high - low) / 2, form)}" if is_number(low) else "")


def _half(size: float, form: str) -> str:
    """Half an interval, which is not called nothing where it is little."""
    least = 10.0 ** -int(form[-2])
    return f"<{least:{form}}" if 0 < size < least / 2 else f"{size:{form}}"


def _row(ax: Axes, k: int, row: Row, single: Floats, kind: str) -> None:
    style, mean = look(k), float(row[f"{kind}_mean"])
    spread = 0.14 * (np.arange(len(single)) % 3 - 1)
    ends = [float(row[f"{kind}_ci_{end}"]) - mean for end in ("low", "high")]
    ax.plot(ends, [k, k], color=INK, linewidth=1.2, zorder=2)
    ax.plot([0.0] * 2 if is_number(mean) else [], [k - 0.3, k + 0.3] if is_number(mean) else [],
            color=INK, linewidth=1.6, zorder=3)  # fmt: skip
    ax.plot(single - mean, k + spread, linestyle="none", marker="o", markersize=3.8, zorder=4,
            markerfacecolor="white", markeredgecolor=style.colour, markeredgewidth=0.9)  # fmt: skip


def describe(data: pd.DataFrame, title: str) -> str:
    """Alternative text."""
    said = []
    for row in records(data[data["replication"].isna()]):
        mine = data[data["replication"].notna() & (data["corridor"] == row["corridor"])]
        if mine["days_mean"].isna().all():
            said.append(f"{row['corridor']}: no mean")
            continue
        days, usd = mine["days_mean"], mine["usd_mean"]
        said.append(
            f"{row['corridor']}: replications from {days.min():.1f} to {days.max():.1f} days and "
            f"{usd.min():,.0f} to {usd.max():,.0f} USD"
        )
    return f"{title}. Dots of the replications' means. {'. '.join(said)}."


def charts(run: Run, about: About) -> Iterator[Chart]:
    """Draw every market and direction of a run."""
    series = Series(NAME, "how far replications lie apart", page, describe)
    yield from series.by_sheet(
        run.summary, about, lambda s: None if s.terminal.empty else table(run, s)
    )
