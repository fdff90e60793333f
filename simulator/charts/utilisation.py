"""How busy the facilities are: a heat map in route order by week, overload marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from simulator.charts.about import About
from simulator.charts.chart import Chart, Series
from simulator.charts.facility_days import brief, days_of, in_window, labels
from simulator.charts.key import Entry, draw_key, key_mm
from simulator.charts.page import MARGIN_MM, Page, text_mm
from simulator.charts.style import INK, WIDTH_MM, applied
from simulator.results.read import Run

NAME = "utilisation"
BUSY = 0.85
"""From this share on a facility is marked."""
MOST = 40
"""Facilities on one chart: the busiest."""
LEAST = 0.10
"""Facilities that are less busy in every week are left out."""
LEAST_DAYS = 4
"""A last week of fewer days is left out: a day or two may be at any level."""
COLUMNS = ("market", "place", "facility", "name", "servers", "week", "utilisation")
_NAMES_MM = 74.0
"""Room for the names at most."""
_MONTH_MM = 8.5
"""Room for a month's name."""
_ROW_MM, _AXIS_MM, _HEAD_MM = 4.0, 7.0, 4.5
_SCALE = LinearSegmentedColormap.from_list("load", ["#ffffff", "#9ecae1", "#3182bd", "#08306b"])


def table(run: Run, market: str, about: About) -> pd.DataFrame:
    """Utilisation by week, mean over the replications (`COLUMNS`), in route order.

    Its `attrs` say how many facilities are left out: `idle` below `LEAST`, `further` beyond `MOST`.

    Raises InputError where the run holds no facility days.
    """
    days = in_window(days_of(run, market, about), about)
    if days.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    since = (days["day"] - days["day"].min()) // 7
    rows = since.groupby(since).transform("size")
    whole: pd.Series[bool] = rows >= LEAST_DAYS / 7 * (since == 0).sum()
    days, since = days[whole], since[whole]
    first = pd.to_datetime(days["date"].min())
    week = (first + pd.to_timedelta(since * 7, unit="D")).dt.strftime("%Y-%m-%d")
    keys = ["rank", "place", "facility", "servers"]
    out = days.assign(week=week).groupby([*keys, "week"])["utilisation"].mean().reset_index()
    worst = out.groupby(["place", "facility"])["utilisation"].max()
    busy = worst[worst >= LEAST]
    kept = busy.sort_values(ascending=False, kind="stable").head(MOST).index
    out = out[pd.MultiIndex.from_frame(out[["place", "facility"]]).isin(kept)]
    names = labels(zip(out["place"], out["facility"], strict=True), about)
    out = out.assign(market=market, name=names)
    out = out[list(COLUMNS)].reset_index(drop=True)
    out.attrs = {"idle": len(worst) - len(busy), "further": len(busy) - len(kept)}
    return out


