"""Transit days: how many of the containers have arrived by each day."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from simulator.charts.about import About
from simulator.charts.chart import Chart, Series, Sheet
from simulator.charts.page import LINE_MM, MARGIN_MM, Page, text_mm
from simulator.charts.row_panels import number_axis
from simulator.charts.rows import is_number
from simulator.charts.style import GREY, INK, SIZE, applied, look
from simulator.charts.transit import quantile, transits
from simulator.errors import InputError
from simulator.results.read import Run

NAME = "cdf"
COLUMNS = ("market", "corridor", "direction", "origin", "destination", "feu", "share", "days")
MARKED = (0.50, 0.90, 0.95)
_SHARES = np.round(np.arange(1, 201) / 200, 3)
_TALL_MM, _AXIS_MM, _LEFT_MM = 78.0, 10.0, 17.0


def table(run: Run, sheet: Sheet) -> pd.DataFrame:
    """Days by which a share of the FEU has arrived (`COLUMNS`), in steps of half a per cent.

    Raises InputError where the run holds no containers.
    """
    frames = []
    rows = sheet.terminal.set_index("corridor")
    for corridor, days in transits(run, sheet).items():
        row = rows.loc[corridor]
        same = ("market", "direction", "origin", "destination", "feu")
        steps = pd.DataFrame({"share": _SHARES, "days": [quantile(days, s) for s in _SHARES]})
        frames.append(steps.assign(corridor=corridor, **{k: row[k] for k in same}))
    return pd.concat(frames, ignore_index=True)[list(COLUMNS)]


@applied()
def page(data: pd.DataFrame, about: About, title: str) -> Page:
    """Draw the curves, and under them the days of each corridor at the marked shares."""
    order = list(dict.fromkeys(data["corridor"]))
    first = data.drop_duplicates("corridor")
    subtitle = "Share of the FEU that has arrived, by days from terminal to terminal"
    size = about.size(dict(zip(first["corridor"], first["feu"].astype(int), strict=True)))
    late = "Those not delivered in time count as not arrived."
    notes = [late, *about.named(order), size, *about.doubts, about.source()]
    rows_mm = (len(order) + 1) * (LINE_MM + 0.6)
    out = Page(title, subtitle, notes, _TALL_MM + _AXIS_MM + rows_mm + 2.0, about.width_mm)
    wide = out.width - _LEFT_MM - MARGIN_MM - 2.0
    ax = out.axes(_LEFT_MM, out.top + 1.0, wide, _TALL_MM)
    _curves(ax, data, order)
    number_axis(ax, wide)
    middle = out.top + _TALL_MM / 2
    out.text(MARGIN_MM + 1.6, middle, "arrived", rotation=90, ha="center", va="center")
    out.text(_LEFT_MM + wide / 2, out.top + _TALL_MM + 5.8, "days", ha="center")
    _percentiles(out, out.top + _TALL_MM + _AXIS_MM + 1.0, data, order)
    return out


def _curves(ax: Axes, data: pd.DataFrame, order: list[str]) -> None:
    for share in MARKED:
        ax.axhline(share, color=GREY, linewidth=0.5, linestyle=(0, (2, 2)), zorder=1)
    low, high = data["days"].min(), data["days"].max()
    pad = 0.03 * (high - low) if high > low else 1.0
    known = is_number(low)
    ax.set_xlim(*((max(0.0, low - pad), high + pad) if known else (0.0, 1.0)))
    for n, corridor in enumerate(order):
        mine, style = data[data["corridor"] == corridor], look(n)
        ax.step(mine["days"], mine["share"], where="post", color=style.colour,
                linestyle=style.line, linewidth=1.3, zorder=3)  # fmt: skip
        for share in MARKED:
            at = mine.loc[mine["share"] == share, "days"].iloc[0]
            ax.plot([at], [share], marker=style.marker, color=style.colour, markersize=4,
                    linestyle="none", zorder=4)  # fmt: skip
            if len(order) <= 3:
                ax.plot([at, at], [0, share], color=style.colour, linewidth=0.6, linestyle=":",
                        zorder=2)  # fmt: skip
    ax.set_ylim(0, 1.02)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 0.9, 0.95, 1])
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{100 * v:.0f} %"))
    ax.grid(axis="x")


def _percentiles(page: Page, top: float, data: pd.DataFrame, order: list[str]) -> None:
    """One line for each corridor: its sample, name and days at the marked shares."""
    name_at = MARGIN_MM + 14.0
    wide = max(text_mm(name, SIZE, "bold") for name in order)
    step = min(14.0, (page.width - MARGIN_MM - name_at - wide) / len(MARKED))
    columns = [name_at + wide + step * (k + 1) for k in range(len(MARKED))]
    page.text(name_at, top, "days", color=GREY)
    for share, x in zip(MARKED, columns, strict=True):
        page.text(x, top, f"P{100 * share:.0f}", ha="right", color=GREY)
    for n, corridor in enumerate(order):
        y, style = top + (n + 1) * (LINE_MM + 0.6), look(n)
        page.line([MARGIN_MM, MARGIN_MM + 12.0], [y + 1.7] * 2, color=style.colour,
                  linestyle=style.line, linewidth=1.3)  # fmt: skip
        page.line([MARGIN_MM + 6.0], [y + 1.7], marker=style.marker, color=style.colour,
                  markersize=4)  # fmt: skip
        page.text(name_at, y, corridor, weight="bold", color=INK)
        for share, x in zip(MARKED, columns, strict=True):
            page.text(x, y, _days(data, corridor, share), ha="right")


def _days(data: pd.DataFrame, corridor: str, share: float) -> str:
    found = data.loc[(data["corridor"] == corridor) & (data["share"] == share), "days"].iloc[0]
    return f"{found:.1f}" if is_number(found) else "–"


def describe(data: pd.DataFrame, title: str) -> str:
    """Alternative text."""
    said = [
        f"{name}: "
        + ", ".join(f"{100 * s:.0f} % within {_days(data, name, s)} days" for s in MARKED)
        for name in dict.fromkeys(data["corridor"])
    ]
    return f"{title}. Rising curves of the share arrived against days. {'. '.join(said)}."


def _arrived(run: Run, sheet: Sheet) -> pd.DataFrame | None:
    """Table of a sheet, if the run holds containers and any of them arrived."""
    if sheet.terminal.empty:
        return None
    try:
        data = table(run, sheet)
    except InputError:
        return None
    return None if data["days"].isna().all() else data


def charts(run: Run, about: About) -> Iterator[Chart]:
    """Draw every market and direction of a run that holds containers."""
    series = Series(NAME, "how long it takes", page, describe)
    yield from series.by_sheet(run.summary, about, lambda sheet: _arrived(run, sheet))
