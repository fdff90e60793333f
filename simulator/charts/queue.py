"""Queues over the calendar: how many wait at the places where most wait."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import MonthLocator
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.charts.about import About
from simulator.charts.chart import Chart, Series
from simulator.charts.facility_days import YARD, days_of, in_window, labels
from simulator.charts.key import Entry, draw_key, key_mm
from simulator.charts.page import LINE_MM, MARGIN_MM, Page
from simulator.charts.row_panels import tick
from simulator.charts.rows import records
from simulator.charts.style import GREY, INK, applied
from simulator.results.read import Run

NAME = "queue"
MOST = 6
"""Facilities on one chart."""
LEAST = 0.05
"""Facilities where fewer wait on average are left out."""
COLUMNS = ("market", "place", "facility", "name", "servers", "date", "queue_p05", "queue_p50",
           "queue_p95", "present_p50", "closed_share", "replications")  # fmt: skip
_TALL_MM, _HEAD_MM, _GAP_MM, _AXIS_MM, _LEFT_MM = 20.0, LINE_MM + 1.0, 3.2, 6.5, 12.0
_MONTH_MM = 11.5
"""Room for a month's name."""
_EPOCH = dt.date(1970, 1, 1).toordinal()
"""Day 0 of a calendar axis of matplotlib."""
_BAND, _LINE, _PRESENT, _SHUT = "#b9d3e6", "#0072B2", "#8a8a8a", "#7f3000"
_STRIP = 0.93
"""Above this share of a panel's height lies the strip that tells closed days."""


def table(run: Run, market: str, about: About) -> pd.DataFrame:
    """Queues by day over the replications (`COLUMNS`): the longest of the market, route order.

    `queue_p05` and `queue_p95` are the lowest and highest replication where there are fewer than
    20. Raises InputError where the run holds no facility days.
    """
    days = in_window(days_of(run, market, about), about)
    days = days[days["facility"] != YARD]
    if days.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    mean = days.groupby(["place", "facility"])["queue_mean"].mean()
    longest = mean[mean >= LEAST].sort_values(ascending=False, kind="stable").head(MOST).index
    keys = pd.MultiIndex.from_frame(days[["place", "facility"]])
    days = days[keys.isin(longest)]
    if days.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    group = days.groupby(["rank", "place", "facility", "servers", "date"], sort=True)
    queue = group["queue_mean"]
    low, high = (0.05, 0.95) if days["replication"].nunique() >= 20 else (0.0, 1.0)
    out = pd.DataFrame({
        "queue_p05": queue.quantile(low), "queue_p50": queue.median(),
        "queue_p95": queue.quantile(high), "present_p50": group["in_system_mean"].median(),
        "closed_share": group["closed_share"].mean(),
    }).reset_index()  # fmt: skip
    names = labels(zip(out["place"], out["facility"], strict=True), about)
    out = out.assign(market=market, name=names, replications=days["replication"].nunique())
    return out[list(COLUMNS)]


def _entries(data: pd.DataFrame) -> list[Entry]:
    many = int(data["replications"].iloc[0])
    band = "P5–P95 of the replications" if many >= 20 else "from lowest to highest replication"
    out = [
        Entry("waiting, median", "line", {"color": _LINE, "linewidth": 1.2}),
        Entry(band, "box", {"facecolor": _BAND, "edgecolor": "none"}),
        Entry("waiting and served, median", "line", {"color": _PRESENT, "linewidth": 0.8}),
        Entry("capacity: number of servers", "line",
              {"color": INK, "linewidth": 0.9, "linestyle": "--"}),
    ]  # fmt: skip
    shut = Entry("closed, strip on top (darker: more often)", "box", {"facecolor": _SHUT})
    groups = data.groupby(["place", "facility"], sort=False)
    return [*out, shut] if any((_shut(rows) > 0.02).any() for _, rows in groups) else out


