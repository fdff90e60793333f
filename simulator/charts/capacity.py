"""Delay against demand, and where each corridor no longer stands it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.charts.about import About
from simulator.charts.about_study import method_of, notes_of, title_of
from simulator.charts.chart import Chart, made
from simulator.charts.key import Entry, draw_key, key_mm
from simulator.charts.page import LINE_MM, MARGIN_MM, Page, number_words, text_mm, wrapped
from simulator.charts.row_panels import number_axis, tick
from simulator.charts.rows import Row, is_number, records
from simulator.charts.style import GREY, INK, SIZE, applied, look
from simulator.study.write import StudyResults

NAME = "capacity"
_ASIDE = 0.008
"""Of the axis, that corridors stand apart, so that their intervals can be told from each other."""
_TALL_MM, _LOAD_MM, _AXIS_MM, _LEFT_MM = 58.0, 30.0, 11.0, 14.0


def _verdicts(data: pd.DataFrame, about: About) -> list[tuple[str, str]]:
    """Say of each corridor at which demand it saturates, and why."""
    out = []
    for corridor, rows in data.groupby("corridor", sort=False):
        first = rows[rows["first"].astype(str).str.lower() == "true"]
        if first.empty:
            top = rows.iloc[-1]
            words = f"stands {number_words(float(top['scale']))} times the demand"
            words += f" ({number_words(float(top['feu_per_year']))} FEU a year)"
        else:
            row = first.iloc[0]
            words = f"saturates at {number_words(float(row['scale']))} times the demand "
            words += f"({number_words(float(row['feu_per_year']))} FEU a year): {_why(row, about)}"
        out.append((str(corridor), words))
    return out


def _why(row: pd.Series, about: About) -> str:
    names = {"unstable": "overload", "delay": "delay", "undelivered": "boxes not delivered",
             "closed": "closed"}  # fmt: skip
    busiest = str(row["busiest"])
    place, dot, rest = busiest.partition(".")
    span = about.legs.get(place)
    facility = rest.partition(".")[0]
    known = about.ends(span.start, span.end) if span else about.names.get(place, place)
    known += f", {facility.replace('-', ' ')}" if dot else ""
    known = about.names.get(f"{place}.{facility}", known)
    reason = names.get(str(row["reason"]), str(row["reason"]))
    return f"{reason}; busiest is {known} (load\u00a0{float(row['offered_load']):.2f})"


@applied()
def page(data: pd.DataFrame, found: StudyResults, about: About) -> Page:
    """Draw capacity.csv: delay above, offered load below, against the scale of demand."""
    method = found.record["study"]["method"]
    order = list(dict.fromkeys(data["corridor"]))
    limit = float(method.get("delay_days", float("nan")))
    entries = [
        Entry("mean with 95 % interval over pairs", "line", {"color": INK, "linewidth": 1.2}),
        Entry("saturated", "marker", {"marker": "x", "markersize": 6, "markeredgewidth": 1.6}),
        Entry(f"limit: {number_words(limit)} days", "line",
              {"color": GREY, "linestyle": "--", "linewidth": 0.9}),
    ]  # fmt: skip
    verdicts = _verdicts(data, about)
    indent = MARGIN_MM + max(text_mm(c, SIZE, "bold") for c in order) + 9.0
    lines = [wrapped(words, about.width_mm - MARGIN_MM - indent) for _, words in verdicts]
    said = sum(len(w) for w in lines) * LINE_MM + 2.0
    key = key_mm(entries, about.width_mm)
    body = key + said + _TALL_MM + 5.0 + _LOAD_MM + _AXIS_MM
    subtitle = f"Mean days above those at the lowest demand ({data['direction'].iloc[0]}, above), "
    subtitle += "offered load of the busiest link (below)"
    late = "A delay without a line: the mean would mislead, as facilities are overloaded or boxes "
    late += "are not delivered; the cross then stands on the limit."
    out = Page(title_of(found, about), subtitle, [late, *notes_of(found, about, order)], body,
               about.width_mm)  # fmt: skip
    draw_key(out, out.top, entries)
    y = out.top + key
    for n, ((corridor, _), words) in enumerate(zip(verdicts, lines, strict=True)):
        style = look(n)
        out.line([MARGIN_MM + 2.0], [y + 1.6], marker=style.marker, color=style.colour,
                 markersize=4.5)  # fmt: skip
        out.text(MARGIN_MM + 5.0, y, corridor, weight="bold")
        for line in words:
            out.text(indent, y, line)
            y += LINE_MM
    _panels(out, y + 2.0, data, order, limit)
    return out


def _panels(page: Page, top: float, data: pd.DataFrame, order: list[str], limit: float) -> None:
    wide = page.width - _LEFT_MM - MARGIN_MM - 3.0
    delay = page.axes(_LEFT_MM, top, wide, _TALL_MM)
    load = page.axes(_LEFT_MM, top + _TALL_MM + 5.0, wide, _LOAD_MM)
    known = [limit, *data["delay_days"], *data["delay_ci_high"]]
    some = [float(v) for v in known if is_number(v) and v <= 6 * (limit if is_number(limit) else v)]
    ceiling = 1.12 * max([*some, 1.0])
    aside = _ASIDE * float(data["scale"].max())
    for n, corridor in enumerate(order):
        rows = data[data["corridor"] == corridor]
        moved = rows["scale"] + aside * (n - (len(order) - 1) / 2)
        _curve(delay, rows.assign(scale=moved), n, ceiling, limit)
        style = look(n)
        load.plot(rows["scale"], rows["offered_load"], color=style.colour, linestyle=style.line,
                  marker=style.marker, markersize=3.5, linewidth=1.2)  # fmt: skip
    delay.axhline(limit, color=GREY, linestyle="--", linewidth=0.9)
    load.axhline(1.0, color=GREY, linestyle="--", linewidth=0.9)
    low = min(0.0, *(float(v) for v in data["delay_days"] if is_number(v)), 0.0)
    delay.set_ylim(1.1 * low - 0.03 * ceiling, ceiling)
    load.set_ylim(0, max(1.15, 1.1 * float(data["offered_load"].max(skipna=True) or 1.0)))
    for ax, words in ((delay, "days of delay"), (load, "offered load")):
        ax.set_xlim(0.0, 1.04 * float(data["scale"].max()))
        ax.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: tick(v)))
        ax.grid(visible=True)
        number_axis(ax, wide)
        box = ax.get_position()
        middle = (1 - (box.y0 + box.y1) / 2) * page.height
        page.text(MARGIN_MM + 1.6, middle, words, rotation=90, ha="center", va="center")
    delay.tick_params(labelbottom=False)
    foot = top + _TALL_MM + 5.0 + _LOAD_MM + 5.4
    page.text(_LEFT_MM + wide / 2, foot, "times the demand of the scenario", ha="center")


def _curve(ax: Axes, rows: pd.DataFrame, n: int, ceiling: float, limit: float) -> None:
    style = look(n)
    ax.vlines(rows["scale"], rows["delay_ci_low"], rows["delay_ci_high"].clip(upper=2 * ceiling),
              color=style.colour, linewidth=0.9, zorder=2)  # fmt: skip
    ax.plot(rows["scale"], rows["delay_days"], color=style.colour, linestyle=style.line,
            linewidth=1.3, marker=style.marker, markersize=4, zorder=3)  # fmt: skip
    bad: list[Row] = records(rows[rows["saturated"].astype(str).str.lower() == "true"])
    for row in bad:
        drawn = is_number(row["delay_days"]) and row["delay_days"] < ceiling
        at = row["delay_days"] if drawn else min(limit, ceiling) if is_number(limit) else ceiling
        ax.plot([row["scale"]], [at], marker="x", color=style.colour, markersize=7,
                markeredgewidth=1.6, zorder=5)  # fmt: skip


def describe(data: pd.DataFrame, found: StudyResults, about: About) -> str:
    """Alternative text."""
    said = "; ".join(f"{corridor} {words}" for corridor, words in _verdicts(data, about))
    return f"{title_of(found, about)}. Curves of delay against demand. {said}."


def charts(found: StudyResults, about: About) -> Iterator[Chart]:
    """Draw a study of capacity."""
    if method_of(found) != "capacity" or "capacity" not in found.tables:
        return
    data = found.tables["capacity"]
    if len(data):
        yield made(NAME, page(data, found, about), data, describe(data, found, about))
