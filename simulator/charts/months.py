"""Results by month of release: winter against summer."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.charts.about import About
from simulator.charts.chart import Chart, Series, Sheet
from simulator.charts.key import Entry, draw_key, key_mm
from simulator.charts.page import LINE_MM, MARGIN_MM, Page, text_mm
from simulator.charts.row_panels import tick
from simulator.charts.rows import is_number
from simulator.charts.style import INK, SIZE, WIDTH_MM, applied, look
from simulator.results.read import Run

NAME = "months"
WINTER, SUMMER = (12, 1, 2), (6, 7, 8)
"""Months of the seasons, of the northern half of the earth."""
COLUMNS = (
    "market", "corridor", "direction", "origin", "destination", "month", "season", "feu",
    "days_mean", "days_p05", "days_p95", "usd_mean", "usd_p05", "usd_p95", "price_year",
)  # fmt: skip
LEAST_SHARE = 0.5
"""Months of which the window of releases holds less are left out: a day or two is no month."""
_HIGHEST_MM, _ROWS_MM, _LEAST_MM = 17.5, 130.0, 9.0
"""Height of one row of panels, of all together where they are many, and the least of one."""
_HEAD_MM, _AXIS_MM, _LEFT_MM, _LANE_MM = LINE_MM + 1.2, 9.0, 11.0, 26.0
_SHADE = "#e4ecf4"
_KINDS = (("days", "days", ".1f"), ("usd", "USD per FEU", ",.0f"))


def table(sheet: Sheet, about: About) -> pd.DataFrame:
    """Months of the terminal rows (`COLUMNS`) that the window holds at least `LEAST_SHARE` of."""
    rows = sheet.terminal
    whole = rows["month"].map(lambda month: _share(str(month), about) >= LEAST_SHARE)
    rows = rows[whole] if whole.any() else rows
    number = rows["month"].str[5:].astype(int)
    season = np.select([number.isin(WINTER), number.isin(SUMMER)], ["winter", "summer"], "")
    return rows.assign(season=season)[list(COLUMNS)].reset_index(drop=True)


def _share(month: str, about: About) -> float:
    """Share of a month that lies in the window of releases; 1 where the window is not known."""
    low, high = about.window
    if high <= low:
        return 1.0
    first = dt.date.fromisoformat(f"{month}-01")
    days = calendar.monthrange(first.year, first.month)[1]
    start = (first - about.start).days
    return max(0.0, min(high, start + days) - max(low, start)) / days


def season_mean(rows: pd.DataFrame, season: str, column: str) -> float:
    """Mean over a season's months, weighted by FEU; NaN without any."""
    mine = rows[(rows["season"] == season) & rows[column].notna() & (rows["feu"] > 0)]
    if mine.empty:
        return float("nan")
    return float(np.average(mine[column], weights=mine["feu"]))


@applied()
def page(data: pd.DataFrame, about: About, title: str) -> Page:
    """Draw a table as made by `table`."""
    order = list(dict.fromkeys(data["corridor"]))
    entries = [
        Entry("mean by month of release", "marker", {"marker": "o", "markersize": 4}),
        Entry("P5–P95 of the FEU", "upright", {"linewidth": 1.0}),
        Entry("winter (December to February)", "box", {"facecolor": _SHADE}),
    ]
    tall = max(_LEAST_MM, min(_HIGHEST_MM, _ROWS_MM / len(order)))
    each = _HEAD_MM + tall
    body = key_mm(entries, WIDTH_MM) + each * len(order) + _AXIS_MM
    year = int(data["price_year"].iloc[0])
    subtitle = f"From terminal to terminal, by month of release; USD at {year} prices"
    total = data.groupby("corridor", sort=False)["feu"].sum()
    size = about.size({str(k): int(v) for k, v in total.items()})
    how = "Beside each panel: means of winter and of summer (June to August), weighted by FEU. "
    how += "The panels of a column span the same range, each around its own level. "
    how += "Months of which less than half was simulated are left out."
    notes = [how, *about.named(order), size, *about.doubts, about.source()]
    out = Page(title, subtitle, notes, body)
    draw_key(out, out.top, entries)
    top = out.top + key_mm(entries, WIDTH_MM)
    months = sorted(set(data["month"]))
    spans = {kind: _span(data, kind) for kind, _, _ in _KINDS}
    for n, corridor in enumerate(order):
        rows = data[data["corridor"] == corridor].set_index("month").reindex(months)
        out.text(MARGIN_MM, top, corridor, weight="bold")
        for k, (kind, unit, form) in enumerate(_KINDS):
            half = (out.width - 2 * MARGIN_MM + 2.0) / 2
            at = (MARGIN_MM + k * half + _LEFT_MM, top + _HEAD_MM, half - _LEFT_MM - _LANE_MM)
            ax = out.axes(*at, tall - 3.0)
            _panel(ax, rows, kind, n, spans[kind])
            ax.tick_params(labelbottom=n == len(order) - 1)
            _seasons(out, (at[0] + at[2] + 2.0, at[1]), rows, (kind, form))
            if n == 0:
                left = at[0] if k else at[0] + text_mm(corridor, SIZE, "bold")
                out.text(left, top, unit)
        top += each
    return out


