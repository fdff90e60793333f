"""The one stylesheet of all charts: sizes, fonts, colours, and bytes that do not change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl

FORMATS: tuple[str, ...] = ("svg", "png", "pdf")
WIDTH_MM = 170.0
"""Width of a figure: the text block of an A4 page."""
WIDTHS: dict[str, float] = {"page": WIDTH_MM, "column": 82.0}
"""Widths that a figure may have, mm."""
TALLEST_MM = 247.0
"""Height of the text block of an A4 page, which no figure passes."""
SIZE, TITLE_SIZE = 8.0, 9.0
"""Points at final size."""
INK, GREY, PALE = "#000000", "#404040", "#bdbdbd"

STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": SIZE,
    "axes.labelsize": SIZE,
    "axes.titlesize": TITLE_SIZE,
    "xtick.labelsize": SIZE,
    "ytick.labelsize": SIZE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "axes.unicode_minus": True,
    "axes.axisbelow": True,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "xtick.major.pad": 2.0,
    "ytick.major.pad": 2.0,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.4,
    "hatch.linewidth": 0.4,
    "figure.dpi": 100.0,
    "savefig.dpi": 200.0,
    "savefig.facecolor": "white",
    "text.parse_math": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "corridorsim",
    "pdf.fonttype": 42,
    "ps.fonttype": 42,
}
"""Settings of matplotlib that differ from its own defaults."""

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00", "#56B4E9")
"""Okabe and Ito, without the yellow that is too light for lines."""
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">")
HATCHES = ("", "////", "\\\\\\\\", "....", "xxxx", "----", "||||")
MODES: dict[str, tuple[str, str, str]] = {
    "rail": ("#0072B2", "-", "by rail"),
    "sea": ("#009E73", "--", "by sea"),
    "road": ("#D55E00", ":", "by road"),
}
"""Mode → colour, line style, words."""


@dataclass(frozen=True)
class Look:
    """How one of several corridors is told from the others, in colour and in grey."""

    colour: str
    marker: str
    line: Any
    """Style of its line, of matplotlib."""
    hatch: str


_LINES: tuple[Any, ...] = ("-", (0, (5, 1.5)), (0, (1, 1)), (0, (6, 1.5, 1, 1.5)), (0, (2, 1)),
                           (0, (8, 2, 2, 2)), (0, (4, 1, 1, 1, 1, 1)))  # fmt: skip


def look(n: int) -> Look:
    """Give the look of the n-th corridor of a chart."""
    turn = n + n // len(COLOURS)
    return Look(
        COLOURS[n % len(COLOURS)],
        MARKERS[n % len(MARKERS)],
        _LINES[turn % len(_LINES)],
        HATCHES[n % len(HATCHES)],
    )


@contextmanager
def applied() -> Iterator[None]:
    """Draw and save by this stylesheet, whatever the user's own settings are."""
    with mpl.rc_context():
        mpl.rcdefaults()
        for key, value in STYLE.items():
            mpl.rcParams[key] = value  # type: ignore[index, unused-ignore]
        yield
