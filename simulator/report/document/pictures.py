"""Charts for a report, found again by their kind and market."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from simulator.charts.about import About, is_forward
from simulator.charts.chart import Chart, svg
from simulator.charts.drawing import charts
from simulator.charts.kinds import DIFFERENCE, KINDS
from simulator.report.document.parts import Picture
from simulator.report.progress import Step, silent
from simulator.results.read import Run, read
from simulator.results.write import csv_text


@dataclass(frozen=True)
class Drawn:
    """A picture, and the kind of chart that it is."""

    kind: str
    rest: str
    """What its name says beyond the kind: market, way back, number."""
    picture: Picture


@dataclass(frozen=True)
class Pictures:
    """Every chart drawn for a report."""

    drawn: tuple[Drawn, ...] = ()
    markets: tuple[str, ...] = ()

    def of(self, kind: str, market: str = "") -> list[Picture]:
        """Charts of a kind; of a market, those in the corridors' main direction."""
        mine = [d for d in self.drawn if d.kind == kind]
        return [d.picture for d in mine if not market or self._market(d.rest) == market]

    def ways(self, market: str) -> list[Picture]:
        """Charts of a market, both ways and in all details."""
        return [d.picture for d in self.drawn if self._nearest(d.rest) == market]

    def _nearest(self, rest: str) -> str:
        """Market with whose name the rest of a name begins; the only one where there is one."""
        if len(self.markets) == 1:
            return self.markets[0]
        fit = [m for m in self.markets if rest == m or rest.startswith(f"{m}-")]
        return max(fit, key=len, default="")

    def _market(self, rest: str) -> str:
        """Market that a name tells; the only one where there are not several.

        None for the way back (`china-eu-eastbound`) and for details (`china-eu-2`), which
        `corridorsim chart` draws.
        """
        if len(self.markets) == 1 and not rest:
            return self.markets[0]
        return rest if rest in self.markets else ""


def of_run(run: Run, about: About, kinds: Sequence[str], step: Step = silent) -> Pictures:
    """Draw a run's charts of these kinds, in the corridors' main direction alone."""
    ahead = _ahead(run, about)
    drawn = []
    for name in kinds:
        draw = KINDS[name].of_run
        if draw is not None:
            drawn += _drawn(name, draw(ahead, about), step)
    return Pictures(tuple(drawn), tuple(str(m) for m in dict.fromkeys(run.summary["market"])))


def _ahead(run: Run, about: About) -> Run:
    """The run without the rows of the way back, for which a report has tables only."""
    out = Run(run.directory, run.document)
    vars(out).update(vars(run))
    for name in ("summary", "months"):
        frame: pd.DataFrame = getattr(run, name)
        vars(out)[name] = frame[is_forward(about, frame)] if len(frame) else frame
    return out


def of_study(
    directory: Path, data_dirs: Sequence[Path | str] = (), step: Step = silent
) -> Pictures:
    """Draw every chart that a study has something for."""
    return Pictures(tuple(_drawn("", charts(directory, (), data_dirs), step)))


def of_difference(
    a: Path, b: Path, data_dirs: Sequence[Path | str] = (), step: Step = silent
) -> Pictures:
    """Draw what run B changes against run A."""
    drawn = _drawn(DIFFERENCE, charts(b, [DIFFERENCE], data_dirs, against=a), step)
    markets = dict.fromkeys(str(m) for d in (a, b) for m in read(d).summary["market"])
    return Pictures(tuple(drawn), tuple(markets))


def _drawn(kind: str, found: Iterable[Chart], step: Step) -> list[Drawn]:
    drawn = []
    for chart in found:
        step(f"drawing {chart.name}")
        name = chart.name.removeprefix(kind).lstrip("-")
        drawn.append(Drawn(kind, name, _picture(chart)))
    return drawn


def _picture(chart: Chart) -> Picture:
    title = chart.title or chart.alt.split(". ", 1)[0]
    return Picture(chart.name, title, chart.alt, svg(chart), csv_text(chart.data))
