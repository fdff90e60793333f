"""Tornado: the effect of each assumption at its two ends, the widest first."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd
from matplotlib.axes import Axes

from simulator.charts.about import About
from simulator.charts.about_study import (
    HOW,
    factors_of,
    label_of,
    method_of,
    notes_of,
    output_words,
    quantity_words,
    title_of,
    value_words,
)  # fmt: skip
from simulator.charts.chart import Chart, made
from simulator.charts.key import Entry, draw_key, key_mm
from simulator.charts.page import LINE_MM, MARGIN_MM, Page, number_words, text_mm, wrapped
from simulator.charts.row_panels import interval, number_axis
from simulator.charts.rows import Row, is_number, records
from simulator.charts.style import INK, WIDTH_MM, applied
from simulator.study.write import StudyResults

NAME = "tornado"
MOST = 16
"""Assumptions on one chart: the widest."""
OUTPUT = ("quantity", "corridor", "direction", "scope")
COLUMNS = (*OUTPUT, "factor", "label", "low_input", "high_input", "low_effect", "high_effect",
           "low_ci_low", "low_ci_high", "high_ci_low", "high_ci_high", "base", "note")  # fmt: skip
_BAR, _AXIS_MM = 0.62, 10.0
_LOW: Row = {"facecolor": "#9ecae1", "hatch": "", "edgecolor": INK, "linewidth": 0.5}
_HIGH: Row = {"facecolor": "#ffffff", "hatch": "////", "edgecolor": INK, "linewidth": 0.5}


def outputs_of(table: pd.DataFrame) -> Iterator[tuple[Row, pd.DataFrame, str]]:
    """Outputs of a study's table, each with its rows and the end of its file's name."""
    groups = list(table.groupby(list(OUTPUT), sort=False))
    for key, rows in groups:
        row: Row = dict(zip(OUTPUT, (str(k) for k in key), strict=True))
        parts = [row["quantity"].removesuffix("_mean").replace("_", "-"), row["corridor"]]
        parts += [row["direction"]] if _several(groups, "direction", row) else []
        parts += [row["scope"]] if _several(groups, "scope", row) else []
        yield row, rows, "-".join(parts)


def _several(groups: list[tuple[tuple[object, ...], pd.DataFrame]], what: str, row: Row) -> bool:
    """Whether outputs alike in the rest differ in one thing."""
    keys = [dict(zip(OUTPUT, key, strict=True)) for key, _ in groups]
    rest = [k for k in OUTPUT if k != what]
    alike = [k for k in keys if all(str(k[r]) == row[r] for r in rest)]
    return len({str(k[what]) for k in alike}) > 1


def table(found: StudyResults, row: Row, rows: pd.DataFrame) -> pd.DataFrame:
    """One row per factor (`COLUMNS`): where an end has no stable mean, then the widest."""
    base = found.points[found.points["point"] == 0]
    for key in ("corridor", "direction", "scope"):
        base = base[base[key] == row[key]]
    value = float(records(base)[0][row["quantity"]]) if len(base) else float("nan")
    out = []
    for factor, mine in rows.groupby("factor", sort=False):
        by = mine.drop_duplicates("index").set_index("index")
        if not {"low_effect", "high_effect"} <= set(by.index):
            continue
        first = by.iloc[0]
        out.append({
            **row, "factor": factor, "label": label_of(found, str(factor)),
            **{k: first[k] for k in ("low_input", "high_input", "note")},
            **{f"{end}_effect": by.loc[f"{end}_effect", "value"] for end in ("low", "high")},
            **{f"{end}_{ci}": by.loc[f"{end}_effect", ci] for end in ("low", "high")
               for ci in ("ci_low", "ci_high")},
            "base": value,
        })  # fmt: skip
    out.sort(key=lambda r: is_number(r["low_effect"]) == is_number(r["high_effect"]))
    return pd.DataFrame(out).reindex(columns=list(COLUMNS))


def _way(found: StudyResults, rows: list[Row]) -> tuple[str, list[str]]:
    """What all values are (`times the base`), and the labels without it; nothing where they differ.

    Said once, it need not stand at every row.
    """
    labels = [str(row["label"]) for row in rows]
    ways = {HOW.get(str(factors_of(found).get(row["factor"], {}).get("as")), "") for row in rows}
    way = ways.pop() if len(ways) == 1 and len(rows) > 1 else ""
    return way, [label.removesuffix(f" ({way})") for label in labels]


@applied()
def page(data: pd.DataFrame, found: StudyResults, about: About) -> Page:
    """Draw a table as made by `table`."""
    rows = records(data[data[["low_effect", "high_effect"]].notna().any(axis=1)].head(MOST))
    lacking = records(data[data[["low_effect", "high_effect"]].isna().all(axis=1)])
    first = data.iloc[0]
    base = float(first["base"])
    entries = [
        Entry("at the low end", "box", _LOW),
        Entry("at the high end", "box", _HIGH),
        Entry("95 % interval over pairs", "line", {"color": INK, "linewidth": 1.0}),
    ]
    room = (0.32 if about.width_mm >= WIDTH_MM else 0.40) * about.width_mm
    way, names = _way(found, rows)
    labels = [wrapped(name, room - 2.0) for name in names]
    deep = max((len(lines) for lines in labels), default=1)
    each = max(7.0, deep * LINE_MM + 1.4)
    without = [line for r in lacking for line in wrapped(
        f"No figure: {r['label']}" + (f" ({r['note']})" if r["note"] else ""),
        about.width_mm - 2 * MARGIN_MM)]  # fmt: skip
    key = key_mm(entries, about.width_mm)
    body = key + LINE_MM + len(rows) * each + _AXIS_MM + LINE_MM * len(without)
    subtitle = f"{output_words(first)}; base {number_words(base)}, values at the bars' ends "
    subtitle += f"are those of the assumption{f', {way}' if way else ''}"
    notes = notes_of(found, about, [str(first["corridor"])])
    if any(math.isnan(r["low_effect"]) or math.isnan(r["high_effect"]) for r in rows):
        notes.insert(0, "No mean: saturated, closed or failed there, so the most important ends.")
    out = Page(title_of(found, about), subtitle, notes, body, about.width_mm)
    draw_key(out, out.top, entries)
    top = out.top + key + LINE_MM
    if rows:
        _bars(out, (top, each, room), rows, labels)
        unit = quantity_words(str(first["quantity"]))
        out.text(out.width - MARGIN_MM, top + len(rows) * each + 5.4, f"change of {unit}",
                 ha="right")  # fmt: skip
    for n, line in enumerate(without):
        y = top + len(rows) * each + _AXIS_MM + n * LINE_MM - 0.5
        out.text(MARGIN_MM, y, line, style="italic")
    return out


def _bars(
    page: Page, at: tuple[float, float, float], rows: list[Row], labels: list[list[str]]
) -> None:
    top, each, room = at
    ends = [r[k] for r in rows for k in ("low_effect", "high_effect", "low_ci_low", "low_ci_high",
                                         "high_ci_low", "high_ci_high")]  # fmt: skip
    known = [float(v) for v in ends if is_number(v)] or [0.0]
    low, high = min(0.0, *known), max(0.0, *known)
    words = [value_words(r[k]) for r in rows for k in ("low_input", "high_input")]
    if any(math.isnan(r[k]) for r in rows for k in ("low_effect", "high_effect")):
        words += [f"{w}: no mean" for w in words]
    wide = page.width - MARGIN_MM - MARGIN_MM - room
    lane = max(text_mm(w) for w in words) + 3.0
    per = (high - low or 1.0) / max(wide - 2 * lane, 10.0)
    ax = page.axes(MARGIN_MM + room, top, wide, len(rows) * each)
    ax.set_xlim(low - lane * per, high + lane * per)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.axvline(0.0, color=INK, linewidth=0.9, zorder=5)
    ax.grid(axis="x")
    number_axis(ax, wide)
    for n, (row, lines) in enumerate(zip(rows, labels, strict=True)):
        _pair(ax, n, row, 1.2 * per)
        for k, line in enumerate(lines):
            y = top + (n + 0.5) * each + (k - len(lines) / 2 + 0.5) * LINE_MM
            page.text(MARGIN_MM, y, line, va="center")


def _pair(ax: Axes, n: int, row: Row, gap: float) -> None:
    """Both bars of a factor; where both lie on one side, one above the other."""
    ends = [float(row["low_effect"]), float(row["high_effect"])]
    same = ends[0] * ends[1] > 0
    reach: list[float] = [0.0]
    words: dict[bool, list[str]] = {True: [], False: []}
    for k, (end, style, name) in enumerate(zip(ends, (_LOW, _HIGH), ("low", "high"), strict=True)):
        value = value_words(row[f"{name}_input"])
        if not is_number(end):
            words[ends[1 - k] <= 0].append(f"{value}: no mean")
            continue
        y = n + ((k - 0.5) * _BAR / 2 if same else 0.0)
        ax.barh(y, end, height=_BAR / 2 if same else _BAR, zorder=3, **style)
        ci = [c for c in (float(row[f"{name}_{c}"]) for c in ("ci_low", "ci_high")) if is_number(c)]
        interval(ax, ci, y if same else n + (k - 0.5) * _BAR / 2)
        reach += [end, *ci]
        words[end > 0 or (end == 0 and ends[1 - k] <= 0)].append(value)
    for right, edge in ((True, max(reach) + gap), (False, min(reach) - gap)):
        if words[right]:
            text = " / ".join(dict.fromkeys(words[right]))
            ax.text(edge, n, text, va="center", ha="left" if right else "right", zorder=6)


def describe(data: pd.DataFrame, found: StudyResults, about: About) -> str:
    """Alternative text."""
    said = [
        f"{r['label']} from {value_words(r['low_input'])} to {value_words(r['high_input'])}: "
        f"{number_words(float(r['low_effect']))} to {number_words(float(r['high_effect']))}"
        for r in records(data.dropna(subset=["low_effect", "high_effect"]).head(5))
    ]
    first = data.iloc[0]
    return (
        f"{title_of(found, about)}. Tornado of the {output_words(first)}, base "
        f"{number_words(float(first['base']))}. Widest: {'; '.join(said)}."
    )


def charts(found: StudyResults, about: About) -> Iterator[Chart]:
    """Draw every output of a study that moved one factor at a time."""
    if method_of(found) != "one_at_a_time" or "sensitivity" not in found.tables:
        return
    for row, rows, suffix in outputs_of(found.tables["sensitivity"]):
        data = table(found, row, rows)
        if data[["low_effect", "high_effect"]].notna().any(axis=None):
            drawn = page(data, found, about)
            yield made(f"{NAME}-{suffix}", drawn, data, describe(data, found, about))
