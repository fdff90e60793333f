"""Stacked bars, one for each corridor, with every figure and share printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.ticker import MaxNLocator

from simulator.charts.about import About
from simulator.charts.key import Entry, draw_key, key_mm
from simulator.charts.page import LINE_MM, MARGIN_MM, Page, spread, text_mm
from simulator.charts.row_panels import tick
from simulator.charts.rows import Row, records
from simulator.charts.style import INK, SIZE

_BLANK_MM, ROW_MM, BAR_MM, _LEADER_MM = 9.5, 21.4, 6.8, 2.0
_AXIS_MM = 7.0
_LEFT_MM, _RIGHT_MM = 4.0, 24.0


@dataclass(frozen=True)
class Category:
    """A part of the bars."""

    words: str
    short: str
    """Where there is little room."""
    items: tuple[str, ...]
    colour: str
    hatch: str

    @property
    def fill(self) -> Row:
        """Keywords of matplotlib."""
        return {
            "facecolor": self.colour, "hatch": self.hatch, "edgecolor": INK, "linewidth": 0.5,
        }  # fmt: skip


@dataclass(frozen=True)
class Stack:
    """What is stacked."""

    categories: tuple[Category, ...]
    """From left to right, seven at most."""
    below: Category | None
    """Its values are negative and stand left of zero."""
    number: Callable[[float], str]
    least: float
    """Smaller values are printed as less than this."""
    unit: str
    """After a total."""
    axis: str
    """Beside the axis."""

    @property
    def every(self) -> tuple[Category, ...]:
        """All parts, what lies below zero last."""
        return self.categories + (() if self.below is None else (self.below,))


@dataclass(frozen=True)
class Scale:
    """Where values lie on the page: mm of zero, and mm for one unit."""

    zero: float
    per_unit: float

    def at(self, value: float) -> float:
        """Millimetres from the left of the page."""
        return self.zero + value * self.per_unit


Marks = Callable[[Page, float, Row, Scale], None]
"""Draws what stands over a bar whose top is given."""


def entries(stack: Stack, data: pd.DataFrame) -> list[Entry]:
    """Make the key, of the parts that are used."""
    used = [c for c in stack.every if (data[c.words].fillna(0) != 0).any()]
    return [Entry(c.words, "box", {**c.fill}) for c in used]


def height(stack: Stack, data: pd.DataFrame, width_mm: float) -> float:
    """Height of key, bars and axis."""
    rows = sum(_BLANK_MM if text else ROW_MM for text in data["no_stable_mean"])
    return key_mm(entries(stack, data), width_mm) + rows + _AXIS_MM


def draw(page: Page, stack: Stack, data: pd.DataFrame, about: About, marks: Marks) -> None:
    """Draw a key and one bar for each row of data.

    Columns of `data`: corridor, origin, destination, no_stable_mean, total and the words of each
    category.
    """
    key = entries(stack, data)
    draw_key(page, page.top, key)
    below = 0.0 if stack.below is None else data[stack.below.words].min(skipna=True)
    low = 0.0 if pd.isna(below) else min(0.0, float(below))
    gross = data[[c.words for c in stack.categories]].sum(axis=1).max()
    room = page.inner - _LEFT_MM - _RIGHT_MM
    per_unit = room / max(float(gross) - low, 1e-9) if gross > 0 else 1.0
    scale = Scale(MARGIN_MM + _LEFT_MM - low * per_unit, per_unit)
    top = page.top + key_mm(key, page.width)
    for row in records(data):
        _head(page, top, row, about)
        if row["no_stable_mean"]:
            words = f"no stable mean ({row['no_stable_mean']})"
            page.text(MARGIN_MM + _LEFT_MM, top + LINE_MM, words, style="italic")
            top += _BLANK_MM
            continue
        _Bar(page, top + 2 * LINE_MM + 0.6, stack, scale).draw(row)
        marks(page, top + 2 * LINE_MM + 0.6, row, scale)
        top += ROW_MM
    if gross > 0:
        _axis(page, top, stack, scale, (low, float(gross)))


def _head(page: Page, top: float, row: Row, about: About) -> None:
    corridor = str(row["corridor"])
    ends = about.ends(str(row["origin"]), str(row["destination"]))
    page.text(MARGIN_MM, top, corridor, weight="bold")
    after = MARGIN_MM + text_mm(corridor, SIZE, "bold") + 2.0
    full = f"{about.corridor(corridor)}, {ends}"
    fits = after + text_mm(full) <= page.width - MARGIN_MM
    page.text(after, top, full if fits else ends)


def _axis(page: Page, top: float, stack: Stack, scale: Scale, span: tuple[float, float]) -> None:
    left, right = scale.at(span[0]), scale.at(span[1])
    page.line([left, right], [top, top], color=INK)
    for value in MaxNLocator(8, steps=[1, 2, 5, 10]).tick_values(*span):
        at = scale.at(float(value))
        if left <= at + 1e-6 and at <= right + 1e-6:
            page.line([at, at], [top, top + 1.0], color=INK)
            page.text(at, top + 1.4, tick(float(value)), ha="center")
    page.text(page.width - MARGIN_MM, top + 1.4, stack.axis, ha="right")


class _Bar:
    """One corridor's bar with its figures."""

    def __init__(self, page: Page, top: float, stack: Stack, scale: Scale) -> None:
        self.page, self.top, self.stack, self.scale = page, top, stack, scale
        self.small: list[tuple[float, str]] = []

    def draw(self, row: Row) -> None:
        """Draw segments, then what is written on and around them."""
        total, at = float(row["total"]), 0.0
        for category in self.stack.categories:
            value = float(row[category.words])
            if value > 0:
                self._segment(at, value, total, category)
                at += value
        if self.stack.below is not None and float(row[self.stack.below.words]) < 0:
            value = float(row[self.stack.below.words])
            self._segment(value, value, total, self.stack.below)
        zero = [self.scale.zero] * 2
        self.page.line(zero, [self.top - 1.2, self.top + BAR_MM + 1.2], color=INK)
        self._small_labels()
        words = f"{self.stack.number(total)} {self.stack.unit}"
        middle = self.top + BAR_MM / 2
        self.page.text(self.scale.at(at) + 1.5, middle, words, va="center", weight="bold")

    def _segment(self, start: float, value: float, total: float, category: Category) -> None:
        left, width = self.scale.at(start), abs(value) * self.scale.per_unit
        self.page.box(left, self.top, width, BAR_MM, **category.fill)
        number = self.stack.number
        figure, share = number(value), f"{100 * value / total:.0f} %".replace("-", "−")
        middle = left + width / 2
        if width > max(text_mm(figure), text_mm(share)) + 3.0:
            under = {"boxstyle": "square,pad=0.08", "facecolor": "white", "edgecolor": "none"}
            self.page.text(
                middle, self.top + BAR_MM / 2, f"{figure}\n{share}", ha="center", va="center",
                linespacing=1.0, bbox=under,
            )  # fmt: skip
        else:
            share = "<1 %" if abs(value) < 0.005 * total else share
            least = self.stack.least
            figure = f"<{number(least)}" if 0 < value < least / 2 else figure
            self.small.append((middle, f"{category.short} {figure} ({share})"))

    def _small_labels(self) -> None:
        self.small.sort()
        sizes = [text_mm(words) + 2.5 for _, words in self.small]
        low, high = MARGIN_MM, self.page.width - MARGIN_MM
        centres = spread([at for at, _ in self.small], sizes, low, high)
        foot = self.top + BAR_MM
        for (at, words), centre in zip(self.small, centres, strict=True):
            half = text_mm(words) / 2 - 1.0
            end = min(max(at, centre - half), centre + half)
            self.page.line([at, end], [foot, foot + _LEADER_MM])
            self.page.text(centre, foot + _LEADER_MM + 0.2, words, ha="center")


def parts(row: Row, every: Sequence[Category], number: Callable[[float], str]) -> str:
    """Say the parts of a row in words."""
    return ", ".join(f"{c.words} {number(row[c.words])}" for c in every if row[c.words] != 0)