def _panel(ax: Axes, rows: pd.DataFrame, kind: str, n: int, span: float) -> None:
    style, months = look(n), [str(m) for m in rows.index]
    x = np.arange(len(months))
    for k, month in enumerate(months):
        if int(month[5:]) in WINTER:
            ax.axvspan(k - 0.5, k + 0.5, color=_SHADE, linewidth=0, zorder=0)
    ax.vlines(x, rows[f"{kind}_p05"], rows[f"{kind}_p95"], color=style.colour, linewidth=1.0,
              zorder=2)  # fmt: skip
    ax.plot(x, rows[f"{kind}_mean"], color=style.colour, linewidth=0.9, marker=style.marker,
            markersize=3.2, zorder=3)  # fmt: skip
    ax.set_xlim(-0.6, len(months) - 0.4)
    low, top = _reach(rows, kind)
    if is_number(top):
        foot = max(0.0, (low + top - span) / 2)
        ax.set_ylim(foot, foot + span)
    every = max(1, -(-len(months) // 7))
    shown = [k for k in range(len(months)) if k % every == 0]
    ax.set_xticks(shown, _calendar([months[k] for k in shown]))
    ax.yaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 2.5, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: tick(v)))
    ax.grid(axis="y")


def _reach(rows: pd.DataFrame, kind: str) -> tuple[float, float]:
    """Lowest and highest value that is drawn."""
    low = rows[[f"{kind}_p05", f"{kind}_mean"]].min().min()
    return float(low), float(rows[[f"{kind}_p95", f"{kind}_mean"]].max().max())


def _span(data: pd.DataFrame, kind: str) -> float:
    """Range of all panels of a kind: that of the widest corridor, at least 5 % of the level."""
    reaches = [_reach(rows, kind) for _, rows in data.groupby("corridor")]
    known = [(low, top) for low, top in reaches if is_number(top)]
    widest = max((top - low for low, top in known), default=1.0)
    return 1.15 * max(widest, 0.05 * max((top for _, top in known), default=1.0), 1e-9)


def _calendar(months: Sequence[str]) -> list[str]:
    """Names of months, each year under its first."""
    names = [dt.date.fromisoformat(f"{month}-01").strftime("%b") for month in months]
    years = [month[:4] for month in months]
    fresh = [n == 0 or years[n - 1] != year for n, year in enumerate(years)]
    return [f"{name}\n{year}" if new else name
            for name, year, new in zip(names, years, fresh, strict=True)]  # fmt: skip


def _seasons(
    page: Page, at: tuple[float, float], rows: pd.DataFrame, what: tuple[str, str]
) -> None:
    kind, form = what
    for n, season in enumerate(("winter", "summer")):
        mean = season_mean(rows, season, f"{kind}_mean")
        words = f"{season} {mean:{form}}" if is_number(mean) else f"{season} –"
        page.text(at[0], at[1] + 3.0 + n * (LINE_MM + 0.6), words, color=INK)


def describe(data: pd.DataFrame, title: str) -> str:
    """Alternative text."""
    said = []
    for corridor, rows in data.groupby("corridor", sort=False):
        winter, summer = (season_mean(rows, s, "days_mean") for s in ("winter", "summer"))
        parts = [
            f"{mean:.1f} days in {season}"
            for season, mean in (("winter", winter), ("summer", summer)) if is_number(mean)
        ]  # fmt: skip
        said.append(f"{corridor}: {', '.join(parts) or 'no month of winter or summer'}")
    return f"{title}. Means and P5–P95 by month. {'. '.join(said)}."


def _known(data: pd.DataFrame) -> pd.DataFrame | None:
    return None if data[["days_mean", "days_p05"]].isna().all().all() else data


def charts(run: Run, about: About) -> Iterator[Chart]:
    """Draw every market and direction of a run that has means."""
    series = Series(NAME, "results by month of release", page, describe)
    yield from series.by_sheet(run.months, about, lambda sheet: _known(table(sheet, about)))
