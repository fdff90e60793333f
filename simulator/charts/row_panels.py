"""Rows with a name each, and panels beside them that share the rows: one scale for each panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.charts.page import LINE_MM, MARGIN_MM, Page, text_mm, wrapped
from simulator.charts.rows import is_number
from simulator.charts.style import INK, SIZE, WIDTH_MM

_HEAD_MM, _AXIS_MM, _GAP_MM = 4.6, 5.5, 3.0
_NAME_SHARE = 0.24
"""Of the width, that names may take at most; longer ones are broken."""


@dataclass(frozen=True)
class Panel:
    """A panel: what stands over it, and what it prints beside each row (all alike long)."""

    head: str
    limits: tuple[float, float]
    values: Sequence[str] = ()
    low_is_zero: bool = False


@dataclass(frozen=True)
class Rows:
    """Names of rows (bold) with a line of more words each, and the height of one."""

    names: Sequence[str]
    more: Sequence[str] = ()
    row_mm: float = 7.0

    def lines(self, n: int, width_mm: float) -> list[str]:
        """Words under a row's name."""
        return wrapped(self.more[n], width_mm) if self.more else []

    def names_mm(self, width_mm: float = WIDTH_MM) -> float:
        """Room for the names."""
        texts = [text_mm(n, SIZE, "bold") for n in self.names]
        texts += [min(text_mm(m), _NAME_SHARE * width_mm) for m in self.more]
        longest = max([text_mm(w) for m in self.more for w in m.split(" ")], default=0.0)
        return max([*texts, longest], default=0.0) + 2.5

    def height(self, width_mm: float = WIDTH_MM) -> float:
        """Height of each row: of the longest name with its further lines."""
        room = self.names_mm(width_mm) - 2.5
        deep = max((len(self.lines(n, room)) for n in range(len(self.names))), default=0)
        return max(self.row_mm, (1 + deep) * LINE_MM + 1.0)


def stacked(width_mm: float) -> bool:
    """Whether panels stand one under another, where the figure is narrow."""
    return width_mm < 0.75 * WIDTH_MM


def panels_mm(rows: Rows, panels: Sequence[Panel], width_mm: float = WIDTH_MM) -> float:
    """Height of everything that `draw_panels` draws."""
    one = _HEAD_MM + len(rows.names) * rows.height(width_mm) + _AXIS_MM
    return one * (len(panels) if stacked(width_mm) else 1)


def draw_panels(
    page: Page, top: float, rows: Rows, panels: Sequence[Panel],
    draw: Callable[[int, Axes, float], None] | None = None,
) -> list[Axes]:  # fmt: skip
    """Make the axes with names, grid and printed values; row n lies at y = n, the first on top.

    `draw` is called with the panel's number, its axes and millimetres per row.
    """
    left = MARGIN_MM + rows.names_mm(page.width)
    height = rows.height(page.width) * len(rows.names)
    narrow = stacked(page.width)
    count = 1 if narrow else len(panels)
    room = (page.width - MARGIN_MM - left - _GAP_MM * (count - 1)) / count
    out = []
    for n, panel in enumerate(panels):
        x = left if narrow else left + n * (room + _GAP_MM)
        y = top + (n * panels_mm(rows, panels[:1], page.width) if narrow else 0.0)
        if narrow or n == 0:
            _names(page, y + _HEAD_MM, rows)
        lane = max((text_mm(v) for v in panel.values), default=0.0) + 2.0 * bool(panel.values)
        page.text(x, y, panel.head, weight="bold")
        ax = _axes(page, (x + 2.0, y + _HEAD_MM, room - lane - 4.0, height), len(rows.names), panel)
        for k, words in enumerate(panel.values):
            centre = y + _HEAD_MM + (k + 0.5) * height / len(rows.names)
            page.text(x + room, centre, words, va="center", ha="right")
        if draw is not None:
            draw(n, ax, height / len(rows.names))
        out.append(ax)
    return out


def _names(page: Page, top: float, rows: Rows) -> None:
    each, room = rows.height(page.width), rows.names_mm(page.width) - 2.5
    for n, name in enumerate(rows.names):
        more = rows.lines(n, room)
        y = top + (n + 0.5) * each - (1 + len(more)) * LINE_MM / 2 + 0.1
        page.text(MARGIN_MM, y, name, weight="bold")
        for k, line in enumerate(more, start=1):
            page.text(MARGIN_MM, y + k * LINE_MM, line)


def _axes(page: Page, at: tuple[float, float, float, float], count: int, panel: Panel) -> Axes:
    ax = page.axes(*at)
    ax.set_xlim(*panel.limits)
    ax.set_ylim(count - 0.5, -0.5)
    ax.set_yticks([])
    ax.spines["left"].set_visible(panel.low_is_zero)
    for n in range(count + 1):
        ax.axhline(n - 0.5, color="#e6e6e6", linewidth=0.4, zorder=0)
    ax.grid(axis="x")
    number_axis(ax, at[2])
    return ax


def number_axis(ax: Axes, wide_mm: float) -> None:
    """Put ticks on an x-axis, as many as their words have room."""
    low, high = ax.get_xlim()
    widest = text_mm(f"{max(abs(low), abs(high)):,.0f}") + 5.0
    ax.xaxis.set_major_locator(
        MaxNLocator(max(1, min(7, int(wide_mm / widest))), steps=[1, 2, 2.5, 5, 10])
    )
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: tick(v)))


def interval(ax: Axes, ends: Sequence[float], y: float) -> None:
    """Draw an interval over a bar, in white and black, so that it is seen on any fill."""
    for colour, wide in (("#ffffff", 2.0), (INK, 1.0)):
        ax.plot(ends, [y] * len(ends), color=colour, linewidth=wide, zorder=4,
                solid_capstyle="butt")  # fmt: skip


def tick(value: float) -> str:
    """Words of a tick: thousands apart, a true minus, decimals only where needed."""
    return f"{value:,.10g}".replace("-", "−")


def limits_of(values: Sequence[float], share: float = 0.06) -> tuple[float, float]:
    """Limits around values that are numbers, with a margin on both sides."""
    some = [float(v) for v in values if is_number(v)]
    if not some:
        return 0.0, 1.0
    low, high = min(some), max(some)
    pad = share * (high - low) or 0.05 * abs(high) or 1.0
    return (max(0.0, low - pad) if low >= 0 else low - pad), high + pad
