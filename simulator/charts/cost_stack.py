"""Where the dollars go: one stacked bar for each corridor, in fixed categories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from simulator.charts.about import About, reason
from simulator.charts.chart import Chart, Sheet, sheets
from simulator.charts.page import LINE_MM, MARGIN_MM, Page, key_rows, spread, text_mm
from simulator.charts.rows import Row, records
from simulator.charts.style import INK, SIZE, WIDTH_MM, applied
from simulator.model.places import FREIGHT_ITEMS, ITEMS
from simulator.results.read import Run

NAME = "cost-stack"


@dataclass(frozen=True)
class Category:
    """Ledger items shown as one."""

    words: str
    short: str
    """Where there is little room."""
    items: tuple[str, ...]
    colour: str
    hatch: str


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
_BLANK_MM, _ROW_MM, _BAR_MM, _LEADER_MM = 10.0, 25.5, 8.5, 2.2
_AXIS_MM = 9.0
_LEFT_MM, _RIGHT_MM = 4.0, 24.0


def table(stages: pd.DataFrame, sheet: Sheet, places: dict[str, str]) -> pd.DataFrame:
    """Costs by corridor and category, USD per FEU: one row per corridor, the cheapest first.

    Parameters
    ----------
    stages : stages.csv.
    sheet : which market and direction.
    places : place id → name, for the reasons of blanks.
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
        why = reason(row["warnings"], places, row["feu"], row["delivered"])
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


def figure(data: pd.DataFrame, about: About, title: str) -> Figure:
    """Draw the stacked bars of a table as made by `table`."""
    with applied():
        return _drawn(data, about, title).figure


def _drawn(data: pd.DataFrame, about: About, title: str) -> Page:
    used = [c for c in (*CATEGORIES, SUBSIDY) if (data[c.words].fillna(0) != 0).any()]
    width = WIDTH_MM - 2 * MARGIN_MM
    places = key_rows([c.words for c in used], 6.0, width)
    key_mm = len(places) * (LINE_MM + 0.8) + 2.0
    heights = [_BLANK_MM if text else _ROW_MM for text in data["no_stable_mean"]]
    body = key_mm + sum(heights) + _AXIS_MM
    page = Page(title, _subtitle(data), _notes(data, about), body)
    _key(page, used, places)
    low = min(0.0, float(data["subsidy"].min(skipna=True)) if "subsidy" in data else 0.0)
    low = 0.0 if pd.isna(low) else low
    gross = (data["total"] - data["subsidy"]).max()
    scale = (width - _LEFT_MM - _RIGHT_MM) / max(float(gross) - low, 1e-9) if gross > 0 else 1.0
    zero = MARGIN_MM + _LEFT_MM - low * scale
    top = page.top + key_mm
    for row, height in zip(records(data), heights, strict=True):
        head = f"{row['corridor']}: {about.corridor(str(row['corridor']))}"
        ends = about.ends(str(row["origin"]), str(row["destination"]))
        _head(page, top, str(row["corridor"]), head, ends)
        if row["no_stable_mean"]:
            words = f"no stable mean ({row['no_stable_mean']})"
            page.text(MARGIN_MM + _LEFT_MM, top + LINE_MM, words, style="italic")
        else:
            _Bar(page, top + 2 * LINE_MM + 0.6, zero, scale).draw(row)
        top += height
    if gross > 0:
        _axis(page, top, zero, scale, (low, float(gross)))
    return page


def _head(page: Page, top: float, corridor: str, head: str, ends: str) -> None:
    page.text(MARGIN_MM, top, corridor, weight="bold")
    after = MARGIN_MM + text_mm(corridor, SIZE, "bold") + 2.0
    rest = f"{head.removeprefix(f'{corridor}: ')}, {ends}"
    if after + text_mm(rest) > WIDTH_MM - MARGIN_MM:
        rest = ends
    page.text(after, top, rest)


def _axis(page: Page, top: float, zero: float, scale: float, span: tuple[float, float]) -> None:
    left, right = zero + span[0] * scale, zero + span[1] * scale
    page.line([left, right], [top, top], color=INK)
    for usd in MaxNLocator(8, steps=[1, 2, 5, 10]).tick_values(*span):
        at = zero + usd * scale
        if left <= at + 1e-6 and at <= right + 1e-6:
            page.line([at, at], [top, top + 1.0], color=INK)
            page.text(at, top + 1.4, number(usd), ha="center")
    page.text(WIDTH_MM - MARGIN_MM, top + 1.4, "USD/FEU", ha="right")


def _key(page: Page, used: Sequence[Category], places: list[list[float]]) -> None:
    left = iter(used)
    for n, row in enumerate(places):
        y = page.top + n * (LINE_MM + 0.8)
        for x in row:
            one = next(left)
            page.box(MARGIN_MM + x, y + 0.1, 6.0, 3.0, **_fill(one))
            page.text(MARGIN_MM + x + 7.5, y, one.words)


