"""All corridors of a market on one pair of panels: cumulative days above, dollars below."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.charts.about import About
from simulator.charts.key import Entry, draw_key, key_mm
from simulator.charts.page import LINE_MM, MARGIN_MM, Page, spread, text_mm
from simulator.charts.row_panels import number_axis
from simulator.charts.rows import Row, records
from simulator.charts.style import GREY, INK, MODES, SIZE, applied, look

_DAYS_MM, _USD_MM, _GAP_MM, _AXIS_MM = 78.0, 62.0, 5.0, 8.0
_LEFT_MM = 17.0
_SEA_SHARE = 0.34
"""Of the width, for ocean routes beside others."""


@applied()
def page(data: pd.DataFrame, groups: list[pd.DataFrame], about: About, title: str) -> Page:
    """Draw the diagram.

    Parameters
    ----------
    data : as `time_distance.table` makes it.
    groups : the same by way, by land and by sea; each has a km axis of its own.
    about, title : names and headline.
    """
    modes = [m for m in MODES if (data["mode"] == m).any()]
    entries = [Entry(MODES[m][2], "line", {"linestyle": MODES[m][1], "color": INK}) for m in modes]
    entries.append(Entry("standing at a place", "upright", {"linewidth": 2.0}))
    drawn = data[data["no_stable_mean"] == ""]
    lacking = [
        f"{row['corridor']}: no stable mean ({row['no_stable_mean']}); not drawn"
        for row in records(data[data["no_stable_mean"] != ""])
    ]
    body = key_mm(entries, about.width_mm) + _lines_mm(lacking)
    body += _DAYS_MM + _GAP_MM + _USD_MM + _AXIS_MM + LINE_MM if len(drawn) else 0.0
    year = int(data["price_year"].iloc[0])
    subtitle = "From terminal to terminal, cumulative means: days and out-of-pocket USD per FEU "
    subtitle += f"at {year} prices"
    out = Page(title, subtitle, _notes(data, about), body, about.width_mm)
    draw_key(out, out.top, entries)
    top = out.top + key_mm(entries, about.width_mm)
    for n, line in enumerate(lacking):
        out.text(MARGIN_MM, top + n * LINE_MM, line, style="italic")
    if len(drawn):
        kept = [g[g["no_stable_mean"] == ""] for g in groups]
        order = list(dict.fromkeys(data["corridor"]))
        _panels(out, top + _lines_mm(lacking), [g for g in kept if len(g)], order)
    return out


def _lines_mm(lines: list[str]) -> float:
    """Height of the lines about what is not drawn."""
    return LINE_MM * len(lines) + 1.5 if lines else 0.0


def _notes(data: pd.DataFrame, about: About) -> list[str]:
    first = data.drop_duplicates(["corridor", "direction"])
    size = about.size(dict(zip(first["corridor"], first["feu"].astype(int), strict=True)))
    how = "A vertical step is a stand at a place. Each corridor with its places has a "
    how += "chart of its own."
    return [how, *about.named(first["corridor"]), size, *about.doubts, about.source()]


def _panels(page: Page, top: float, groups: list[pd.DataFrame], order: list[str]) -> None:
    """Panels of each group side by side, on the same scales of days and dollars."""
    names = [_names_mm(group) for group in groups]
    room = page.width - MARGIN_MM - _LEFT_MM - sum(names) - 6.0 * (len(groups) - 1)
    shares = [1.0] if len(groups) == 1 else [1 - _SEA_SHARE, _SEA_SHARE]
    every = pd.concat(groups)
    most = {
        kind: 1.05 * float(every[[f"leave_{kind}", f"arrive_{kind}"]].max().max()) or 1.0
        for kind in ("days", "usd")
    }
    left = _LEFT_MM
    for n, (group, share, lane) in enumerate(zip(groups, shares, names, strict=True)):
        wide = room * share
        y = top + LINE_MM
        if len(groups) > 1:
            words = ("mostly by land", "mostly by sea")[n]
            page.text(left + 1.0, top - 1.0, words, weight="bold")
        for kind, tall in (("days", _DAYS_MM), ("usd", _USD_MM)):
            ax = page.axes(left, y, wide, tall)
            _lines(ax, group, kind, order)
            ax.set_xlim(0, float(group["km"].max()) or 1.0)
            ax.set_ylim(0, most[kind])
            _ticks(ax, wide, first=n == 0, km=kind == "usd")
            _ends(page, group, (left, wide, y, tall), (kind, most[kind]), order)
            if n == 0:
                words = "days" if kind == "days" else "USD per FEU"
                middle = y + tall / 2
                page.text(MARGIN_MM + 1.6, middle, words, rotation=90, ha="center", va="center")
            y += tall + _GAP_MM
        page.text(left + wide + 7.0, y - _GAP_MM + 1.1, "km")
        left += wide + lane + 6.0


def _names_mm(group: pd.DataFrame) -> float:
    """Room for the names and numbers at the lines' ends."""
    ends = group.groupby(["corridor", "direction"], sort=False).last()
    words = [text_mm(str(name), SIZE, "bold") for name, _ in ends.index]
    return max(words) + max(text_mm(f" {usd:,.0f}") for usd in ends["leave_usd"]) + 9.0


