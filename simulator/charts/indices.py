"""Bars of sensitivity indices with their intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd
from matplotlib.axes import Axes

from simulator.charts.about import About
from simulator.charts.about_study import method_of, notes_of, output_words, title_of
from simulator.charts.chart import Chart, made
from simulator.charts.key import Entry, draw_key, key_mm
from simulator.charts.page import LINE_MM, MARGIN_MM, Page, text_mm, wrapped
from simulator.charts.row_panels import interval, limits_of, number_axis
from simulator.charts.rows import Row, is_number, records
from simulator.charts.style import INK, WIDTH_MM, applied
from simulator.charts.tornado import outputs_of
from simulator.study.write import StudyResults

_STYLES: tuple[Row, ...] = (
    {"facecolor": "#0072B2", "hatch": "", "edgecolor": INK, "linewidth": 0.5},
    {"facecolor": "#ffffff", "hatch": "////", "edgecolor": INK, "linewidth": 0.5},
)
_SHOWN: dict[str, tuple[tuple[str, str], ...]] = {
    "sobol": (("first", "alone (first order)"), ("total", "with all interactions (total)")),
    "latin_hypercube": (("spearman", "rank correlation"),
                        ("regression", "standardised regression coefficient")),
    "pawn": (("median", "PAWN, median"), ("maximum", "PAWN, maximum")),
    "delta": (("delta", "delta, all of the distribution"), ("first", "first order")),
}  # fmt: skip
_WHAT = {
    "sobol": "share of the variance", "latin_hypercube": "correlation or coefficient",
    "pawn": "PAWN index", "delta": "index",
}  # fmt: skip
_AXIS_MM = 10.0


def ordered(data: pd.DataFrame, method: str) -> list[str]:
    """Factors by the size of the index that says most, largest first."""
    main = _SHOWN[method][-1 if method == "sobol" else 0][0]
    mine = data[data["index"] == main]
    sizes = mine.set_index("factor")["value"].abs().sort_values(ascending=False, kind="stable")
    return [str(name) for name in sizes.index]


@applied()
def page(data: pd.DataFrame, found: StudyResults, about: About) -> Page:
    """Draw rows of one output of sensitivity.csv."""
    method = method_of(found)
    shown = [(i, w) for i, w in _SHOWN[method] if (data["index"] == i).any()]
    factors = ordered(data, method)
    first = data.iloc[0]
    names = data.drop_duplicates("factor").set_index("factor")["label"]
    room = (0.34 if about.width_mm >= WIDTH_MM else 0.42) * about.width_mm
    labels = [wrapped(str(names[f]), room - 2.0) for f in factors]
    each = max(7.5, max(len(lines) for lines in labels) * LINE_MM + 1.4)
    entries = [
        Entry(words, "box", dict(style)) for (_, words), style in zip(shown, _STYLES, strict=False)
    ]
    entries.append(Entry("95 % interval", "line", {"color": INK, "linewidth": 1.0}))
    key = key_mm(entries, about.width_mm)
    body = key + len(factors) * each + _AXIS_MM
    out = Page(title_of(found, about), output_words(first),
               [*_fit(data), *notes_of(found, about, [str(first["corridor"])])],
               body, about.width_mm)  # fmt: skip
    draw_key(out, out.top, entries)
    top = out.top + key
    lane = text_mm("−0.00") + 2.0
    wide = out.width - 2 * MARGIN_MM - room - 2 * lane
    ax = out.axes(MARGIN_MM + room, top, wide, len(factors) * each)
    _bars(ax, data, factors, [i for i, _ in shown])
    number_axis(ax, wide)
    out.text(MARGIN_MM + room + wide / 2, top + len(factors) * each + 5.2, _WHAT[method],
             ha="center")  # fmt: skip
    for n, (factor, lines) in enumerate(zip(factors, labels, strict=True)):
        middle = top + (n + 0.5) * each
        for k, line in enumerate(lines):
            out.text(MARGIN_MM, middle + (k - len(lines) / 2 + 0.5) * LINE_MM, line, va="center")
        for k, (index, _) in enumerate(shown):
            value = _value(data, factor, index)
            words = "–" if not is_number(value) else f"{value:.2f}".replace("-", "−")
            x = out.width - MARGIN_MM - (len(shown) - 1 - k) * lane
            out.text(x, middle, words, ha="right", va="center", weight="bold" if k == 0 else
                     "normal")  # fmt: skip
    return out


def _fit(data: pd.DataFrame) -> list[str]:
    found = data.loc[data["index"] == "r_squared", "value"]
    return [f"R² of the regression: {found.iloc[0]:.2f}."] if len(found) else []


def _value(data: pd.DataFrame, factor: str, index: str) -> float:
    mine = data[(data["factor"] == factor) & (data["index"] == index)]
    return float(mine["value"].iloc[0]) if len(mine) else float("nan")


def _bars(ax: Axes, data: pd.DataFrame, factors: Sequence[str], shown: Sequence[str]) -> None:
    half = 0.72 / len(shown)
    known = [0.0]
    for n, factor in enumerate(factors):
        for k, index in enumerate(shown):
            mine = data[(data["factor"] == factor) & (data["index"] == index)]
            if mine.empty or mine["value"].isna().all():
                continue
            row: Row = records(mine)[0]
            y = n + (k - (len(shown) - 1) / 2) * half
            ax.barh(y, row["value"], height=half * 0.92, zorder=3, **_STYLES[k])
            ends = [float(row["ci_low"]), float(row["ci_high"])]
            interval(ax, ends, y)
            known += [float(row["value"]), *(e for e in ends if is_number(e))]
    low, high = limits_of(known, 0.03)
    ax.set_xlim(min(low, 0.0), high)
    ax.set_ylim(len(factors) - 0.5, -0.5)
    ax.set_yticks([])
    ax.axvline(0.0, color=INK, linewidth=0.8, zorder=5)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x")


def describe(data: pd.DataFrame, found: StudyResults, about: About) -> str:
    """Alternative text."""
    method = method_of(found)
    names = data.drop_duplicates("factor").set_index("factor")["label"]
    said = [
        f"{names[f]}: "
        + ", ".join(f"{words} {_value(data, f, index):.2f}" for index, words in _SHOWN[method])
        for f in ordered(data, method)[:6]
    ]
    return (
        f"{title_of(found, about)}. Bars of sensitivity of the "
        f"{output_words(data.iloc[0])}. {'; '.join(said)}."
    )


def _charts(found: StudyResults, about: About, name: str) -> Iterator[Chart]:
    method = method_of(found)
    shown = [index for index, _ in _SHOWN[method]]
    for _, rows, suffix in outputs_of(found.tables["sensitivity"]):
        data = rows[rows["index"].isin([*shown, "r_squared"])].reset_index(drop=True)
        if data.loc[data["index"].isin(shown), "value"].notna().any():
            drawn = page(data, found, about)
            yield made(f"{name}-{suffix}", drawn, data, describe(data, found, about))


def sobol(found: StudyResults, about: About) -> Iterator[Chart]:
    """Draw every output of a study by Sobol's method."""
    if method_of(found) == "sobol" and "sensitivity" in found.tables:
        yield from _charts(found, about, "sobol")


def others(found: StudyResults, about: About) -> Iterator[Chart]:
    """Draw every output of a study by correlation, regression, PAWN or delta."""
    if method_of(found) in ("latin_hypercube", "pawn", "delta") and "sensitivity" in found.tables:
        yield from _charts(found, about, "indices")
