"""One panel of the comparison: crosses, markers, published ranges and their labels."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.charts.about import About
from simulator.charts.page import LINE_MM, MARGIN_MM, Page, key_rows, text_mm, wrapped
from simulator.charts.placing import Box, Placer, around, nearest
from simulator.charts.rows import Row, records
from simulator.charts.style import COLOURS, GREY, HATCHES, INK, MARKERS, SIZE, WIDTH_MM

PANEL_MM = 82.0
_TALL_MM = 70.0
_LEFT_MM, _RIGHT_MM = 17.0, 3.0
_WIDE_MM = WIDTH_MM - _LEFT_MM - _RIGHT_MM
_KEY = (
    ("mean", "mean"),
    ("median", "median"),
    ("cross", "P5–P95 of the FEU"),
    ("freight", "freight part of the mean"),
)
_RANGES = (("range", "published ranges (days by freight), darker where several agree"),)
_SAMPLE_MM = 6.0


def _entries(ranges: bool) -> tuple[tuple[str, str], ...]:
    return _KEY + (_RANGES if ranges else ())


def _key_places(ranges: bool) -> list[list[float]]:
    words = [text for _, text in _entries(ranges)]
    return key_rows(words, _SAMPLE_MM, WIDTH_MM - 2 * MARGIN_MM)


def key_height(ranges: bool) -> float:
    """Height of the key over the panels."""
    return len(_key_places(ranges)) * LINE_MM + 2.0


def draw_key(page: Page, ranges: bool) -> None:
    """Draw the key; `ranges`: whether there are published ranges."""
    left = iter(_entries(ranges))
    for n, row in enumerate(_key_places(ranges)):
        for x in row:
            kind, words = next(left)
            at, y = MARGIN_MM + x, page.top + n * LINE_MM + 1.6
            _sample(page, kind, at + _SAMPLE_MM / 2, y)
            page.text(at + _SAMPLE_MM + 1.5, page.top + n * LINE_MM, words)


def _sample(page: Page, kind: str, x: float, y: float) -> None:
    if kind == "mean":
        page.line([x], [y], marker="o", markersize=6, color=INK)
    elif kind == "median":
        page.line([x], [y], marker="|", markersize=8, markeredgewidth=1.4, color=INK)
    elif kind == "cross":
        page.line([x - 3, x + 3], [y, y], color=INK, linewidth=1.2)
        page.line([x, x], [y - 1.6, y + 1.6], color=INK, linewidth=1.2)
    elif kind == "freight":
        page.line([x], [y], marker="o", markersize=5, color=INK, markerfacecolor="white")
    else:
        page.box(x - 3, y - 1.4, 6, 2.8, facecolor="#d9d9d9", edgecolor=GREY, linestyle="--",
                 linewidth=0.7)  # fmt: skip


def _spans(rows: list[Row], quantity: str) -> list[tuple[float, float]]:
    return [(float(r["low"]), float(r["high"])) for r in rows if r["quantity"] == quantity]


class Panel:
    """The panel of one scope.

    Parameters
    ----------
    page, top : where it hangs.
    data : rows of one scope, as `compare.table` makes them.
    order : corridors of the chart, which decides colours and markers.
    about : names of places.
    """

    def __init__(
        self, page: Page, top: float, data: pd.DataFrame, order: list[str], about: About
    ) -> None:
        self.page, self.top, self.order, self.about = page, top, order, about
        rows = records(data)
        self.rows = [r for r in rows if r["kind"] == "model" and _has_median(r)]
        self.published = [r for r in rows if r["kind"] == "published"]
        self.own_ends = len({(r["origin"], r["destination"]) for r in rows}) > 1
        self.ax = page.axes(_LEFT_MM, top, _WIDE_MM, _TALL_MM)
        self.placer = Placer(
            (_LEFT_MM + 1.0, top + 0.5, WIDTH_MM - MARGIN_MM, top + _TALL_MM - 1.0)
        )

    def draw(self) -> None:
        """Draw everything; labels last, when everything they must avoid is known."""
        self._limits()
        for row in self.rows:
            for box in self._boxes(row):
                self._range(row, box)
            self._keep_clear(row)
            self._point(row)
        for row in self.rows:
            self._name(row)
        for row in self.rows:
            if boxes := self._boxes(row):
                self._range_name(row, boxes)

    def _look(self, row: Row) -> tuple[str, str, str]:
        n = self.order.index(row["corridor"])
        return (COLOURS[n % len(COLOURS)], MARKERS[n % len(MARKERS)], HATCHES[n % len(HATCHES)])

    def _mine(self, row: Row) -> list[Row]:
        keys = ("corridor", "direction", "origin", "destination")
        return [p for p in self.published if all(p[k] == row[k] for k in keys)]

    def _boxes(self, row: Row) -> list[Box]:
        """Every pair of a published range of days and one of dollars: (day, day, USD, USD).

        Where only one of the two is published, a thin box at the corridor's own other value.
        """
        mine = self._mine(row)
        days = _spans(mine, "days")
        out: list[Box] = []
        for quantity, column in (("freight_usd", "freight_usd_mean"), ("usd", "usd_mean")):
            usd = _spans(mine, quantity)
            own = row[column] if not math.isnan(row[column]) else row["usd_p50"]
            if usd:
                x = row["days_mean"] if not math.isnan(row["days_mean"]) else row["days_p50"]
                out += [(*d, *u) for d in days or [(x, x)] for u in usd]
            elif quantity == "freight_usd" and days and not _spans(mine, "usd"):
                out += [(*d, own, own) for d in days]
        return out

    def _limits(self) -> None:
        xs = [r[k] for r in self.rows for k in ("days_mean", "days_p05", "days_p50", "days_p95")]
        costs = ("usd_mean", "usd_p05", "usd_p50", "usd_p95", "freight_usd_mean")
        ys = [r[k] for r in self.rows for k in costs]
        for row in self.rows:
            for a, b, low, high in self._boxes(row):
                xs += [a, b]
                ys += [low, high]
        for known, put in ((xs, self.ax.set_xlim), (ys, self.ax.set_ylim)):
            some = [v for v in known if not math.isnan(v)]
            pad = 0.1 * (max(some) - min(some)) or 0.1 * max(some) or 1.0
            room = 2.2 if known is ys else 1.2  # for a label over the highest point
            put(max(0.0, min(some) - pad), max(some) + room * pad)
        for axis in (self.ax.xaxis, self.ax.yaxis):
            axis.set_major_locator(MaxNLocator(7, steps=[1, 2, 2.5, 5, 10]))
        self.ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}"))
        self.ax.grid(visible=True)
        middle = self.top + _TALL_MM / 2
        words = {"rotation": 90, "ha": "center", "va": "center"}
        self.page.text(MARGIN_MM + 1.6, middle, "USD per FEU", **words)
        self.page.text(_LEFT_MM + _WIDE_MM / 2, self.top + _TALL_MM + 5.0, "days", ha="center")

    def _at(self, x: float, y: float) -> tuple[float, float]:
        """Millimetres on the page of a point of the panel."""
        (left, right), (low, high) = self.ax.get_xlim(), self.ax.get_ylim()
        across = _LEFT_MM + (x - left) / (right - left) * _WIDE_MM
        return across, self.top + (high - y) / (high - low) * _TALL_MM

    def _range(self, row: Row, box: Box) -> None:
        colour, _, hatch = self._look(row)
        a, b, low, high = box
        per_x, per_y = (
            (lim[1] - lim[0]) / mm
            for lim, mm in ((self.ax.get_xlim(), _WIDE_MM), (self.ax.get_ylim(), _TALL_MM))
        )
        if b - a < 1.6 * per_x:
            a, b = (a + b) / 2 - 0.8 * per_x, (a + b) / 2 + 0.8 * per_x
        if high - low < 1.6 * per_y:
            low, high = (low + high) / 2 - 0.8 * per_y, (low + high) / 2 + 0.8 * per_y
        self.ax.add_patch(
            Rectangle((a, low), b - a, high - low, facecolor=colour, alpha=0.13, edgecolor="none",
                      zorder=1))  # fmt: skip
        self.ax.add_patch(
            Rectangle((a, low), b - a, high - low, fill=False, edgecolor=colour, alpha=0.55,
                      linestyle="--", linewidth=0.7, hatch=hatch[:2],
                      zorder=1))  # fmt: skip

    def _keep_clear(self, row: Row) -> None:
        """Labels must not cover small ranges, and should not cover the edges of others."""
        for a, b, low, high in self._boxes(row):
            whole = around([self._at(a, low), self._at(b, high)], 0.8)
            if whole[2] - whole[0] < 8 and whole[3] - whole[1] < 8:
                self.placer.taken.append(whole)
            for ends in (((a, low), (b, low)), ((a, high), (b, high)), ((a, low), (a, high)),
                         ((b, low), (b, high))):  # fmt: skip
                self.placer.shy.append(around([self._at(*p) for p in ends], 0.2))

    def _point(self, row: Row) -> None:
        colour, marker, _ = self._look(row)
        x = row["days_mean"] if not row["no_stable_mean"] else row["days_p50"]
        y = row["usd_mean"] if not row["no_stable_mean"] else row["usd_p50"]
        lines = [
            [(_or(row["days_p05"], x), y), (_or(row["days_p95"], x), y)],
            [(x, _or(row["usd_p05"], y)), (x, _or(row["usd_p95"], y))],
        ]
        for line in lines:
            self.ax.plot(*zip(*line, strict=True), color=colour, linewidth=1.4, zorder=4)
            self.placer.shy.append(around([self._at(*p) for p in line], 0.7))
        tick: Row = {"color": colour, "linestyle": "none", "markersize": 9, "markeredgewidth": 1.6}
        self.ax.plot([row["days_p50"]], [y], marker="|", zorder=5, **tick)
        self.placer.taken.append(around([self._at(x, y)], 1.2))
        if row["no_stable_mean"]:
            return
        mark: Row = {"linestyle": "none", "color": colour, "marker": marker, "markeredgecolor": INK,
                "markeredgewidth": 0.5}  # fmt: skip
        self.ax.plot([x], [y], markersize=6.5, zorder=6, **mark)
        freight = row["freight_usd_mean"]
        self.ax.plot([x, x], [freight, y], color=colour, linestyle=":", linewidth=1.0, zorder=3)
        hollow: Row = {**mark, "markerfacecolor": "white", "markeredgecolor": colour}
        self.ax.plot([x], [freight], markersize=5.5, zorder=5, **{**hollow, "markeredgewidth": 1.2})
        self.placer.taken.append(around([self._at(x, freight)], 1.2))
        self.placer.shy.append(around([self._at(x, freight), self._at(x, y)], 0.3))

    def _name(self, row: Row) -> None:
        """Write a corridor's name, and its numbers under it."""
        blank = bool(row["no_stable_mean"])
        days, usd = (row[f"{k}_{'p50' if blank else 'mean'}"] for k in ("days", "usd"))
        lines = [f"{days:.1f} days, {usd:,.0f} USD" + (" (median)" if blank else "")]
        if self.own_ends:
            lines += wrapped(self.about.ends(row["origin"], row["destination"]), 42.0)
        wide = max(text_mm(row["corridor"], SIZE, "bold"), *(text_mm(w) for w in lines)) + 1.0
        at = self._at(days, usd)
        box = self.placer.place(at, (wide, LINE_MM * (1 + len(lines))))
        if box is None:
            return
        self._ground(box)
        self.page.text(box[0] + 0.5, box[1], row["corridor"], weight="bold")
        for n, line in enumerate(lines, start=1):
            self.page.text(box[0] + 0.5, box[1] + n * LINE_MM, line)
        self._leader(box, at, 2.6)

    def _range_name(self, row: Row, boxes: list[Box]) -> None:
        """Mark a corridor's published ranges as such."""
        words = f"published{_years(self._mine(row))}, {row['corridor']}"
        ends = [self._at(x, y) for a, b, low, high in boxes for x, y in ((a, low), (b, high))]
        whole = around(ends, 0.0)
        size = (text_mm(words) + 1.0, LINE_MM)
        corners = [(x, y) for y in (whole[1], whole[3]) for x in (whole[2], whole[0])]
        tries = [(self._trial().place(c, size), c) for c in corners]
        near = [(math.dist(nearest(b, c), c), b, c) for b, c in tries if b is not None]
        if not near:
            return
        _, box, corner = min(near)
        self.placer.taken.append(box)
        self.placer.labels.append(box)
        self._ground(box)
        self.page.text(box[0] + 0.5, box[1] + 0.1, words, style="italic", color=GREY)
        self._leader(box, corner, 2.6)

    def _trial(self) -> Placer:
        """Make a copy of the placer, to try a place without taking it."""
        own = self.placer
        return Placer(own.frame, list(own.taken), own.shy, list(own.labels))

    def _ground(self, box: Box) -> None:
        """Pale ground under a label, so that lines behind do not run through the words."""
        size = (box[2] - box[0], box[3] - box[1])
        self.page.box(box[0], box[1], *size, facecolor="white", alpha=0.75, edgecolor="none")

    def _leader(self, box: Box, at: tuple[float, float], far: float) -> None:
        end = nearest(box, at)
        if math.dist(end, at) > far:
            self.page.line([end[0], at[0]], [end[1], at[1]], linewidth=0.5, color=GREY)


def _years(published: list[Row]) -> str:
    years = [int(p["year"]) for p in published if not pd.isna(p["year"])]
    if not years:
        return ""
    first, last = min(years), max(years)
    return f" {first}" if first == last else f" {first}–{last}"


def _has_median(row: Row) -> bool:
    return not (math.isnan(row["days_p50"]) or math.isnan(row["usd_p50"]))


def _or(value: float, otherwise: float) -> float:
    return otherwise if math.isnan(value) else value
