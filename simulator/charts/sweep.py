"""One assumption in steps: a line for each corridor, and where two of them are equal."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.charts.about import About
from simulator.charts.about_study import (
    factors_of,
    label_of,
    method_of,
    notes_of,
    quantity_words,
    title_of,
)  # fmt: skip
from simulator.charts.chart import Chart, made
from simulator.charts.key import Entry, draw_key, key_mm
from simulator.charts.page import LINE_MM, MARGIN_MM, Page, number_words, sentence, spread, text_mm
from simulator.charts.row_panels import number_axis, tick
from simulator.charts.rows import Row, is_number, records
from simulator.charts.style import GREY, SIZE, applied, look
from simulator.study.write import StudyResults

NAME = "sweep"
COLUMNS = ("factor", "label", "value", "quantity", "corridor", "direction", "scope", "mean",
           "ci_low", "ci_high")  # fmt: skip
_TALL_MM, _AXIS_MM, _LEFT_MM = 66.0, 11.0, 17.0
_ENDS = {"days_mean": "days", "usd_mean": "usd"}
_EQUAL = "#d9d2e9"


def table(found: StudyResults, factor: str, output: Row) -> pd.DataFrame:
    """Results of each corridor by value of the factor (`COLUMNS`), rising.

    `output` holds quantity, direction and scope, and corridors that are compared.
    """
    points = found.points
    mine = points[
        points["corridor"].isin(output["corridors"]) & (points["direction"] == output["direction"])
        & (points["scope"] == output["scope"])
    ]  # fmt: skip
    value = pd.to_numeric(mine[factor], errors="coerce")
    stem = _ENDS.get(output["quantity"], "")
    blank = pd.Series(np.nan, index=mine.index)
    out = pd.DataFrame({
        "factor": factor, "label": label_of(found, factor), "value": value,
        "quantity": output["quantity"], "corridor": mine["corridor"],
        "direction": mine["direction"], "scope": mine["scope"], "mean": mine[output["quantity"]],
        "ci_low": mine[f"{stem}_ci_low"] if stem else blank,
        "ci_high": mine[f"{stem}_ci_high"] if stem else blank,
    })  # fmt: skip
    out = out[out["value"].notna()].drop_duplicates(["corridor", "value"])
    return out.sort_values(["corridor", "value"], kind="stable", ignore_index=True)


def _switch(data: pd.DataFrame, found: StudyResults) -> Row | None:
    """Break-even of this factor and quantity, where the study has found one."""
    table = found.tables.get("breakeven")
    if table is None:
        return None
    first = data.iloc[0]
    mine = table[(table["factor"] == first["factor"]) & (table["quantity"] == first["quantity"])
                 & (table["result"] == "switch")]  # fmt: skip
    return records(mine)[0] if len(mine) else None


@applied()
def page(data: pd.DataFrame, found: StudyResults, about: About) -> Page:
    """Draw a table as made by `table`."""
    first, order = data.iloc[0], list(dict.fromkeys(data["corridor"]))
    switch = _switch(data, found)
    entries = [Entry("mean", "marker", {"marker": "o", "markersize": 4})]
    if data["ci_low"].notna().any():
        entries.append(Entry("95 % t-interval", "upright", {"linewidth": 1.0}))
    if switch is not None:
        words, band = _equal(switch), {"facecolor": _EQUAL}
        line = {"color": GREY, "linewidth": 0.9, "linestyle": "--"}
        sampled = _sampled(switch)
        entries.append(Entry(words, "box" if sampled else "upright", band if sampled else line))
    key = key_mm(entries, about.width_mm)
    subtitle = f"{quantity_words(str(first['quantity']))}, {first['direction']}, by "
    subtitle += f"{first['label']}"
    notes, body = notes_of(found, about, order), key + _TALL_MM + _AXIS_MM
    out = Page(title_of(found, about), sentence(subtitle), notes, body, about.width_mm)
    draw_key(out, out.top, entries)
    top = out.top + key + 1.0
    lane = max(text_mm(name, SIZE, "bold") for name in order) + 8.0
    wide = out.width - _LEFT_MM - MARGIN_MM - lane
    ax = out.axes(_LEFT_MM, top, wide, _TALL_MM)
    _lines(ax, data, order)
    if switch is not None:
        _mark(ax, switch)
    number_axis(ax, wide)
    out.text(_LEFT_MM + wide / 2, top + _TALL_MM + 5.4, str(first["label"]), ha="center")
    _names(out, ax, (_LEFT_MM + wide, top), data, order)
    return out


def _lines(ax: Axes, data: pd.DataFrame, order: list[str]) -> None:
    for n, corridor in enumerate(order):
        mine, style = data[data["corridor"] == corridor], look(n)
        ax.vlines(mine["value"], mine["ci_low"], mine["ci_high"], color=style.colour,
                  linewidth=1.0, zorder=2)  # fmt: skip
        ax.plot(mine["value"], mine["mean"], color=style.colour, linestyle=style.line,
                linewidth=1.3, marker=style.marker, markersize=4, zorder=3)  # fmt: skip
    ax.yaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 2.5, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: tick(v)))
    ax.margins(x=0.03, y=0.08)
    ax.autoscale_view()
    ax.set_xlim(*ax.get_xlim())
    ax.set_ylim(*ax.get_ylim())
    ax.grid(visible=True)


def _sampled(switch: Row) -> bool:
    """Whether there are replications enough for an interval."""
    return not float(switch["replications"]) < 2


def _equal(switch: Row) -> str:
    """Say where both are equal, with the interval as far as it lies in the range looked at."""
    words = f"equal at {number_words(float(switch['value']))}"
    if not _sampled(switch):
        return words
    low, high = (number_words(float(switch[k])) if is_number(switch[k]) else ""
                 for k in ("ci_low", "ci_high"))  # fmt: skip
    if low and high:
        return f"{words} (95 %: {low} to {high})"
    if not low and not high:
        return f"{words} (95 %: anywhere in the range)"
    return f"{words} (95 %: {f'{low} or more' if low else f'{high} or less'})"


def _mark(ax: Axes, switch: Row) -> None:
    value = float(switch["value"])
    low, high = ax.get_xlim()
    ends = [float(switch[k]) if is_number(switch[k]) else edge
            for k, edge in (("ci_low", low), ("ci_high", high))]  # fmt: skip
    if _sampled(switch):
        ax.axvspan(max(ends[0], low), min(ends[1], high), color=_EQUAL, linewidth=0, zorder=0)
    ax.axvline(value, color=GREY, linewidth=0.9, linestyle="--", zorder=1)


def _names(
    page: Page, ax: Axes, at: tuple[float, float], data: pd.DataFrame, order: list[str]
) -> None:
    """Name each line at its right end."""
    right, top = at
    low, high = ax.get_ylim()
    ends = []
    for n, corridor in enumerate(order):
        mine = data[(data["corridor"] == corridor) & data["mean"].notna()]
        if len(mine):
            share = (high - float(mine["mean"].iloc[-1])) / (high - low)
            ends.append((top + share * _TALL_MM, n, corridor))
    ends.sort()
    centres = spread([e[0] for e in ends], [LINE_MM] * len(ends), top - 2, top + _TALL_MM + 2)
    for (y, n, corridor), centre in zip(ends, centres, strict=True):
        style = look(n)
        page.line([right + 0.6, right + 2.6], [y, centre], color=style.colour)
        page.line([right + 4.0], [centre], marker=style.marker, color=style.colour, markersize=4)
        page.text(right + 5.8, centre, corridor, weight="bold", va="center")


def outputs(found: StudyResults) -> list[Row]:
    """Quantities, each with direction, scope and the corridors that it is known of."""
    study = found.record["study"]
    method = study["method"]
    if method["kind"] == "break_even":
        return [{
            "quantity": method.get("quantity", "usd_mean"), "direction": method["direction"],
            "scope": method.get("scope", "terminal"), "corridors": [method["a"], method["b"]],
        }]  # fmt: skip
    known = found.points[found.points["corridor"] != ""]
    given = study.get("outputs") or [{"quantity": q} for q in ("usd_mean", "days_mean")]
    out: dict[tuple[str, str, str], list[str]] = {}
    for one in given:
        mine = known[known["scope"] == one.get("scope", "terminal")]
        for name in ("corridor", "direction"):
            mine = mine if one.get(name) is None else mine[mine[name] == one[name]]
        mine = mine[mine["feu"] > 0]
        for direction, rows in mine.groupby("direction", sort=False):
            key = (one["quantity"], str(direction), one.get("scope", "terminal"))
            some = out.setdefault(key, [])
            some += [str(c) for c in dict.fromkeys(rows["corridor"]) if c not in some]
    return [
        {"quantity": q, "direction": d, "scope": s, "corridors": corridors}
        for (q, d, s), corridors in out.items()
    ]


def describe(data: pd.DataFrame, found: StudyResults, about: About) -> str:
    """Alternative text."""
    first, said = data.iloc[0], []
    for corridor, rows in data.groupby("corridor", sort=False):
        some = rows[rows["mean"].notna()]
        if some.empty:
            said.append(f"{corridor}: no figure")
            continue
        ends = [f"{number_words(float(some['mean'].iloc[k]))} at "
                f"{number_words(float(some['value'].iloc[k]))}" for k in (0, -1)]  # fmt: skip
        said.append(f"{corridor}: {' to '.join(ends)}")
    switch = _switch(data, found)
    if switch is not None:
        said.append(f"equal at {number_words(float(switch['value']))}")
    return (
        f"{title_of(found, about)}. Lines of {quantity_words(str(first['quantity']))} against "
        f"{first['label']}. {'; '.join(said)}."
    )


def charts(found: StudyResults, about: About) -> Iterator[Chart]:
    """Draw a study over one factor with numbers: a grid of one, or a break-even."""
    if method_of(found) not in ("grid", "list", "break_even"):
        return
    numeric = [
        f for f in factors_of(found)
        if f in found.points and pd.to_numeric(found.points[f], errors="coerce").nunique() > 1
    ]  # fmt: skip
    if len(numeric) != 1:
        return
    several = outputs(found)
    for output in several:
        data = table(found, numeric[0], output)
        if data["mean"].notna().any():
            parts = [str(output["quantity"]).removesuffix("_mean").replace("_", "-")]
            alike = [o for o in several if o["quantity"] == output["quantity"]]
            parts += [str(output["direction"])] if len(alike) > 1 else []
            drawn = page(data, found, about)
            yield made("-".join([NAME, *parts]), drawn, data, describe(data, found, about))