def _fill(category: Category) -> Row:
    return {
        "facecolor": category.colour, "hatch": category.hatch, "edgecolor": INK, "linewidth": 0.5,
    }  # fmt: skip


class _Bar:
    """One corridor's bar with its figures."""

    def __init__(self, page: Page, top: float, zero: float, scale: float) -> None:
        self.page, self.top, self.zero, self.scale = page, top, zero, scale
        self.small: list[tuple[float, str]] = []

    def draw(self, row: Row) -> None:
        """Draw segments, then what is written on and around them."""
        total = float(row["total"])
        at = self.zero
        for category in CATEGORIES:
            usd = float(row[category.words])
            if usd > 0:
                self._segment(at, usd, total, category)
                at += usd * self.scale
        subsidy = float(row["subsidy"])
        if subsidy < 0:
            self._segment(self.zero + subsidy * self.scale, subsidy, total, SUBSIDY)
        self.page.line([self.zero] * 2, [self.top - 1.2, self.top + _BAR_MM + 1.2], color=INK)
        self._small_labels()
        self._marks(float(row["freight"]), total, subsidy < 0)
        self._total(at, total)

    def _segment(self, left: float, usd: float, total: float, category: Category) -> None:
        width = abs(usd) * self.scale
        self.page.box(left, self.top, width, _BAR_MM, **_fill(category))
        figure, share = number(usd), f"{100 * usd / total:.0f} %".replace("-", "−")
        middle = left + width / 2
        if width > max(text_mm(figure), text_mm(share)) + 3.0:
            under = {"boxstyle": "square,pad=0.12", "facecolor": "white", "edgecolor": "none"}
            self.page.text(
                middle, self.top + _BAR_MM / 2, f"{figure}\n{share}", ha="center", va="center",
                linespacing=1.05, bbox=under,
            )  # fmt: skip
        else:
            share = "<1 %" if abs(usd) < 0.005 * total else share
            figure = "<1" if 0 < usd < 0.5 else figure
            self.small.append((middle, f"{category.short} {figure} ({share})"))

    def _small_labels(self) -> None:
        self.small.sort()
        sizes = [text_mm(words) + 2.5 for _, words in self.small]
        low, high = MARGIN_MM, WIDTH_MM - MARGIN_MM
        centres = spread([at for at, _ in self.small], sizes, low, high)
        foot = self.top + _BAR_MM
        for (at, words), centre in zip(self.small, centres, strict=True):
            half = text_mm(words) / 2 - 1.0
            end = min(max(at, centre - half), centre + half)
            self.page.line([at, end], [foot, foot + _LEADER_MM])
            self.page.text(centre, foot + _LEADER_MM + 0.2, words, ha="center")

    def _marks(self, freight: float, total: float, after: bool) -> None:
        """Freight, and the total after subsidies where they move it off the bar's end."""
        words = f"freight {number(freight)} ({100 * freight / total:.0f} %)"
        arrow = text_mm("\u25bc") / 2
        end, start = (self.zero + usd * self.scale for usd in (freight, total))
        end, start = end + arrow, start - arrow
        if end - text_mm(f"{words} \u25bc") < MARGIN_MM:  # too near the left edge
            self._over(end - 2 * arrow, f"\u25bc {words}", "left")
            return
        if after:
            short = max(0.0, end + 0.8 - start) / 2
            end, start = end - short, start + short
            self._over(start, "\u25bd total", "left")
        self._over(end, f"{words} \u25bc", "right")

    def _over(self, x: float, words: str, side: str) -> None:
        """Write over the bar."""
        self.page.text(x, self.top - 0.2, words, ha=side, va="bottom")

    def _total(self, end: float, total: float) -> None:
        middle = self.top + _BAR_MM / 2
        self.page.text(end + 1.5, middle, f"{number(total)} USD", va="center", weight="bold")


def number(usd: float) -> str:
    """Whole dollars with thousands apart and a true minus."""
    return f"{usd:,.0f}".replace("-", "−")


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
        parts = [
            f"{c.words} {number(row[c.words])}" for c in (*CATEGORIES, SUBSIDY) if row[c.words] != 0
        ]
        total, freight = number(row["total"]), number(row["freight"])
        said.append(f"{row['corridor']}: {total} USD, of which freight {freight}; "
                    + ", ".join(parts))  # fmt: skip
    return f"{title}. Stacked bars of USD per FEU at {_year(data)} prices. {'. '.join(said)}."


def charts(run: Run, about: About) -> Iterator[Chart]:
    """Draw every market and direction of a run."""
    for sheet in sheets(run.summary, about):
        data = table(run.stages, sheet, dict(about.places))
        if data.empty:
            continue
        title = f"{about.market(sheet.market)}, {sheet.direction}: where the dollars go"
        drawn = figure(data, about, title)
        yield Chart(NAME + sheet.suffix, drawn, data, describe(data, title))
