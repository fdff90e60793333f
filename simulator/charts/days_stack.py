"""Where the days go: one stacked bar for each corridor, waiting apart from service and movement."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from simulator.charts import stack_bars
from simulator.charts.about import About, reason
from simulator.charts.chart import Chart, Series, Sheet
from simulator.charts.page import Page
from simulator.charts.rows import Row, records
from simulator.charts.stack_bars import Category, Scale, Stack, parts
from simulator.charts.style import INK, WIDTH_MM, applied
from simulator.results.read import Run

NAME = "days-stack"
_ON_THE_WAY = ("run", "path", "gate")
CATEGORIES: tuple[Category, ...] = (
    Category("moving by rail", "rail", ("rail",), "#0072B2", ""),
    Category("moving by sea", "sea", ("sea",), "#56B4E9", "////"),
    Category("moving by road", "road", ("road",), "#D55E00", "\\\\\\\\"),
    Category("being served", "service", (), "#009E73", "...."),
    Category("waiting for a departure", "departure", (), "#ffffff", "xxxx"),
    Category("waiting at borders and terminals", "terminals", (), "#CC79A7", "||||"),
    Category("waiting on the way", "on the way", (), "#E69F00", "----"),
)
"""In the order of the bars: movement, service, waiting."""
_WAITING = tuple(c.words for c in CATEGORIES[4:])


def number(days: float) -> str:
    """Days with one decimal."""
    return f"{days:.1f}"


STACK = Stack(CATEGORIES, None, number, 0.1, "days", "days")


def table(stages: pd.DataFrame, sheet: Sheet, about: About) -> pd.DataFrame:
    """Days by corridor and category: one row per corridor, the fastest first.

    Waiting on the way is waiting for a path on the line, for weather, or for a closed leg.
    """
    rows = []
    for row in records(sheet.terminal):
        key = ["market", "corridor", "direction"]
        mine = stages[(stages[key] == [row[k] for k in key]).all(axis=1)]
        blank = bool(mine.empty or mine["move_days_mean"].isna().any())
        parted = _parts(mine)
        why = reason(str(row["warnings"]), about.names, row["feu"], row["delivered"])
        same = ("market", "corridor", "direction", "origin", "destination", "feu")
        rows.append({
            **{k: row[k] for k in same}, **parted, "total": sum(parted.values()),
            "no_stable_mean": why if blank else "",
        })  # fmt: skip
    frame = pd.DataFrame(rows)
    return frame if frame.empty else frame.sort_values("total", kind="stable", ignore_index=True)


def _parts(stages: pd.DataFrame) -> dict[str, float]:
    rail, sea, road, service, departure, places, way = (c.words for c in CATEGORIES)
    moved = stages.groupby("mode")["move_days_mean"].sum(min_count=1)
    waits = stages["wait_days_mean"]
    leaving = stages["stage"] == "departure"
    moving = stages["stage"].isin(_ON_THE_WAY)
    return {
        **{words: float(moved.get(mode, 0.0)) for words, mode in
           ((rail, "rail"), (sea, "sea"), (road, "road"))},
        service: float(stages["service_days_mean"].sum()),
        departure: float(waits[leaving].sum()),
        places: float(waits[~leaving & ~moving].sum()),
        way: float(waits[moving].sum()),
    }  # fmt: skip


@applied()
def page(data: pd.DataFrame, about: About, title: str) -> Page:
    """Draw the stacked bars of a table as made by `table`."""
    subtitle = "From terminal to terminal, mean days of an FEU, with shares of the total"
    size = about.size(dict(zip(data["corridor"], data["feu"].astype(int), strict=True)))
    how = "The bracket over a bar is its waiting. On the way: for a path on the line, for weather, "
    how += "or for what is closed."
    body = stack_bars.height(STACK, data, WIDTH_MM)
    out = Page(title, subtitle, [how, size, *about.doubts, about.source()], body)
    stack_bars.draw(out, STACK, data, about, _marks)
    return out


def _marks(page: Page, top: float, row: Row, scale: Scale) -> None:
    """A bracket over all waiting, with its sum."""
    total, waiting = float(row["total"]), sum(float(row[w]) for w in _WAITING)
    if waiting < 0.05:
        return
    left, right = scale.at(total - waiting), scale.at(total)
    y = top - 1.0
    page.line([left, left, right, right], [top - 0.3, y, y, top - 0.3], color=INK, linewidth=0.7)
    words = f"waiting {number(waiting)} days ({100 * waiting / total:.0f} %)"
    page.text(right, y - 0.4, words, ha="right", va="bottom")


def describe(data: pd.DataFrame, title: str) -> str:
    """Alternative text."""
    said = [
        f"{row['corridor']}: no stable mean ({row['no_stable_mean']})" if row["no_stable_mean"]
        else f"{row['corridor']}: {number(row['total'])} days; "
        + parts(row, CATEGORIES, number)
        for row in records(data)
    ]  # fmt: skip
    return f"{title}. Stacked bars of mean days. {'. '.join(said)}."


def charts(run: Run, about: About) -> Iterator[Chart]:
    """Draw every market and direction of a run."""
    series = Series(NAME, "where the days go", page, describe)
    yield from series.by_sheet(run.summary, about, lambda sheet: table(run.stages, sheet, about))
