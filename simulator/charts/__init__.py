"""Charts: each kind returns a matplotlib Figure; the only user of matplotlib."""

from simulator.charts.drawing import KINDS, draw
from simulator.charts.style import FORMATS

__all__ = ["FORMATS", "KINDS", "draw"]
