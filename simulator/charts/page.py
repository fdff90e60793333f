"""A page: a figure laid out in millimetres from its top left corner, with titles and notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.textpath import TextToPath

from simulator.charts.style import GREY, INK, SIZE, TITLE_SIZE, WIDTH_MM

MM_PER_INCH = 25.4
LINE_MM = 3.7
"""From one line of text to the next."""
MARGIN_MM = 2.0
_MM_PER_POINT = MM_PER_INCH / 72
_PATHS = TextToPath()


@lru_cache(maxsize=20_000)
def text_mm(text: str, size: float = SIZE, weight: str = "normal") -> float:
    """Width of a line of text."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    width = _PATHS.get_text_width_height_descent(text, font, ismath=False)[0]
    return float(width) * _MM_PER_POINT


def number_words(value: float) -> str:
    """A number for print: three digits or all of the whole, thousands apart, a true minus."""
    size = abs(value)
    text = f"{value:,.0f}" if size >= 100 or value == int(value) else f"{value:.3g}"
    return text.replace("-", "−")


def sentence(words: str) -> str:
    """Words with a capital at their start."""
    return words[:1].upper() + words[1:]


def signed(value: float, form: str) -> str:
    """A change for print, by a format with a sign: a true minus, and no sign where it is nothing.

    >>> signed(-0.04, "+.1f"), signed(-2.0, "+.1f")
    ('0.0', '−2.0')
    """
    text = f"{value:{form}}"
    return text.replace("-", "−") if any(c in "123456789" for c in text) else text.lstrip("+-")


def wrapped(text: str, width_mm: float, size: float = SIZE, weight: str = "normal") -> list[str]:
    """Break a text into lines at its spaces."""
    lines: list[str] = []
    for word in text.split(" ") if text else ():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_mm(longer, size, weight) <= width_mm:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centres nearest to the wanted ones (rising) so that boxes of these sizes do not overlap.

    Neighbours that collide are pushed apart as one block around their mean. Where all boxes
    together are longer than `high - low` they start at `low` and overrun `high`.
    """
    blocks: list[tuple[float, float, int]] = []  # wanted start, length, count
    for centre, size in zip(wanted, sizes, strict=True):
        start, length, count = _held(centre - size / 2, size, low, high), size, 1
        while blocks and blocks[-1][0] + blocks[-1][1] > start:
            before, size_before, n = blocks.pop()
            middle = (before * n + (start - size_before) * count) / (n + count)
            length, count = size_before + length, n + count
            start = _held(middle, length, low, high)
        blocks.append((start, length, count))
    centres: list[float] = []
    for start, _, count in blocks:
        at = start
        for size in sizes[len(centres) : len(centres) + count]:
            centres.append(at + size / 2)
            at += size
    return centres


def _held(start: float, length: float, low: float, high: float) -> float:
    return max(low, min(start, high - length))


class Page:
    """A figure of the house width, as high as its contents need.

    Parameters
    ----------
    title, subtitle : lines at the head, broken where too long.
    notes : paragraphs at the foot.
    body_mm : height of what stands between; it begins at `top`.
    width_mm : width of the figure.
    """

    def __init__(
        self,
        title: str,
        subtitle: str,
        notes: Iterable[str],
        body_mm: float,
        width_mm: float = WIDTH_MM,
    ) -> None:
        self.width = width_mm
        self.inner = inner = width_mm - 2 * MARGIN_MM
        paragraphs = list(notes)
        self.words = (title, " ".join((subtitle, *paragraphs)))
        """Title, and all else that it says: what a report may put under it."""
        heads = wrapped(title, inner, TITLE_SIZE, "bold")
        subs = wrapped(subtitle, inner)
        feet = [line for note in paragraphs for line in wrapped(note, inner)]
        self.top = MARGIN_MM + LINE_MM * (1.15 * len(heads) + len(subs)) + 2.0
        """Where the body begins."""
        self.height = self.top + body_mm + 2.0 + LINE_MM * len(feet) + MARGIN_MM
        self.figure = Figure(figsize=(self.width / MM_PER_INCH, self.height / MM_PER_INCH))
        FigureCanvasAgg(self.figure)
        self._lines(heads, MARGIN_MM, LINE_MM * 1.15, fontsize=TITLE_SIZE, weight="bold")
        self._lines(subs, MARGIN_MM + LINE_MM * 1.15 * len(heads), LINE_MM)
        self._lines(feet, self.top + body_mm + 2.0, LINE_MM, color=GREY)

    def _lines(self, lines: Sequence[str], top: float, step: float, **kind: Any) -> None:
        for n, line in enumerate(lines):
            self.text(MARGIN_MM, top + n * step, line, **kind)

    def text(self, x: float, y: float, words: str, **kind: Any) -> Text:
        """Write at a point of the page; the text hangs from it unless `va` says otherwise."""
        kind = {"va": "top", "ha": "left", "color": INK, "fontsize": SIZE, **kind}
        return self.figure.text(x / self.width, 1 - y / self.height, words, **kind)

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Make axes in a rectangle of the page."""
        bottom = 1 - (top + height) / self.height
        return self.figure.add_axes(
            (left / self.width, bottom, width / self.width, height / self.height)
        )

    def line(self, xs: Sequence[float], ys: Sequence[float], **kind: Any) -> None:
        """Draw a line over the page."""
        kind = {"color": GREY, "linewidth": 0.5, **kind}
        across, up = [x / self.width for x in xs], [1 - y / self.height for y in ys]
        self.figure.add_artist(Line2D(across, up, transform=self.figure.transFigure, **kind))

    def box(self, left: float, top: float, width: float, height: float, **kind: Any) -> None:
        """Draw a rectangle on the page."""
        corner = (left / self.width, 1 - (top + height) / self.height)
        size = (width / self.width, height / self.height)
        self.figure.add_artist(Rectangle(corner, *size, transform=self.figure.transFigure, **kind))


def key_rows(words: Sequence[str], sample_mm: float, width_mm: float) -> list[list[float]]:
    """Left edges of the entries of a key, row by row, each a sample and then its words."""
    rows: list[list[float]] = [[]]
    at = 0.0
    for text in words:
        needs = sample_mm + 1.5 + text_mm(text)
        if rows[-1] and at + needs > width_mm:
            rows.append([])
            at = 0.0
        rows[-1].append(at)
        at += needs + 4.0
    return rows