@applied()
def page(data: pd.DataFrame, about: About, title: str) -> Page:
    """Draw a table as made by `table`: one panel for each facility, on one calendar."""
    groups = [rows for _, rows in data.groupby(["place", "facility"], sort=False)]
    entries = _entries(data)
    each = _HEAD_MM + _TALL_MM + _GAP_MM
    body = key_mm(entries, about.width_mm) + each * len(groups) + _AXIS_MM
    subtitle = "Trains, ships, lorries or FEU at a facility, mean of each day; facilities with the "
    subtitle += "longest queues, in route order"
    many = int(data["replications"].iloc[0])
    runs = f"{many} replication{'s' if many != 1 else ''}, seed {about.seed}."
    notes = [f"All traffic at the facility counts, also that of other markets; {runs}",
             *about.doubts, about.source()]  # fmt: skip
    out = Page(title, subtitle, notes, body, about.width_mm)
    draw_key(out, out.top, entries)
    top = out.top + key_mm(entries, about.width_mm)
    for n, rows in enumerate(groups):
        first = rows.iloc[0]
        out.text(MARGIN_MM, top, str(first["name"]), weight="bold")
        wide = out.width - MARGIN_MM - _LEFT_MM - 2.0
        ax = out.axes(_LEFT_MM, top + _HEAD_MM, wide, _TALL_MM)
        _panel(ax, rows, wide)
        ax.tick_params(labelbottom=n == len(groups) - 1)
        top += each
    return out


def _panel(ax: Axes, rows: pd.DataFrame, wide: float) -> None:
    x = np.array([dt.date.fromisoformat(day).toordinal() - _EPOCH for day in rows["date"]], float)
    ends = np.append(x, x[-1] + 1)
    values = {c: np.append(rows[c], rows[c].iloc[-1]) for c in
              ("queue_p05", "queue_p50", "queue_p95", "present_p50")}  # fmt: skip
    for day, shut in zip(x, _shut(rows), strict=True):
        if shut > 0.02:
            ax.axvspan(day, day + 1, color="#D55E00", alpha=0.05 + 0.35 * float(shut), linewidth=0,
                       zorder=0)  # fmt: skip
            ax.axvspan(day, day + 1, ymin=_STRIP, color=_SHUT, alpha=0.15 + 0.85 * float(shut),
                       linewidth=0, zorder=6)  # fmt: skip
    ax.fill_between(ends, values["queue_p05"], values["queue_p95"], step="post", color=_BAND,
                    linewidth=0, zorder=2)  # fmt: skip
    ax.step(ends, values["present_p50"], where="post", color=_PRESENT, linewidth=0.7, zorder=3)
    ax.step(ends, values["queue_p50"], where="post", color=_LINE, linewidth=1.1, zorder=4)
    servers = int(rows["servers"].iloc[0])
    ax.axhline(servers, color=INK, linewidth=0.9, linestyle="--", zorder=5)
    ax.set_xlim(ends[0], ends[-1])
    top = max(float(np.nanmax(values[c])) for c in ("queue_p95", "present_p50"))
    ax.set_ylim(0, 1.1 * max(top, servers))
    _axis(ax, len(x), wide)


def _shut(rows: pd.DataFrame) -> pd.Series[float]:
    """Share of each day closed beyond the usual, which are the nights of a place with hours."""
    return (rows["closed_share"] - rows["closed_share"].median()).clip(lower=0.0)


def _axis(ax: Axes, days: int, wide: float) -> None:
    every = max(1, math.ceil(days / 30 * _MONTH_MM / wide))
    ax.xaxis.set_major_locator(MonthLocator(interval=every))  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_formatter(FuncFormatter(_month))
    ax.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: tick(v)))
    ax.spines["left"].set_color(GREY)
    ax.tick_params(axis="x", pad=3.5)
    ax.grid(axis="y")


def _month(value: float, position: int | None) -> str:
    """Name of a month, with its year in the first and in January."""
    day = dt.date.fromordinal(_EPOCH + int(value))
    return day.strftime("%b\n%Y") if day.month == 1 or position == 0 else day.strftime("%b")


def describe(data: pd.DataFrame, title: str) -> str:
    """Alternative text."""
    said = []
    for name, rows in data.groupby("name", sort=False):
        worst = records(rows.sort_values("queue_p50", kind="stable"))[-1]
        said.append(
            f"{name} ({int(worst['servers'])} servers): median {rows['queue_p50'].mean():.1f} "
            f"waiting, most {worst['queue_p50']:.1f} on {worst['date']}"
        )
    return f"{title}. Queue lengths over the calendar. {'. '.join(said)}."


def charts(run: Run, about: About) -> Iterator[Chart]:
    """Draw every market of a run."""
    series = Series(NAME, "where queues form", page, describe)
    yield from series.by_market(run.summary, about, lambda market: table(run, market, about))