@applied()
def page(data: pd.DataFrame, about: About, title: str) -> Page:
    """Draw a table as made by `table`."""
    wide = data.pivot_table(index=["place", "facility"], columns="week", values="utilisation")
    keys = list(dict.fromkeys(zip(data["place"], data["facility"], data["name"], strict=True)))
    wide = wide.loc[[(place, facility) for place, facility, _ in keys]]
    names = [
        name if text_mm(name) <= _NAMES_MM else brief(place, facility, about)
        for place, facility, name in keys
    ]
    entries = [
        Entry(f"{share:.0%}".replace("%", " %"), "box", {"facecolor": _SCALE(share)})
        for share in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    entries.append(Entry("85 % and more", "box", {"edgecolor": "#D55E00", "linewidth": 1.4}))
    notes = [
        "Busy server-time / (servers × time), means over the replications; of a yard, the share "
        f"of its room in use. {_left_out(data)} All traffic counts, also that of other markets. "
        "A last week of less than four days is left out.",
        f"{about.replications} replication{'s' if about.replications != 1 else ''}, seed "
        f"{about.seed}.", *about.doubts, about.source(),
    ]  # fmt: skip
    body = key_mm(entries, WIDTH_MM) + _HEAD_MM + len(names) * _ROW_MM + _AXIS_MM
    since = dt.date.fromisoformat(str(data["week"].min()))
    subtitle = "Share of the servers' time in use, by week; facilities in route order, weeks from "
    subtitle += f"{since.day} {since:%B %Y}"
    out = Page(title, subtitle, notes, body)
    draw_key(out, out.top, entries)
    left = MARGIN_MM + max(text_mm(name) for name in names) + 2.0
    lane = text_mm("100 %") + 3.0
    top = out.top + key_mm(entries, WIDTH_MM)
    out.text(out.width - MARGIN_MM, top, "most", ha="right")
    room = out.width - MARGIN_MM - left - lane
    ax = out.axes(left, top + _HEAD_MM, room, len(names) * _ROW_MM)
    _cells(ax, wide.to_numpy())
    _weeks(ax, list(wide.columns), room)
    for n, name in enumerate(names):
        y = top + _HEAD_MM + (n + 0.5) * _ROW_MM
        out.text(MARGIN_MM, y, name, va="center")
        worst = float(np.nanmax(wide.to_numpy()[n]))
        out.text(out.width - MARGIN_MM, y, f"{100 * worst:.0f} %", va="center", ha="right",
                 weight="bold" if worst >= BUSY else "normal")  # fmt: skip
    return out


def _left_out(data: pd.DataFrame) -> str:
    """Say how many facilities the chart leaves out, and why."""
    idle, further = (int(data.attrs.get(why, 0)) for why in ("idle", "further"))
    why = f"below {100 * LEAST:.0f} % in every week"
    parts = [f"{idle} {'is' if idle == 1 else 'are'} {why}"] if idle else []
    if further:
        parts.append(f"{further} {'is' if further == 1 else 'are'} less busy than the {MOST} shown")
    if not parts:
        return "No facility is left out."
    many = idle + further
    return f"{many} facilit{'y is' if many == 1 else 'ies are'} left out: {', '.join(parts)}."


def _cells(ax: Axes, values: np.ndarray) -> None:
    rows, columns = values.shape
    ax.pcolormesh(np.arange(columns + 1), np.arange(rows + 1), values, cmap=_SCALE, vmin=0, vmax=1,
                  edgecolors="face", linewidth=0.2, zorder=1)  # fmt: skip
    ax.hlines(np.arange(1, rows), 0, columns, color="#ffffff", linewidth=0.7, zorder=2)
    for n, k in zip(*np.nonzero(values >= BUSY), strict=True):
        for colour, line in (("#ffffff", 2.4), ("#D55E00", 1.2)):  # white is seen in grey print
            ax.add_patch(Rectangle((float(k), float(n)), 1, 1, fill=False, edgecolor=colour,
                                   linewidth=line, zorder=3))  # fmt: skip
    ax.set_xlim(0, columns)
    ax.set_ylim(rows, 0)
    ax.set_yticks([])
    for side in ("top", "right"):
        ax.spines[side].set_visible(True)


def _weeks(ax: Axes, weeks: list[str], room: float) -> None:
    """Name a month at its first week, as many as have room."""
    days = [dt.date.fromisoformat(week) for week in weeks]
    firsts = [n for n, day in enumerate(days) if n == 0 or day.month != days[n - 1].month]
    if len(firsts) > 1 and firsts[1] - firsts[0] < 2:
        firsts = firsts[1:]
    every = max(1, -(-len(firsts) // max(1, int(room / _MONTH_MM))))
    shown = firsts[::every]
    words = [days[n].strftime("%b") for n in shown]
    ax.set_xticks([float(n) for n in shown], words, ha="left", color=INK)


def describe(data: pd.DataFrame, title: str) -> str:
    """Alternative text."""
    worst = data.groupby("name", sort=False)["utilisation"].agg(["mean", "max"])
    busiest = worst.sort_values("max", ascending=False, kind="stable").head(6)
    said = [f"{name} {100 * r['max']:.0f} % (mean {100 * r['mean']:.0f} %)"
            for name, r in busiest.iterrows()]  # fmt: skip
    many = int((worst["max"] >= BUSY).sum())
    return (
        f"{title}. Heat map of {len(worst)} facilities by week. {_left_out(data)} "
        f"{many} reach 85 % in some week. "
        f"Busiest weeks: {'; '.join(said)}."
    )


def charts(run: Run, about: About) -> Iterator[Chart]:
    """Draw every market of a run."""
    series = Series(NAME, "how busy the facilities are", page, describe)
    yield from series.by_market(run.summary, about, lambda market: table(run, market, about))
