"""The scatter of the comparison: crosses, markers and published ranges, each corridor named.

Dollars are published as freight, which is less than what a container costs: each corridor has a
hollow marker for its freight under the filled one for its cost, so that like is set against like.
"""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.charts.page import LINE_MM, MARGIN_MM, Page, text_mm
from simulator.charts.placing import Box, Placer, around, nearest
from simulator.charts.row_panels import tick
from simulator.charts.rows import Row, records
from simulator.charts.style import INK, SIZE, Look, look

PANEL_MM = 88.0
_TALL_MM = 76.0
_LEFT_MM, _RIGHT_MM = 17.0, 3.0
_INSIDE_MM = 0.9
"""Room between a name and the frame around it."""
_RIM_MM = 1.0
"""From the middle of a hollow marker to its edge."""
EDGES = {"freight_usd": "--", "usd": "-"}
"""Edge of a range published of freight, and of one of the whole cost."""
Range = tuple[Box, str]
"""A range (day, day, USD, USD), and which dollars it is of."""


def spans(rows: list[Row], quantity: str) -> list[tuple[float, float]]:
    """Published ranges of a quantity."""
    return [(float(r["low"]), float(r["high"])) for r in rows if r["quantity"] == quantity]


def published_of(row: Row, published: list[Row]) -> list[Row]:
    """Published ranges of a corridor between its ends."""
    keys = ("corridor", "direction", "origin", "destination")
    return [p for p in published if all(p[k] == row[k] for k in keys)]


