"""Two assumptions in steps: the result in each cell."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from simulator.charts.about import About
from simulator.charts.about_study import (
    factors_of,
    label_of,
    method_of,
    notes_of,
    quantity_words,
    title_of,
    value_words,
)  # fmt: skip
from simulator.charts.chart import Chart, made
from simulator.charts.page import MARGIN_MM, Page, number_words, sentence, text_mm
from simulator.charts.rows import Row, is_number, records
from simulator.charts.style import INK, applied
from simulator.charts.sweep import outputs
from simulator.study.write import StudyResults

NAME = "heat"
COLUMNS = ("x_factor", "y_factor", "x", "y", "quantity", "corridor", "direction", "scope", "mean")
_ROW_MM, _AXIS_MM = 8.0, 11.0
LEAST_SPAN = 0.1
"""The colours span at least this share of the largest value: stretched over less than that, luck
between two replications would look as dramatic as a corridor that breaks down."""
_SCALE = LinearSegmentedColormap.from_list("heat", ["#ffffff", "#9ecae1", "#3182bd", "#08306b"])


def table(found: StudyResults, factors: tuple[str, str], output: Row) -> pd.DataFrame:
    """Result of one corridor at each pair of values (`COLUMNS`)."""
    points = found.points
    mine = points[
        (points["corridor"] == output["corridor"]) & (points["direction"] == output["direction"])
        & (points["scope"] == output["scope"])
    ]  # fmt: skip
    x, y = factors
    out = pd.DataFrame({
        "x_factor": x, "y_factor": y, "x": pd.to_numeric(mine[x], errors="coerce"),
        "y": pd.to_numeric(mine[y], errors="coerce"), "quantity": output["quantity"],
        "corridor": mine["corridor"], "direction": mine["direction"], "scope": mine["scope"],
        "mean": mine[output["quantity"]],
    })  # fmt: skip
    out = out[out["x"].notna() & out["y"].notna()]
    return out.drop_duplicates(["x", "y"]).sort_values(["y", "x"], ignore_index=True)


@applied()
def page(data: pd.DataFrame, found: StudyResults, about: About) -> Page:
    """Draw a table as made by `table`."""
    first = data.iloc[0]
    wide = data.pivot_table(index="y", columns="x", values="mean", dropna=False)
    wide = wide.sort_index(ascending=False)
    subtitle = f"{quantity_words(str(first['quantity']))}: {first['corridor']}, "
    subtitle += f"{first['direction']}; a cell without a number has no stable mean"
    height = _ROW_MM * len(wide)
    notes = notes_of(found, about, [str(first["corridor"])])
    out = Page(title_of(found, about), sentence(subtitle), notes, height + _AXIS_MM + 6.0)
    y_words = label_of(found, str(first["y_factor"]))
    out.text(MARGIN_MM, out.top, f"↑ {y_words}")
    left = MARGIN_MM + max(text_mm(value_words(v)) for v in wide.index) + 4.0
    room = out.width - MARGIN_MM - left - 2.0
    ax = out.axes(left, out.top + 5.0, room, height)
    _cells(ax, wide, room / wide.shape[1], str(first["quantity"]))
    out.text(left + room / 2, out.top + 5.0 + height + 5.6,
             f"{label_of(found, str(first['x_factor']))} →", ha="center")  # fmt: skip
    return out


def _cells(ax: Axes, wide: pd.DataFrame, cell_mm: float, quantity: str) -> None:
    values = wide.to_numpy(dtype=float)
    low, high = span_of(values)
    ax.pcolormesh(np.arange(values.shape[1] + 1), np.arange(values.shape[0] + 1),
                  np.ma.masked_invalid(values), cmap=_SCALE, vmin=low, vmax=high,
                  edgecolors="white", linewidth=0.4)  # fmt: skip
    ax.set_ylim(values.shape[0], 0)
    ax.set_xticks(np.arange(values.shape[1]) + 0.5, [value_words(v) for v in wide.columns])
    ax.set_yticks(np.arange(values.shape[0]) + 0.5, [value_words(v) for v in wide.index])
    ax.tick_params(length=0)
    words = {k: _number(v, quantity) for k, v in np.ndenumerate(values) if is_number(v)}
    if words and max(text_mm(w) for w in words.values()) > cell_mm - 1.0:
        return
    for (row, column), text in words.items():
        dark = (values[row, column] - low) > 0.55 * (high - low)
        ax.text(column + 0.5, row + 0.5, text, ha="center", va="center",
                color="white" if dark else INK)  # fmt: skip


def span_of(values: np.ndarray) -> tuple[float, float]:
    """Values at both ends of the colours: white is the lowest, the darkest at least the highest."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    least = LEAST_SPAN * max(abs(low), abs(high))
    return low, max(high, low + least) if least else low + 1.0


def _number(value: float, quantity: str) -> str:
    if quantity.endswith("_share"):
        return f"{100 * value:.0f} %"
    return f"{value:.1f}" if abs(value) < 100 else number_words(value)


def describe(data: pd.DataFrame, found: StudyResults, about: About) -> str:
    """Alternative text."""
    first, known = data.iloc[0], data[data["mean"].notna()]
    rows = records(known.sort_values("mean", kind="stable"))
    best, worst = rows[0], rows[-1]
    x, y = (label_of(found, str(first[k])) for k in ("x_factor", "y_factor"))
    said = [
        f"{word} {_number(float(r['mean']), str(first['quantity']))} at {x} "
        f"{value_words(r['x'])} and {y} {value_words(r['y'])}"
        for word, r in (("lowest", best), ("highest", worst))
    ]
    return (
        f"{title_of(found, about)}. Heat map of {quantity_words(str(first['quantity']))} of "
        f"{first['corridor']}. {sentence('; '.join(said))}."
    )


def charts(found: StudyResults, about: About) -> Iterator[Chart]:
    """Draw a grid over two factors with numbers, output by output."""
    factors = list(factors_of(found))
    if method_of(found) != "grid" or len(factors) != 2:
        return
    for output in outputs(found):
        for corridor in output["corridors"]:
            data = table(found, (factors[0], factors[1]), {**output, "corridor": corridor})
            if data["mean"].notna().any():
                quantity = str(output["quantity"]).removesuffix("_mean").replace("_", "-")
                name = f"{NAME}-{quantity}-{corridor}-{output['direction']}"
                drawn = page(data, found, about)
                yield made(name, drawn, data, describe(data, found, about))
