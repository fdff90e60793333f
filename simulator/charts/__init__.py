"""Charts: each kind returns matplotlib Figures; the only user of matplotlib.

`charts(directory)` yields `Chart` objects (figure, plotted data, title, caption, alternative
text), `draw(directory)` writes them into files, `KINDS` says what there is.
"""

from simulator.charts.chart import Chart, svg
from simulator.charts.drawing import charts, draw
from simulator.charts.kinds import KINDS, Kind
from simulator.charts.style import FORMATS, WIDTHS

__all__ = ["FORMATS", "KINDS", "WIDTHS", "Chart", "Kind", "charts", "draw", "svg"]
