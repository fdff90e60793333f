"""Do texts of a figure overlap, or leave it? Asked of the renderer itself."""

from __future__ import annotations

from itertools import combinations

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

DPI = 200
SLACK = 1.0
"""Pixels that two boxes may share."""


def text_boxes(figure: Figure) -> list[tuple[str, Bbox]]:
    """Everything that is written, tick labels too, with its box in pixels at `DPI`."""
    figure.set_dpi(DPI)
    canvas = FigureCanvasAgg(figure)
    figure.draw_without_rendering()
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    out = []
    for text in figure.findobj(Text):
        words = text.get_text() if isinstance(text, Text) else ""
        if words.strip() and text.get_visible() and _shown(figure, text):
            out.append((words, text.get_window_extent(renderer)))
    return out


def _shown(figure: Figure, text: object) -> bool:
    """Ticks beyond the axes keep their texts, which are not drawn."""
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if text in (tick.label1, tick.label2):
                    low, high = sorted(axis.get_view_interval())
                    inside = low - 1e-9 <= tick.get_loc() <= high + 1e-9
                    return bool(inside and axis.get_visible())
    return True


def faults(figure: Figure) -> list[str]:
    """What is wrong with the texts of a figure: those that are cut, and pairs that overlap."""
    boxes = text_boxes(figure)
    frame = figure.bbox
    out = [
        f"'{words}' leaves the figure" for words, box in boxes
        if box.x0 < frame.x0 - SLACK or box.y0 < frame.y0 - SLACK
        or box.x1 > frame.x1 + SLACK or box.y1 > frame.y1 + SLACK
    ]  # fmt: skip
    for (one, a), (two, b) in combinations(boxes, 2):
        wide = min(a.x1, b.x1) - max(a.x0, b.x0)
        high = min(a.y1, b.y1) - max(a.y0, b.y0)
        if wide > SLACK and high > SLACK:
            out.append(f"'{one}' overlaps '{two}' by {wide:.1f} x {high:.1f} px")
    return out
