"""Morris plane: how strong each assumption is against how unevenly it acts."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.charts.about import About
from simulator.charts.about_study import (
    method_of,
    notes_of,
    output_words,
    quantity_words,
    title_of,
)  # fmt: skip
from simulator.charts.chart import Chart, made
from simulator.charts.page import LINE_MM, MARGIN_MM, Page, text_mm, wrapped
from simulator.charts.placing import Placer, around, nearest, strip
from simulator.charts.row_panels import number_axis, tick
from simulator.charts.rows import Row, is_number, records
from simulator.charts.style import COLOURS, GREY, INK, applied
from simulator.charts.tornado import OUTPUT, outputs_of
from simulator.study.write import StudyResults

NAME = "morris"
COLUMNS = (*OUTPUT, "factor", "label", "mu", "mu_star", "sigma", "ci_low", "ci_high")
_TALL_MM, _AXIS_MM, _LEFT_MM = 78.0, 11.0, 17.0


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per factor (`COLUMNS`), the strongest first; the interval is that of mu_star."""
    keys = [*OUTPUT, "factor", "label"]
    wide = rows.pivot_table(index=keys, columns="index", values="value", sort=False).reset_index()
    star = rows[rows["index"] == "mu_star"][["factor", "ci_low", "ci_high"]]
    out = wide.merge(star, on="factor", how="left").reindex(columns=list(COLUMNS))
    return out.sort_values("mu_star", ascending=False, kind="stable", ignore_index=True)


@applied()
def page(data: pd.DataFrame, found: StudyResults, about: About) -> Page:
    """Draw a table as made by `table`."""
    first = data.iloc[0]
    how = "Effects are per whole range of an assumption; horizontal lines are 95 % intervals. "
    how += "Above the dashed line (spread = mean size) an effect depends on the other assumptions."
    if (data["mu"] < 0).any():
        how += " Triangles: the result falls where the assumption rises."
    notes = [how, *notes_of(found, about, [str(first["corridor"])])]
    out = Page(title_of(found, about), output_words(first), notes, _TALL_MM + _AXIS_MM,
               about.width_mm)  # fmt: skip
    wide = out.width - _LEFT_MM - MARGIN_MM - 2.0
    ax = out.axes(_LEFT_MM, out.top + 1.0, wide, _TALL_MM)
    right = 1.12 * max(float(np.nanmax(data[["mu_star", "ci_high"]].to_numpy())), 1e-9)
    top = 1.25 * max(float(data["sigma"].max()), 0.1 * right / 1.12, 1e-9)
    ax.set_xlim(0, right)
    ax.set_ylim(0, top)
    ax.plot([0, min(right, top)], [0, min(right, top)], color=GREY, linewidth=0.7, linestyle="--")
    ax.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: tick(v)))
    number_axis(ax, wide)
    ax.grid(visible=True)
    unit = quantity_words(str(first["quantity"])).partition(", ")[2]
    out.text(MARGIN_MM + 1.6, out.top + _TALL_MM / 2, f"spread of effects, {unit}", rotation=90,
             ha="center", va="center")  # fmt: skip
    out.text(_LEFT_MM + wide / 2, out.top + _TALL_MM + 6.0, f"mean size of effects, {unit}",
             ha="center")  # fmt: skip
    placer = Placer((_LEFT_MM + 1, out.top + 1.5, out.width - MARGIN_MM, out.top + _TALL_MM))
    rows = records(data.dropna(subset=["mu_star", "sigma"]))
    at = [
        (_LEFT_MM + r["mu_star"] / right * wide, out.top + 1.0 + (1 - r["sigma"] / top) * _TALL_MM)
        for r in rows
    ]
    ends = (
        (_LEFT_MM, out.top + 1.0 + _TALL_MM),
        (
            _LEFT_MM + min(right, top) / right * wide,
            out.top + 1.0 + (1 - min(right, top) / top) * _TALL_MM,
        ),
    )
    placer.shy += strip(*ends)
    placer.points += at
    placer.taken += [around([point], 1.1) for point in at]
    placer.taken += [
        around([(_LEFT_MM + e / right * wide, y) for e in (r["ci_low"], r["ci_high"])], 0.4)
        for r, (_, y) in zip(rows, at, strict=True) if is_number(r["ci_low"])
    ]  # fmt: skip
    for row, point in zip(rows, at, strict=True):
        ax.plot([row["ci_low"], row["ci_high"]], [row["sigma"]] * 2, color=GREY, linewidth=0.8)
        mark: Row = {"marker": "o" if row["mu"] >= 0 else "v", "color": COLOURS[0], "markersize": 5}
        ax.plot(
            [row["mu_star"]],
            [row["sigma"]],
            markeredgecolor=INK,
            markeredgewidth=0.5,
            clip_on=False,
            zorder=3,
            **mark,
        )
        _name(out, placer, row, point)
    return out


def _name(page: Page, placer: Placer, row: Row, at: tuple[float, float]) -> None:
    lines = wrapped(str(row["label"]), 42.0)
    box = placer.place(at, (max(text_mm(w) for w in lines) + 0.8, LINE_MM * len(lines)))
    if box is None:
        return
    for n, line in enumerate(lines):
        page.text(box[0] + 0.4, box[1] + n * LINE_MM + 0.1, line)
    end = nearest(box, at)
    if math.dist(end, at) > 2.4:
        page.line([end[0], at[0]], [end[1], at[1]], linewidth=0.4)


def describe(data: pd.DataFrame, found: StudyResults, about: About) -> str:
    """Alternative text."""
    said = [f"{r['label']} {tick(round(r['mu_star'], 2))} (spread {tick(round(r['sigma'], 2))})"
            for r in records(data.head(6))]  # fmt: skip
    return (
        f"{title_of(found, about)}. Morris plane of the {output_words(data.iloc[0])}: mean "
        f"size of effects. {'; '.join(said)}."
    )


def charts(found: StudyResults, about: About) -> Iterator[Chart]:
    """Draw every output of a study by Morris's method."""
    if method_of(found) != "morris" or "sensitivity" not in found.tables:
        return
    for _, rows, suffix in outputs_of(found.tables["sensitivity"]):
        data = table(rows)
        if data[["mu_star", "sigma"]].notna().any().all():
            drawn = page(data, found, about)
            yield made(f"{NAME}-{suffix}", drawn, data, describe(data, found, about))