def _lines(ax: Axes, group: pd.DataFrame, kind: str, order: list[str]) -> None:
    for (corridor, _), rows in group.groupby(["corridor", "direction"], sort=False):
        style, stops = look(order.index(str(corridor))), records(rows)
        for row, after in zip(stops, [*stops[1:], None], strict=True):
            km, come, go = (float(row[k]) for k in ("km", f"arrive_{kind}", f"leave_{kind}"))
            ax.plot([km, km], [come, go], color=style.colour, linewidth=2.0, zorder=4,
                    solid_capstyle="butt")  # fmt: skip
            if after is not None:
                line = MODES.get(str(row["mode"]), (GREY, "-", ""))[1]
                to = [float(after[k]) for k in ("km", f"arrive_{kind}")]
                ax.plot([km, to[0]], [go, to[1]], color=style.colour, linestyle=line,
                        linewidth=1.3, zorder=3)  # fmt: skip
        last = stops[-1]
        ax.plot([float(last["km"])], [float(last[f"leave_{kind}"])], marker=style.marker,
                color=style.colour, markersize=4.5, clip_on=False, zorder=6)  # fmt: skip


def _ticks(ax: Axes, wide: float, *, first: bool, km: bool) -> None:
    number_axis(ax, wide)
    ax.yaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 2.5, 5, 10], integer=True))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}"))
    ax.tick_params(labelbottom=km, labelleft=first)
    ax.grid(visible=True)


def _ends(
    page: Page, group: pd.DataFrame, at: tuple[float, float, float, float],
    scale: tuple[str, float], order: list[str],
) -> None:  # fmt: skip
    """Name each line at its end, with its total, apart from each other.

    `at`: left, width, top and height of the panel, mm.
    """
    (left, wide, top, tall), (kind, most) = at, scale
    right, longest = left + wide, float(group["km"].max()) or 1.0
    ends: list[Row] = records(group.groupby(["corridor", "direction"], sort=False).last()
                              .reset_index())  # fmt: skip
    ends.sort(key=lambda row: -float(row[f"leave_{kind}"]))
    wanted = [top + tall * (1 - float(row[f"leave_{kind}"]) / most) for row in ends]
    centres = spread(wanted, [LINE_MM] * len(ends), top - 2.0, top + tall + 2.0)
    for row, y, centre in zip(ends, wanted, centres, strict=True):
        style = look(order.index(str(row["corridor"])))
        value = float(row[f"leave_{kind}"])
        number = f"{value:.1f}" if kind == "days" else f"{value:,.0f}"
        end = left + wide * float(row["km"]) / longest + 1.4
        page.line([min(end, right + 0.8), right + 0.8, right + 3.4], [y, y, centre],
                  color=style.colour, linewidth=0.5)  # fmt: skip
        page.line([right + 4.8], [centre], marker=style.marker, color=style.colour,
                  markersize=4.5, linestyle="none")  # fmt: skip
        name = str(row["corridor"])
        page.text(right + 6.6, centre, name, weight="bold", va="center")
        page.text(right + 6.6 + text_mm(name, SIZE, "bold") + 1.2, centre, number, va="center")
