"""Switch map: which corridor wins where, over two assumptions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.charts.about import About
from simulator.charts.about_study import (
    label_of,
    method_of,
    notes_of,
    quantity_words,
    title_of,
    value_words,
)  # fmt: skip
from simulator.charts.chart import Chart, made
from simulator.charts.key import Entry, draw_key, key_mm
from simulator.charts.page import MARGIN_MM, Page, text_mm
from simulator.charts.row_panels import number_axis, tick
from simulator.charts.rows import records
from simulator.charts.style import GREY, INK, SIZE, applied
from simulator.study.write import StudyResults

NAME = "switch"
_FILLS = ("#9ecae1", "#fdd0a2", "#c7e9c0", "#dadaeb", "#fee391", "#f4cae4", "#d9d9d9")
_TALL_MM, _AXIS_MM, _LEFT_MM = 84.0, 11.0, 15.0


@applied()
def page(data: pd.DataFrame, found: StudyResults, about: About) -> Page:
    """Draw frontier.csv."""
    method = found.record["study"]["method"]
    corridors = [str(c) for c in method["corridors"]]
    grid, base = data[data["source"] != "base"], data[data["source"] == "base"]
    fills = dict(zip(corridors, _FILLS, strict=False))
    wins = set(grid["winner"])
    entries = [Entry(f"{c} wins", "box", {"facecolor": fills[c]}) for c in corridors if c in wins]
    entries.append(Entry("too close to call", "box", {"facecolor": "white", "hatch": "//////"}))
    if "" in wins:
        entries.append(Entry("no corridor has a figure", "box", {"facecolor": "#4d4d4d"}))
    inside = len(base) and base[["x", "y"]].notna().all(axis=None)
    if inside:
        star = {"marker": "*", "markersize": 9, "markerfacecolor": "white"}
        entries.append(Entry("base case", "marker", star))
    key = key_mm(entries, about.width_mm)
    quantity = quantity_words(str(method.get("quantity", "usd_mean")))
    subtitle = f"Corridor with the lowest {quantity}, {method['direction']}"
    close = "Too close to call: the 95 % interval of the margin over paired replications holds "
    close += "zero. Nodes inside cells whose corners agree are filled without a run."
    out = Page(title_of(found, about), subtitle, [close, *notes_of(found, about, corridors)],
               key + _TALL_MM + _AXIS_MM + 4.0, about.width_mm)  # fmt: skip
    draw_key(out, out.top, entries)
    top = out.top + key
    x_words, y_words = (label_of(found, str(method[k])) for k in ("x", "y"))
    out.text(MARGIN_MM, top, f"↑ {y_words}")
    wide = out.width - _LEFT_MM - MARGIN_MM - 3.0
    ax = out.axes(_LEFT_MM, top + 4.6, wide, _TALL_MM)
    _cells(ax, grid, fills)
    if inside:
        row = base.iloc[0]
        ax.plot([row["x"]], [row["y"]], marker="*", markersize=12, color=INK,
                markerfacecolor="white", markeredgewidth=1.0, zorder=6, clip_on=False)  # fmt: skip
    number_axis(ax, wide)
    out.text(_LEFT_MM + wide / 2, top + 4.6 + _TALL_MM + 5.4, f"{x_words} →", ha="center")
    _names(out, ax, (_LEFT_MM, top + 4.6, wide), grid, corridors)
    return out


def _edges(values: list[float]) -> list[float]:
    """Middles between values, and the outermost values themselves."""
    inner = [(a + b) / 2 for a, b in pairwise(values)]
    return [values[0], *inner, values[-1]]


def _cells(ax: Axes, grid: pd.DataFrame, fills: dict[str, str]) -> None:
    xs, ys = (sorted(set(grid[k])) for k in ("x", "y"))
    x_edges, y_edges = _edges(xs), _edges(ys)
    for row in records(grid):
        i, j = xs.index(row["x"]), ys.index(row["y"])
        corner = (x_edges[i], y_edges[j])
        size = (x_edges[i + 1] - corner[0], y_edges[j + 1] - corner[1])
        fill = fills.get(str(row["winner"]), "#4d4d4d")
        ax.add_patch(Rectangle(corner, *size, facecolor=fill, edgecolor=fill, linewidth=0.3,
                               zorder=1))  # fmt: skip
        if str(row["uncertain"]).lower() == "true":
            ax.add_patch(Rectangle(corner, *size, fill=False, edgecolor=GREY, hatch="//////",
                                   linewidth=0.0, zorder=2))  # fmt: skip
        if row["source"] == "run":
            ax.plot([row["x"]], [row["y"]], marker=".", markersize=2, color=GREY, zorder=3,
                    clip_on=False)  # fmt: skip
    _borders(ax, {(row["x"], row["y"]): row["winner"] for row in records(grid)}, (xs, ys))
    ax.set_xlim(x_edges[0], x_edges[-1])
    ax.set_ylim(y_edges[0], y_edges[-1])
    ax.yaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 2.5, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: tick(v)))


def _borders(
    ax: Axes, winners: dict[tuple[float, float], str], nodes: tuple[list[float], list[float]]
) -> None:
    """Draw lines between cells of different winners, which tell them apart without colours."""
    xs, ys = nodes
    x_edges, y_edges = _edges(xs), _edges(ys)
    style: dict[str, Any] = {"color": GREY, "linewidth": 0.8, "zorder": 2.5}
    for (i, x), (j, y) in product(enumerate(xs), enumerate(ys)):
        one = winners.get((x, y))
        if i + 1 < len(xs) and winners.get((xs[i + 1], y)) != one:
            ax.plot([x_edges[i + 1]] * 2, y_edges[j : j + 2], **style)
        if j + 1 < len(ys) and winners.get((x, ys[j + 1])) != one:
            ax.plot(x_edges[i : i + 2], [y_edges[j + 1]] * 2, **style)


def _names(
    page: Page, ax: Axes, at: tuple[float, float, float], grid: pd.DataFrame, corridors: list[str]
) -> None:
    """Write each winner into the middle of its region, at its node nearest to the mean."""
    left, top, wide = at
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    used: list[tuple[float, float]] = []
    for corridor in corridors:
        mine = grid[grid["winner"] == corridor]
        if len(mine) < 4:
            continue
        across = left + (mine["x"] - x0) / (x1 - x0) * wide
        spots = np.column_stack([across, top + (y1 - mine["y"]) / (y1 - y0) * _TALL_MM])
        middle = spots.mean(axis=0)
        half = text_mm(corridor, SIZE, "bold") / 2 + 1.0
        fits = spots[(spots[:, 0] > left + half) & (spots[:, 0] < left + wide - half)
                     & (spots[:, 1] > top + 3) & (spots[:, 1] < top + _TALL_MM - 3)]  # fmt: skip
        if not len(fits):
            continue
        x, y = fits[np.argmin(np.abs(fits - middle).sum(axis=1))]
        if any(abs(y - v) < 6 and abs(x - u) < 40 for u, v in used):
            continue
        used.append((float(x), float(y)))
        under = {"boxstyle": "square,pad=0.2", "facecolor": "white", "edgecolor": "none",
                 "alpha": 0.8}  # fmt: skip
        page.text(float(x), float(y), corridor, weight="bold", ha="center", va="center", bbox=under)


def describe(data: pd.DataFrame, found: StudyResults, about: About) -> str:
    """Alternative text."""
    method = found.record["study"]["method"]
    grid, base = data[data["source"] != "base"], data[data["source"] == "base"]
    parts = grid["winner"].value_counts(normalize=True)
    said = ", ".join(f"{name or 'none'} on {100 * v:.0f} %" for name, v in parts.items())
    x, y = (label_of(found, str(method[k])) for k in ("x", "y"))
    text = f"{title_of(found, about)}. Map of winners over {x} and {y}: {said}."
    for row in records(base):
        at = f"{value_words(row['x'])}, {value_words(row['y'])}"
        text += f" In the base case ({at}) {row['winner'] or 'none'} wins."
    return text


def charts(found: StudyResults, about: About) -> Iterator[Chart]:
    """Draw a study of the frontier between corridors."""
    if method_of(found) != "frontier" or "frontier" not in found.tables:
        return
    data = found.tables["frontier"]
    if (data["source"] != "base").any():
        yield made(NAME, page(data, found, about), data, describe(data, found, about))
