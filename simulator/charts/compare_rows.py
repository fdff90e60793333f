"""Rows of the comparison: each corridor's days and dollars over the ranges published of it."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from simulator.charts.compare_panel import EDGES, published_of, spans
from simulator.charts.page import Page
from simulator.charts.row_panels import Panel, Rows, draw_panels, limits_of, panels_mm
from simulator.charts.rows import Row, is_number
from simulator.charts.style import GREY, INK, look

_USD = tuple(EDGES)
_DRAWN = {
    "days": ("days_p05", "days_p50", "days_p95", "days_mean"),
    "usd": ("usd_p05", "usd_p50", "usd_p95", "usd_mean", "freight_usd_mean"),
}


def rows_of(model: list[Row], ends: list[str]) -> Rows:
    """Names, and the ends of each where they differ."""
    names = [str(row["corridor"]) for row in model]
    return Rows(names, ends if len(set(ends)) > 1 else (), row_mm=6.5)


def height(model: list[Row], ends: list[str], width_mm: float) -> float:
    """Height of the rows with their panels."""
    blank = [Panel("", (0.0, 1.0))] * 2
    return panels_mm(rows_of(model, ends), blank, width_mm)


def draw(
    page: Page, top: float, model: list[Row], published: list[Row],
    words: tuple[list[str], list[str]],
) -> None:  # fmt: skip
    """Draw both panels; `words`: order of the corridors, ends of each row."""
    order, ends = words
    mine = [published_of(row, published) for row in model]

    def limits(kind: str, quantities: tuple[str, ...]) -> tuple[float, float]:
        known = [row[k] for row in model for k in _DRAWN[kind]]
        known += [v for some in mine for q in quantities for s in spans(some, q) for v in s]
        return limits_of(known)

    panels = [
        Panel("days, with the mean", limits("days", ("days",)), _values(model, "days_mean", ".1f")),
        Panel(
            "USD per FEU, with the mean", limits("usd", _USD), _values(model, "usd_mean", ",.0f")
        ),
    ]

    def fill(n: int, ax: Axes, each_mm: float) -> None:
        kind, quantities = (("days", ("days",)), ("usd", _USD))[n]
        for k, (row, some) in enumerate(zip(model, mine, strict=True)):
            for quantity in quantities:
                for low, high in spans(some, quantity):
                    _range(ax, k, (low, high), each_mm, EDGES.get(quantity, "--"))
            _bar(ax, k, row, kind, order)

    draw_panels(page, top, rows_of(model, ends), panels, fill)


def _values(model: list[Row], column: str, form: str) -> list[str]:
    return [f"{row[column]:{form}}" if is_number(row[column]) else "–" for row in model]


def _range(ax: Axes, k: int, span: tuple[float, float], each_mm: float, edge: str) -> None:
    left, right = ax.get_xlim()
    least = 0.014 * (right - left)
    low, high = span
    if high - low < least:
        low, high = (low + high - least) / 2, (low + high + least) / 2
    half = min(0.36, 2.2 / each_mm)
    shape = ((low, k - half), high - low, 2 * half)
    ax.add_patch(Rectangle(*shape, facecolor="#000000", alpha=0.10, edgecolor="none", zorder=1))
    ax.add_patch(Rectangle(*shape, fill=False, edgecolor=GREY, linestyle=edge, linewidth=0.5,
                           alpha=0.8, zorder=1))  # fmt: skip


def _bar(ax: Axes, k: int, row: Row, kind: str, order: list[str]) -> None:
    style = look(order.index(row["corridor"]))
    ax.plot([row[f"{kind}_p05"], row[f"{kind}_p95"]], [k, k], color=style.colour, linewidth=1.6,
            zorder=4)  # fmt: skip
    ax.plot([row[f"{kind}_p50"]], [k], marker="|", color=style.colour, markersize=8,
            markeredgewidth=1.6, zorder=5)  # fmt: skip
    mark: Row = {"marker": style.marker, "color": style.colour, "zorder": 6}
    ax.plot([row[f"{kind}_mean"]], [k], markersize=5.5, markeredgecolor=INK, markeredgewidth=0.5,
            **mark)  # fmt: skip
    if kind == "usd":
        ax.plot([row["freight_usd_mean"]], [k], markersize=5.0, markerfacecolor="white",
                markeredgewidth=0.9, **{**mark, "zorder": 5})  # fmt: skip
