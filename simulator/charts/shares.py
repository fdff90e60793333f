"""Where the freight goes: shares of the corridors at which costs and choices agree."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from matplotlib.axes import Axes

from simulator.charts.about import About
from simulator.charts.about_study import method_of, notes_of, title_of
from simulator.charts.chart import Chart, made
from simulator.charts.key import Entry, draw_key, key_mm
from simulator.charts.page import LINE_MM, MARGIN_MM, Page, number_words, text_mm
from simulator.charts.rows import is_number, records
from simulator.charts.style import HATCHES, INK, applied
from simulator.study.write import StudyResults

NAME = "shares"
_PALE = ("#9ecae1", "#f4a582", "#a6dba0", "#e7b8d4", "#bdbdbd", "#fdd49e", "#c6e2f5", "#ffffff")
_ROW_MM, _HEAD_MM, _AXIS_MM = 9.0, LINE_MM + 1.2, 9.0
KEY = ("market", "direction", "origin", "destination")


def table(found: StudyResults) -> pd.DataFrame:
    """Last iteration of each scenario and pair of ends: columns of shares.csv."""
    data = found.tables["shares"]
    last = data.groupby(["scenario", *KEY])["iteration"].transform("max")
    return data[data["iteration"] == last].reset_index(drop=True)


@applied()
def page(data: pd.DataFrame, found: StudyResults, about: About) -> Page:
    """Draw a table as made by `table`, of one market and direction."""
    order = list(dict.fromkeys(data["corridor"]))
    looks = {c: (_PALE[n % len(_PALE)], HATCHES[n % len(HATCHES)]) for n, c in enumerate(order)}
    entries = [
        Entry(c, "box", {"facecolor": looks[c][0], "hatch": looks[c][1], "edgecolor": INK})
        for c in order
    ]
    pairs = list(dict.fromkeys(zip(data["origin"], data["destination"], strict=True)))
    groups = [
        (pair, data[(data["origin"] == pair[0]) & (data["destination"] == pair[1])])
        for pair in pairs
    ]
    rows_mm = sum(_HEAD_MM + _ROW_MM * 2 * rows["scenario"].nunique() for _, rows in groups)
    key = key_mm(entries, about.width_mm)
    first = data.iloc[0]
    subtitle = f"{about.market(str(first['market']))}, {first['direction']}: share of the boxes "
    subtitle += "that may choose, by scenario"
    how = "Upper bar: the fixed point of costs and choices; lower, thinner bar: the shares in the "
    how += "scenario's own data."
    unsettled = sorted(set(data.loc[data["settled"].astype(str).str.lower() != "true", "scenario"]))
    if unsettled:
        how += f" Not settled within the iterations: {', '.join(unsettled)}."
    out = Page(title_of(found, about), subtitle, [how, *notes_of(found, about, order)],
               key + rows_mm + _AXIS_MM, about.width_mm)  # fmt: skip
    draw_key(out, out.top, entries)
    top = out.top + key
    left = MARGIN_MM + max(text_mm(str(s)) for s in data["scenario"]) + 3.0
    wide = out.width - left - MARGIN_MM - 4.0
    for n, (pair, rows) in enumerate(groups):
        feu = number_words(float(rows["feu_per_year"].iloc[0]))
        out.text(MARGIN_MM, top, f"{about.ends(*pair)}, {feu} FEU a year", weight="bold")
        scenarios = list(dict.fromkeys(rows["scenario"]))
        height = _ROW_MM * 2 * len(scenarios)
        ax = out.axes(left, top + _HEAD_MM, wide, height)
        _bars(ax, rows, scenarios, looks, wide)
        ax.tick_params(labelbottom=n == len(groups) - 1)
        for k, scenario in enumerate(scenarios):
            middle = top + _HEAD_MM + (k + 0.5) * height / len(scenarios)
            out.text(MARGIN_MM, middle, scenario, va="center")
        top += _HEAD_MM + height
    return out


def _bars(
    ax: Axes, rows: pd.DataFrame, scenarios: list[str], looks: dict[str, tuple[str, str]],
    wide: float,
) -> None:  # fmt: skip
    for n, scenario in enumerate(scenarios):
        for column, y, tall in (("share", n - 0.13, 0.46), ("share_in_data", n + 0.3, 0.22)):
            at = 0.0
            for row in records(rows[rows["scenario"] == scenario]):
                share = float(row[column]) if is_number(row[column]) else 0.0
                colour, hatch = looks[str(row["corridor"])]
                ax.barh(y, share, left=at, height=tall, facecolor=colour, hatch=hatch,
                        edgecolor=INK, linewidth=0.4, clip_on=False)  # fmt: skip
                words = f"{100 * share:.0f} %"
                if column == "share" and share * wide > text_mm(words) + 2.5:
                    under = {"boxstyle": "square,pad=0.1", "facecolor": "white",
                             "edgecolor": "none", "alpha": 0.85}  # fmt: skip
                    ax.text(at + share / 2, y, words, ha="center", va="center", bbox=under)
                at += share
    ax.set_xlim(0, 1)
    ax.set_ylim(len(scenarios) - 0.5, -0.5)
    ax.set_yticks([])
    ticks = (0.0, 0.25, 0.5, 0.75, 1.0)
    ax.set_xticks(ticks, [f"{100 * t:.0f} %" for t in ticks])


def describe(data: pd.DataFrame, found: StudyResults, about: About) -> str:
    """Alternative text."""
    said = []
    for (scenario, origin, destination), rows in data.groupby(
        ["scenario", "origin", "destination"], sort=False
    ):
        top = records(rows.sort_values("share", ascending=False, kind="stable").head(3))
        parts = ", ".join(f"{r['corridor']} {100 * r['share']:.0f} %" for r in top)
        said.append(f"{scenario}, {about.ends(str(origin), str(destination))}: {parts}")
    return f"{title_of(found, about)}. Bars of shares. {'; '.join(said)}."


def charts(found: StudyResults, about: About) -> Iterator[Chart]:
    """Draw each market and direction of a study of route choice."""
    if method_of(found) != "route_choice" or "shares" not in found.tables:
        return
    data = table(found)
    groups = list(data.groupby(["market", "direction"], sort=False))
    for (market, direction), rows in groups:
        suffix = f"-{market}-{direction}" if len(groups) > 1 else ""
        mine = rows.reset_index(drop=True)
        drawn = page(mine, found, about)
        yield made(NAME + suffix, drawn, mine, describe(mine, found, about))