class Scatter:
    """The panel of one scope.

    Parameters
    ----------
    page, top : where it hangs.
    data : rows of one scope, as `compare.table` makes them.
    order : corridors of the chart, which decides colours and markers.
    """

    def __init__(self, page: Page, top: float, data: pd.DataFrame, order: list[str]) -> None:
        self.page, self.top, self.order = page, top, order
        self.wide = page.width - _LEFT_MM - _RIGHT_MM
        rows = records(data)
        self.rows = [r for r in rows if r["kind"] == "model" and has_median(r)]
        self.published = [r for r in rows if r["kind"] == "published"]
        self.ax = page.axes(_LEFT_MM, top, self.wide, _TALL_MM)
        self.placer = Placer(
            (_LEFT_MM + 1.0, top + 0.5, page.width - MARGIN_MM, top + _TALL_MM - 1.0)
        )

    def draw(self) -> None:
        """Draw everything; labels last, when everything they must avoid is known."""
        self._limits()
        for row in self.rows:
            for box in self._boxes(row):
                self._range(row, box)
            self._point(row)
        for row in sorted(self.rows, key=lambda r: -float(r["usd_p50"])):
            self._name(row)

    def _look(self, row: Row) -> Look:
        return look(self.order.index(row["corridor"]))

    def _boxes(self, row: Row) -> list[Range]:
        """Ranges published of both days and dollars, each of days with each of dollars."""
        mine = published_of(row, self.published)
        usd = [(span, quantity) for quantity in EDGES for span in spans(mine, quantity)]
        return [((*d, *u), quantity) for d in spans(mine, "days") for u, quantity in usd]

    def _limits(self) -> None:
        xs = [r[k] for r in self.rows for k in ("days_mean", "days_p05", "days_p50", "days_p95")]
        costs = ("usd_mean", "usd_p05", "usd_p50", "usd_p95", "freight_usd_mean")
        ys = [r[k] for r in self.rows for k in costs]
        for row in self.rows:
            for (a, b, low, high), _ in self._boxes(row):
                xs += [a, b]
                ys += [low, high]
        for known, put in ((xs, self.ax.set_xlim), (ys, self.ax.set_ylim)):
            some = [v for v in known if not math.isnan(v)]
            pad = 0.1 * (max(some) - min(some)) or 0.1 * max(some) or 1.0
            put(max(0.0, min(some) - 1.4 * pad), max(some) + 1.4 * pad)
        for axis in (self.ax.xaxis, self.ax.yaxis):
            axis.set_major_locator(MaxNLocator(7, steps=[1, 2, 2.5, 5, 10]))
            axis.set_major_formatter(FuncFormatter(lambda v, _: tick(v)))
        self.ax.grid(visible=True)
        middle = self.top + _TALL_MM / 2
        words = {"rotation": 90, "ha": "center", "va": "center"}
        self.page.text(MARGIN_MM + 1.6, middle, "USD per FEU", **words)
        self.page.text(_LEFT_MM + self.wide / 2, self.top + _TALL_MM + 5.0, "days", ha="center")

    def _at(self, x: float, y: float) -> tuple[float, float]:
        """Millimetres on the page of a point of the panel."""
        (left, right), (low, high) = self.ax.get_xlim(), self.ax.get_ylim()
        across = _LEFT_MM + (x - left) / (right - left) * self.wide
        return across, self.top + (high - y) / (high - low) * _TALL_MM

    def _range(self, row: Row, found: Range) -> None:
        style = self._look(row)
        (a, b, low, high), quantity = found
        shape = ((a, low), b - a, high - low)
        self.ax.add_patch(
            Rectangle(*shape, facecolor=style.colour, alpha=0.08, edgecolor="none", zorder=1)
        )
        self.ax.add_patch(
            Rectangle(*shape, fill=False, edgecolor=style.colour, alpha=0.6,
                      linestyle=EDGES[quantity], linewidth=0.7, zorder=1))  # fmt: skip
        for ends in (((a, low), (b, low)), ((a, high), (b, high)), ((a, low), (a, high)),
                     ((b, low), (b, high))):  # fmt: skip
            self.placer.shy.append(around([self._at(*p) for p in ends], 0.2))

    def _point(self, row: Row) -> None:
        style = self._look(row)
        x = row["days_mean"] if not row["no_stable_mean"] else row["days_p50"]
        y = row["usd_mean"] if not row["no_stable_mean"] else row["usd_p50"]
        lines = [
            [(_or(row["days_p05"], x), y), (_or(row["days_p95"], x), y)],
            [(x, _or(row["usd_p05"], y)), (x, _or(row["usd_p95"], y))],
        ]
        for line in lines:
            self.ax.plot(*zip(*line, strict=True), color=style.colour, linewidth=1.4, zorder=4)
            self.placer.shy.append(around([self._at(*p) for p in line], 0.7))
        tick: Row = {
            "color": style.colour, "linestyle": "none", "markersize": 9, "markeredgewidth": 1.6,
        }  # fmt: skip
        self.ax.plot([row["days_p50"]], [y], marker="|", zorder=5, **tick)
        self._marked(self._at(x, y))
        if row["no_stable_mean"]:
            return
        mark: Row = {"linestyle": "none", "color": style.colour, "marker": style.marker}
        self.ax.plot([x], [y], markersize=6.5, markeredgecolor=INK, markeredgewidth=0.5, zorder=6,
                     **mark)  # fmt: skip
        self._freight(x, y, row["freight_usd_mean"], mark)

    def _freight(self, x: float, y: float, freight: float, mark: Row) -> None:
        """Draw the freight in the mean: a hollow marker, joined to that of the cost.

        It is clear inside, so that those of several corridors are seen through each other.
        """
        at, cost = self._at(x, freight), self._at(x, y)
        low, high = self.ax.get_ylim()
        rim = math.copysign(_RIM_MM / _TALL_MM * (high - low), y - freight)
        if math.dist(at, cost) > _RIM_MM:
            self.ax.plot([x, x], [freight + rim, y], color=mark["color"], linewidth=0.6, zorder=3)
        self.ax.plot([x], [freight], markersize=6.0, markerfacecolor="none", markeredgewidth=0.9,
                     zorder=5, **mark)  # fmt: skip
        self.placer.shy.append(around([at, cost], 0.4))
        self._marked(at)

    def _marked(self, at: tuple[float, float]) -> None:
        """Keep labels, and the leaders of those of other points, away from a marker."""
        self.placer.taken.append(around([at], 1.2))
        self.placer.labels.append(around([at], 1.0))
        self.placer.points.append(at)

    def _name(self, row: Row) -> None:
        """Write a corridor's name beside its point, in a frame of the point's colour."""
        blank = bool(row["no_stable_mean"])
        days, usd = (row[f"{k}_{'p50' if blank else 'mean'}"] for k in ("days", "usd"))
        words = str(row["corridor"])
        more = "(median)" if blank else ""
        wide = 2 * _INSIDE_MM + text_mm(words, SIZE, "bold") + text_mm(more) + 1.6 * blank
        at = self._at(days, usd)
        box = self.placer.place(at, (wide, LINE_MM))
        if box is None:
            return
        size = (box[2] - box[0], box[3] - box[1])
        style, left = self._look(row), box[0] + _INSIDE_MM
        frame: Row = {"edgecolor": style.colour, "linewidth": 0.8}
        self.page.box(box[0], box[1], *size, facecolor="white", alpha=0.85, **frame)
        self.page.text(left, box[1] + 0.1, words, weight="bold")
        if more:
            self.page.text(left + text_mm(words, SIZE, "bold") + 1.3, box[1] + 0.1, more)
        end = nearest(box, at)
        if math.dist(end, at) > 2.6:
            self.page.line([end[0], at[0]], [end[1], at[1]], linewidth=0.8, linestyle=":",
                           color=style.colour)  # fmt: skip


def has_median(row: Row) -> bool:
    """Whether there is anything to draw of a corridor."""
    return not (math.isnan(row["days_p50"]) or math.isnan(row["usd_p50"]))


def _or(value: float, otherwise: float) -> float:
    return otherwise if math.isnan(value) else value
