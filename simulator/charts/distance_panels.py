"""The panels of the time–distance chart: days above, dollars below, on one axis of km."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.charts.about import About
from simulator.charts.page import LINE_MM, MARGIN_MM, Page, key_rows, spread, text_mm
from simulator.charts.rows import Row, is_number, records
from simulator.charts.style import GREY, INK, MODES, SIZE, WIDTH_MM, applied

LEFT_MM, RIGHT_MM = 18.0, 20.0
DAYS_MM, USD_MM = 28.0, 18.0
_WIDE_MM = WIDTH_MM - LEFT_MM - RIGHT_MM
_HEAD_MM, _LEADER_MM, _AXIS_MM, _BLANK_MM = 4.5, 2.8, 7.5, 10.0
_FOOT_MM = 1.4
"""Room for the ticks under the upper panel."""
_NAME_MM = 3.2
"""Room that a name takes across."""
LEAST_USD = 5.0
"""Smaller sums paid at a place are drawn but not written."""
_BAND = "#c9c9c9"
_STAND = "standing at a place"
_SPREAD = "P10–P90 of the FEU"
Number = Callable[[float, object], str]


def _jump(row: Row, kind: str) -> float:
    return float(row[f"leave_{kind}"]) - float(row[f"arrive_{kind}"])


def _names(rows: list[Row]) -> list[str]:
    """Names with the days of the stand; what is in brackets is left out where it can be."""
    full = [str(row["name"]) for row in rows]
    brief = [name.partition(" (")[0] for name in full]
    names = [b if brief.count(b) == 1 else f for b, f in zip(brief, full, strict=True)]
    days = [_jump(row, "days") for row in rows]
    return [
        f"{name} +{stands:.1f} d" if stands >= 0.05 else name
        for name, stands in zip(names, days, strict=True)
    ]


def _dollars(rows: list[Row]) -> list[str]:
    usd = [_jump(row, "usd") for row in rows]
    return [f"{x:+,.0f}".replace("-", "−") if abs(x) >= LEAST_USD else "" for x in usd]


def _strip(words: Sequence[str]) -> float:
    """Height of a row of upright texts and their leaders."""
    return max((text_mm(w) for w in words), default=0.0) + 1.0 + _LEADER_MM


def height_of(rows: pd.DataFrame) -> float:
    """Height of a corridor's panels, in mm."""
    if rows["no_stable_mean"].iloc[0]:
        return _BLANK_MM
    stops = records(rows)
    strips = _strip(_names(stops)) + _strip(_dollars(stops))
    return _HEAD_MM + strips + DAYS_MM + _FOOT_MM + USD_MM + _AXIS_MM


def limits(data: pd.DataFrame) -> tuple[float, float, float]:
    """Largest km, days and USD that the axes must hold."""
    days = data[["leave_days", "leave_p90"]].max().max()
    top = (data["km"].max(), days, data[["leave_usd", "arrive_usd"]].max().max())
    return tuple(float(x) if x > 0 else 1.0 for x in top)  # type: ignore[return-value]


@applied()
def draw(data: pd.DataFrame, about: About, title: str, most: tuple[float, float, float]) -> Page:
    """Draw a page: key, then the panels of each corridor."""
    groups = [rows for _, rows in data.groupby(["corridor", "direction"], sort=False)]
    modes = [m for m in MODES if (data["mode"] == m).any()]
    words = [*(MODES[m][2] for m in modes), _STAND]
    words += [_SPREAD] if data["leave_p90"].notna().any() else []
    places = key_rows(words, 8.0, WIDTH_MM - 2 * MARGIN_MM)
    key_mm = len(places) * LINE_MM + 2.0
    page = Page(
        title, _subtitle(data), _notes(data, about), key_mm + sum(height_of(g) for g in groups)
    )
    _key(page, modes, words, places)
    top = page.top + key_mm
    for rows in groups:
        _corridor(page, top, rows, about, most)
        top += height_of(rows)
    return page


def _subtitle(data: pd.DataFrame) -> str:
    year = int(data["price_year"].iloc[0])
    return (
        "From terminal to terminal, cumulative means: days (upper panels), out-of-pocket USD per "
        f"FEU at {year} prices (lower)"
    )


def _notes(data: pd.DataFrame, about: About) -> list[str]:
    first = data.drop_duplicates(["corridor", "direction"])
    size = about.size(dict(zip(first["corridor"], first["feu"].astype(int), strict=True)))
    how = "Beside each name: mean days that a container stands there, waiting or being served; "
    how += "above the lower panels: USD paid there, from 5 on. Dollars of a leg lie on its slope."
    return [how, size, *about.doubts, about.source()]


def _key(page: Page, modes: list[str], words: list[str], places: list[list[float]]) -> None:
    left = iter(words)
    for n, row in enumerate(places):
        for x in row:
            one, at, y = next(left), MARGIN_MM + x, page.top + n * LINE_MM + 1.6
            mode = next((m for m in modes if MODES[m][2] == one), "")
            if mode:
                kind = {"color": MODES[mode][0], "linestyle": MODES[mode][1], "linewidth": 1.8}
                page.line([at, at + 8.0], [y, y], **kind)
            elif one == _STAND:
                page.line([at + 7, at + 7], [y - 1.6, y + 1.6], color=INK, linewidth=2.0)
            else:
                page.box(at, y - 1.4, 8.0, 2.8, facecolor=_BAND, edgecolor="none")
            page.text(at + 9.5, page.top + n * LINE_MM, one)


