"""Where the dollars go: one stacked bar for each corridor, in fixed categories."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from simulator.charts import stack_bars
from simulator.charts.about import About, reason
from simulator.charts.chart import Chart, Series, Sheet
from simulator.charts.page import MARGIN_MM, Page, text_mm
from simulator.charts.rows import Row, records
from simulator.charts.stack_bars import Category, Scale, Stack, parts
from simulator.charts.style import WIDTH_MM, applied
from simulator.model.places import FREIGHT_ITEMS, ITEMS
from simulator.results.read import Run

NAME = "cost-stack"


CATEGORIES: tuple[Category, ...] = (
    Category("rail line haul", "rail", ("rail",), "#0072B2", ""),
    Category("sea line haul", "sea", ("sea",), "#56B4E9", "////"),
    Category("road line haul", "road", ("road",), "#D55E00", "\\\\\\\\"),
    Category("handling and border", "handling", ("handling", "border"), "#009E73", "...."),
    Category("transit fees", "transit", ("transit",), "#E69F00", "xxxx"),
    Category("storage", "storage", ("storage",), "#CC79A7", "||||"),
    Category(
        "equipment, empties, insurance", "equipment …", ("equipment", "empty_return", "insurance"),
        "#cccccc", "----",
    ),
)  # fmt: skip
"""In the order of the bars; subsidies stand to the left of zero."""
SUBSIDY = Category("subsidy", "subsidy", ("subsidy",), "#ffffff", "oo")


def number(usd: float) -> str:
    """Whole dollars with thousands apart and a true minus."""
    return f"{usd:,.0f}".replace("-", "−")


STACK = Stack(CATEGORIES, SUBSIDY, number, 1.0, "USD", "USD/FEU")


def table(stages: pd.DataFrame, sheet: Sheet, known: dict[str, str]) -> pd.DataFrame:
    """Costs by corridor and category, USD per FEU: one row per corridor, the cheapest first.

    Parameters
    ----------
    stages : stages.csv.
    sheet : which market and direction.
    known : id → name as `About.names`, for the reasons of blanks.
    """
    rows = []
    for row in records(sheet.rows[sheet.rows["scope"] == "terminal"]):
        mine = stages[
            (stages["market"] == row["market"])
            & (stages["corridor"] == row["corridor"])
            & (stages["direction"] == row["direction"])
        ]
        sums = {item: mine[f"{item}_usd"].sum(min_count=1) for item in ITEMS}
        blank = bool(mine.empty or mine["usd_mean"].isna().any())
        why = reason(row["warnings"], known, row["feu"], row["delivered"])
        rows.append({
            "market": row["market"], "corridor": row["corridor"], "direction": row["direction"],
            "origin": row["origin"], "destination": row["destination"], "feu": row["feu"],
            **{c.words: sum(sums[i] for i in c.items) for c in (*CATEGORIES, SUBSIDY)},
            "freight": sum(sums[item] for item in FREIGHT_ITEMS),
            "total": sum(sums.values()),
            "price_year": row["price_year"],
            "no_stable_mean": why if blank else "",
        })  # fmt: skip
    frame = pd.DataFrame(rows)
    return frame if frame.empty else frame.sort_values("total", kind="stable", ignore_index=True)


@applied()
def page(data: pd.DataFrame, about: About, title: str) -> Page:
    """Draw the stacked bars of a table as made by `table`."""
    body = stack_bars.height(STACK, data, WIDTH_MM)
    out = Page(title, _subtitle(data), _notes(data, about), body)
    stack_bars.draw(out, STACK, data, about, _marks)
    return out


def _marks(page: Page, top: float, row: Row, scale: Scale) -> None:
    """Freight, and the total after subsidies where they move it off the bar's end."""
    freight, total = float(row["freight"]), float(row["total"])
    words = f"freight {number(freight)} ({100 * freight / total:.0f} %)"
    arrow = text_mm("\u25bc") / 2
    end, start = scale.at(freight) + arrow, scale.at(total) - arrow
    if end - text_mm(f"{words} \u25bc") < MARGIN_MM:  # too near the left edge
        _over(page, (end - 2 * arrow, top), f"\u25bc {words}", "left")
        return
    if float(row["subsidy"]) < 0:
        short = max(0.0, end + 0.8 - start) / 2
        end, start = end - short, start + short
        _over(page, (start, top), "\u25bd total", "left")
    _over(page, (end, top), f"{words} \u25bc", "right")


def _over(page: Page, at: tuple[float, float], words: str, side: str) -> None:
    """Write over the bar."""
    page.text(at[0], at[1] - 0.2, words, ha=side, va="bottom")


def _subtitle(data: pd.DataFrame) -> str:
    return (
        f"Out-of-pocket cost from terminal to terminal, mean USD per FEU at {_year(data)} prices, "
        "with shares of the total"
    )


def _year(data: pd.DataFrame) -> str:
    return str(int(data["price_year"].iloc[0]))


def _notes(data: pd.DataFrame, about: About) -> list[str]:
    mark = "\u25bc Freight: what a published tariff covers (line haul, handling, border, transit "
    mark += "fees, less subsidies)."
    if (data["subsidy"].fillna(0) < 0).any():
        mark += " Subsidies stand left of zero. \u25bd Total: the bar right of zero less subsidies."
    size = about.size(dict(zip(data["corridor"], data["feu"].astype(int), strict=True)))
    return [mark, size, *about.doubts, about.source()]


def describe(data: pd.DataFrame, title: str) -> str:
    """Alternative text."""
    said = []
    for row in records(data):
        if row["no_stable_mean"]:
            said.append(f"{row['corridor']}: no stable mean ({row['no_stable_mean']})")
            continue
        total, freight = number(row["total"]), number(row["freight"])
        said.append(f"{row['corridor']}: {total} USD, of which freight {freight}; "
                    + parts(row, STACK.every, number))  # fmt: skip
    return f"{title}. Stacked bars of USD per FEU at {_year(data)} prices. {'. '.join(said)}."


def charts(run: Run, about: About) -> Iterator[Chart]:
    """Draw every market and direction of a run."""
    series = Series(NAME, "where the dollars go", page, describe)
    yield from series.by_sheet(
        run.summary, about, lambda sheet: table(run.stages, sheet, about.names)
    )
