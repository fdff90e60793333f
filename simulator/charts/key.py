"""The key over a chart: samples with their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from simulator.charts.page import LINE_MM, MARGIN_MM, Page, key_rows
from simulator.charts.style import GREY, INK, SIZE

_SAMPLE_MM, _STEP_MM = 8.0, LINE_MM + 0.5


@dataclass(frozen=True)
class Entry:
    """A sample and its words; `style` are keywords of matplotlib."""

    words: str
    kind: Literal["line", "upright", "box", "marker", "text"]
    style: dict[str, Any] = field(default_factory=dict)


def key_mm(entries: Sequence[Entry], width_mm: float) -> float:
    """Height of a key."""
    return len(_places(entries, width_mm)) * _STEP_MM + 1.5 if entries else 0.0


def _places(entries: Sequence[Entry], width_mm: float) -> list[list[float]]:
    return key_rows([e.words for e in entries], _SAMPLE_MM, width_mm - 2 * MARGIN_MM)


def draw_key(page: Page, top: float, entries: Sequence[Entry]) -> None:
    """Draw a key that hangs from `top`."""
    left = iter(entries)
    for n, row in enumerate(_places(entries, page.width)):
        for x in row:
            entry, y = next(left), top + n * _STEP_MM
            _sample(page, entry, MARGIN_MM + x, y + 1.6)
            page.text(MARGIN_MM + x + _SAMPLE_MM + 1.5, y, entry.words)


def _sample(page: Page, entry: Entry, x: float, y: float) -> None:
    middle = x + _SAMPLE_MM / 2
    if entry.kind == "line":
        page.line([x, x + _SAMPLE_MM], [y, y], **{"linewidth": 1.6, **entry.style})
    elif entry.kind == "upright":
        page.line([middle, middle], [y - 1.6, y + 1.6], **{"color": INK, **entry.style})
    elif entry.kind == "box":
        style = {"facecolor": "white", "edgecolor": GREY, "linewidth": 0.5, **entry.style}
        page.box(x + 0.5, y - 1.4, _SAMPLE_MM - 1.0, 2.8, **style)
    elif entry.kind == "marker":
        page.line([middle], [y], **{"color": INK, "linestyle": "none", **entry.style})
    else:
        words = str(entry.style.get("words", ""))
        page.text(x, y - 1.6, words, fontsize=SIZE, weight="bold")
