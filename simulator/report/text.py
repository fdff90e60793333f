"""Text tables and paragraphs that fit their window, with no cell cut short."""

from __future__ import annotations

import io
import math
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

PIPED_WIDTH = 2_000
"""Wide enough that a table written to a pipe or file keeps one row on one line."""
PROSE_WIDTH = 100
LEAST_TEXT_WIDTH = 8
_GAP = 1
BLANK = "–"
"""Stands where a table has no figure."""


@dataclass(frozen=True)
class Column:
    """One column: numbers stand to the right and are never broken, words may fold."""

    title: str
    number: bool = False
    folds: bool = True


def width() -> int:
    """Columns of the window; without one, `COLUMNS` or as many as the table takes."""
    if sys.stdout.isatty():
        return shutil.get_terminal_size((80, 24)).columns
    given = os.environ.get("COLUMNS", "")
    return int(given) if given.isdecimal() and int(given) else PIPED_WIDTH


def table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    room: int | None = None,
    *,
    airy: bool = False,
) -> str:
    """Lay out a table.

    Parameters
    ----------
    columns : what the cells are.
    rows : the cells' texts.
    room : columns of the window; `width()` if not given.
    airy : an empty line between rows, for cells of several lines.
    """
    body = [list(row) for row in rows]
    grid = Table(
        box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, _GAP, 0, 0),
        collapse_padding=True, header_style="", leading=int(airy),
    )  # fmt: skip
    for column in columns:
        folds = column.folds and not column.number
        grid.add_column(
            Text(column.title),
            justify="right" if column.number else "left",
            no_wrap=not folds,
            overflow="fold",
        )
    for row in body:
        grid.add_row(*(Text(cell) for cell in row))
    return _drawn(grid, max(room or width(), _least(columns, body)))


def _least(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> int:
    """Columns below which figures would be cut."""
    total = 0
    for at, column in enumerate(columns):
        cells = [column.title, *(row[at] for row in rows)]
        widest = max(cell_len(line) for cell in cells for line in cell.split("\n"))
        folds = column.folds and not column.number
        total += (min(widest, LEAST_TEXT_WIDTH) if folds else widest) + _GAP + 1
    return total


def _drawn(grid: Table, room: int) -> str:
    out = io.StringIO()
    console = Console(
        file=out, width=room, color_system=None, highlight=False, markup=False, emoji=False,
        legacy_windows=False, force_terminal=False,
    )  # fmt: skip
    console.print(grid)
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip("\n").split("\n"))


def prose(text: str, indent: str = "", room: int | None = None) -> str:
    """Break a paragraph into lines; the second and later ones are indented."""
    lines = textwrap.wrap(
        text, min(room or width(), PROSE_WIDTH), subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return "\n".join(lines)


def unfolded(key: str, room: int | None = None) -> str:
    """Break a path or an id that takes over a third of the window, between its parts alone.

    After dots where that does, after hyphens and underscores else; never within a word.
    """
    limit = max(LEAST_TEXT_WIDTH, (room or width()) // 3)
    lines = [""]
    for part in re.findall(r"[^.]+\.?|\.", key):
        pieces = [part] if len(part) <= limit else re.findall(r"[^_-]+[_-]?|[_-]", part)
        for piece in pieces:
            if lines[-1] and len(lines[-1]) + len(piece) > limit:
                lines.append("")
            lines[-1] += piece
    return "\n".join(lines)


def decimal(value: float, decimals: int) -> str:
    """Write a number: thousands apart, a true minus, but none where it rounds to nought."""
    return BLANK if math.isnan(value) else f"{value:z,.{decimals}f}".replace("-", "−")


def whole(value: float) -> str:
    """Write USD or FEU: no decimals."""
    return decimal(value, 0)


def tenths(value: float) -> str:
    """Write days: one decimal."""
    return decimal(value, 1)


def hundredths(value: float) -> str:
    """Write days of a single stage, or dollars and cents: two decimals."""
    return decimal(value, 2)


def percent(share: float) -> str:
    """Write a share as per cent."""
    return BLANK if math.isnan(share) else f"{whole(100 * share)} %"


def points(difference: float) -> str:
    """Write a difference of shares in percentage points."""
    return BLANK if math.isnan(difference) else f"{tenths(100 * difference)} pp"


def near_nought(value: float, write: Callable[[float], str]) -> str:
    """Write a number with the one digit that tells it from nought, where `write` would not.

    >>> near_nought(0.038, tenths), near_nought(-0.4, whole), near_nought(2.31, tenths)
    ('0.04', '−0.4', '2.3')
    """
    said = write(value)
    if not value or said != write(0.0):
        return said
    scaled = 100 * value if write is points else value
    number = decimal(scaled, -math.floor(math.log10(abs(scaled))))
    return f"{number} pp" if write is points else number


def end_writer(
    low: float, high: float, write: Callable[[float], str]
) -> Callable[[float], str]:  # fmt: skip
    """How both ends of an interval are written: where it leaves out zero, none as zero."""
    if low > 0 or high < 0:
        return lambda value: near_nought(value, write)
    return write


def signed(value: float, write: Callable[[float], str]) -> str:
    """Write a difference with its sign; nothing gained or lost has none."""
    text = write(value)
    return f"+{text}" if value > 0 and text != write(0.0) else text


def plus_minus(mean: float, high: float, decimals: int = 0) -> str:
    """Write a mean with the half-width of its interval, the mean alone without one."""
    if math.isnan(mean):
        return BLANK
    text = decimal(mean, decimals)
    if math.isnan(high):
        return text
    half = high - mean
    least = 10.0**-decimals
    shown = decimal(half, decimals) if half >= least / 2 or not half else f"<{least:g}"
    return f"{text} ± {shown}"


def counted(number: int, word: str, many: str | None = None) -> str:
    """Write a number with its noun: `1 row`, `2 rows`."""
    return f"{number:,} {word if number == 1 else many or word + 's'}"


def sentence(words: str) -> str:
    """Begin words with a capital and end them with a full stop."""
    return f"{words[:1].upper()}{words[1:]}."