def _corridor(
    page: Page, top: float, rows: pd.DataFrame, about: About, most: tuple[float, float, float]
) -> None:
    """One corridor's panels, hanging from `top`."""
    first, stops = rows.iloc[0], records(rows)
    corridor = str(first["corridor"])
    ends = about.ends(str(first["origin"]), str(first["destination"]))
    page.text(MARGIN_MM, top, corridor, weight="bold")
    page.text(
        MARGIN_MM + text_mm(corridor, SIZE, "bold") + 2.0, top,
        _fitting([f"{about.corridor(corridor)}, {ends}", ends], corridor),
    )  # fmt: skip
    if first["no_stable_mean"]:
        words = f"no stable mean ({first['no_stable_mean']})"
        page.text(MARGIN_MM + 2.0, top + LINE_MM, words, style="italic")
        return
    names, dollars = _names(stops), _dollars(stops)
    y_days = top + _HEAD_MM + _strip(names)
    y_usd = y_days + DAYS_MM + _FOOT_MM + _strip(dollars)
    xs = [LEFT_MM + float(r["km"]) / most[0] * _WIDE_MM for r in stops]
    _upright(page, xs, names, y_days)
    _upright(page, xs, dollars, y_usd)
    days, usd = (
        _panel(page, stops, y, tall, kind, (most[0], limit))
        for y, tall, kind, limit in (
            (y_days, DAYS_MM, "days", most[1]), (y_usd, USD_MM, "usd", most[2]),
        )
    )  # fmt: skip
    _axis_words(page, days, usd, about.place(str(first["origin"])), y_usd + USD_MM)
    _end_words(page, stops[-1], xs[-1], (y_days, y_usd), most)


def _fitting(texts: Sequence[str], corridor: str) -> str:
    room = WIDTH_MM - 2 * MARGIN_MM - text_mm(corridor, SIZE, "bold") - 2.0
    return next((t for t in texts if text_mm(t) <= room), texts[-1])


def _upright(page: Page, xs: Sequence[float], words: Sequence[str], foot: float) -> None:
    """Write texts upright above a panel, apart from each other, each led to its place."""
    some = [(x, w) for x, w in zip(xs, words, strict=True) if w]
    low, high = LEFT_MM - 1.5, WIDTH_MM - MARGIN_MM
    centres = spread([x for x, _ in some], [_NAME_MM] * len(some), low, high)
    for (x, text), centre in zip(some, centres, strict=True):
        bend = foot - _LEADER_MM
        page.line([centre, x], [bend + 0.2, foot], color="#8a8a8a", linewidth=0.4)
        page.text(centre, bend - 0.2, text, rotation=90, ha="center", va="bottom")


def _panel(
    page: Page, stops: list[Row], top: float, tall: float, kind: str,
    most: tuple[float, float],
) -> Axes:  # fmt: skip
    ax = page.axes(LEFT_MM, top, _WIDE_MM, tall)
    for row in stops:
        ax.axvline(float(row["km"]), color="#dddddd", linewidth=0.4, zorder=0)
    if kind == "days":
        _band(ax, stops)
    for row, after in zip(stops, [*stops[1:], None], strict=True):
        km, come, go = (float(row[k]) for k in ("km", f"arrive_{kind}", f"leave_{kind}"))
        ax.plot([km, km], [come, go], color=INK, linewidth=2.0, solid_capstyle="butt", zorder=4)
        if after is not None:
            colour, line, _ = MODES.get(str(row["mode"]), (GREY, "-", ""))
            to = [float(after[k]) for k in ("km", f"arrive_{kind}")]
            ax.plot([km, to[0]], [go, to[1]], color=colour, linestyle=line, linewidth=1.8, zorder=3)
    ax.set_xlim(0, most[0])
    ax.set_ylim(0, most[1] * 1.04)
    ax.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10], integer=True))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}"))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}"))
    ax.grid(axis="y")
    return ax


def _band(ax: Axes, stops: list[Row]) -> None:
    points = [
        [float(row[k]) for k in ("km", f"{at}_p10", f"{at}_p90")]
        for row in stops
        for at in ("arrive", "leave")
    ]
    km, low, high = zip(*points, strict=True)
    ax.fill_between(km, low, high, color=_BAND, linewidth=0, zorder=1)


def _axis_words(page: Page, days: Axes, usd: Axes, origin: str, foot: float) -> None:
    days.tick_params(labelbottom=False)
    for ax, words in ((days, "days"), (usd, "USD/FEU")):
        box = ax.get_position()
        middle = (1 - (box.y0 + box.y1) / 2) * page.height
        page.text(MARGIN_MM + 1.6, middle, words, rotation=90, ha="center", va="center")
    page.text(LEFT_MM + _WIDE_MM + 6.0, foot + 1.1, "km", ha="left")


def _end_words(
    page: Page, last: Row, x: float, tops: tuple[float, float],
    most: tuple[float, float, float],
) -> None:  # fmt: skip
    days, usd = float(last["leave_days"]), float(last["leave_usd"])
    band = (float(last["leave_p10"]), float(last["leave_p90"]))
    words = f"{days:.1f} days"
    if is_number(band[0]) and is_number(band[1]):
        form = ".1f" if band[1] < 100 else ".0f"
        words += f"\n({band[0]:{form}}–{band[1]:{form}})"
    for text, value, top, tall, limit in (
        (words, days, tops[0], DAYS_MM, most[1]),
        (f"{usd:,.0f} USD", usd, tops[1], USD_MM, most[2]),
    ):
        half = LINE_MM * (1 + text.count("\n")) / 2
        y = top + tall * (1 - value / (limit * 1.04))
        y = min(max(y, top + half), top + tall - half)
        page.text(x + 1.5, y, text, va="center", weight="bold", linespacing=1.1)
