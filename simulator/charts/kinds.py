"""The kinds of charts: what draws each, what it answers, how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from simulator.charts import (
    capacity,
    cdf,
    compare,
    cost_stack,
    days_stack,
    distribution,
    heat,
    indices,
    months,
    morris,
    network_map,
    queue,
    shares,
    stringline,
    sweep,
    switch,
    time_distance,
    tornado,
    utilisation,
)
from simulator.charts.about import About
from simulator.charts.chart import Chart
from simulator.charts.style import WIDTH_MM
from simulator.results.read import Run
from simulator.study.write import StudyResults

DIFFERENCE = "difference"
ALIASES = {"cost-distance": time_distance.NAME}
"""Further names: days and dollars over km share one chart."""


@dataclass(frozen=True)
class Kind:
    """A kind of chart."""

    name: str
    question: str
    """What it answers."""
    reading: str
    """How it is read."""
    needs: str
    """What a run or study must hold for it, after "it needs"."""
    of_run: Callable[[Run, About], Iterator[Chart]] | None = None
    of_study: Callable[[StudyResults, About], Iterator[Chart]] | None = None
    narrow: bool = False
    """Whether it also fits a column."""

    def width(self, wanted_mm: float) -> float:
        """Width of its figures where another is wanted."""
        return wanted_mm if self.narrow else WIDTH_MM


_ALL = (
    Kind(compare.NAME, "Which corridor is cheaper, which is faster, and is that credible?",
         "Further left is faster, lower is cheaper. Crosses hold 90 % of the containers. The "
         "hollow marker joined to each is the freight in its cost; where boxes are published "
         "freight, they are to be compared with that one. The rows below show each corridor "
         "apart.",
         "corridors with results (summary.csv)",
         compare.charts),
    Kind(time_distance.NAME, "Where along the way do days and dollars arise?",
         "A steep line is slow or dear, a vertical step is a stand at a place. Ocean routes have a "
         "km axis of their own. Further pages show each corridor with its places and a band that "
         "holds 80 % of the containers.",
         "results from terminal to terminal (stages.csv)",
         time_distance.charts),
    Kind(cost_stack.NAME, "What do the dollars pay for?",
         "Each bar adds up to the cost of a container; subsidies stand left of zero.",
         "results from terminal to terminal (stages.csv)",
         cost_stack.charts),
    Kind(days_stack.NAME, "How much of the time is movement, service and waiting?",
         "Each bar adds up to the mean days; the bracket is waiting.",
         "results from terminal to terminal (stages.csv)",
         days_stack.charts),
    Kind(cdf.NAME, "By which day has a container arrived, and how sure is that?",
         "Read up from the days to the share that has arrived. A flat end is a long tail.",
         "delivered containers (containers.parquet)",
         cdf.charts, narrow=True),
    Kind(distribution.NAME, "How much do results hang on one year's luck?",
         "Each dot is one replication. Where dots lie wide apart, run more.",
         "results from terminal to terminal (summary.csv)",
         distribution.charts, narrow=True),
    Kind(months.NAME, "Is winter slower or dearer than summer?",
         "Each marker is the mean of containers released in a month, its bar holds 90 % of them.",
         "months with delivered containers (months.csv)",
         months.charts),
    Kind(queue.NAME, "Where and when do queues form?",
         "The blue line is how many wait in half of the replications, the dashed line how many "
         "are served at once; days under a dark strip are closed.",
         "facilities at which something waits (facility_days.parquet)",
         queue.charts, narrow=True),
    Kind(utilisation.NAME, "Which facilities are near their limit, and when?",
         "Darker is busier; framed weeks are at 85 % or more, where queues grow fast. How many "
         "facilities are left out stands below.",
         "facilities in use (facility_days.parquet)",
         utilisation.charts),
    Kind(stringline.NAME, "How do containers, trains and ships meet on a corridor?",
         "Time runs right, the way runs down. Thick horizontal pieces are stands; those at one "
         "place at one time lie side by side.",
         "delivered containers (containers.parquet, departures.parquet)",
         stringline.charts),
    Kind(network_map.NAME, "Where do the flows run, and which places are congested?",
         "Width is containers a year, colour and dashes the mode, rings congested places.",
         "the positions of the run's places; give the folders of its data with --data",
         network_map.charts),
    Kind(DIFFERENCE, "What does a change do, for the same luck?",
         "Left of the line is faster or cheaper than in the run taken away; bars are 95 % "
         "intervals, and those that cross the line may be luck.",
         "corridors that both runs hold",
         narrow=True),
    Kind(tornado.NAME, "Which single assumption moves the result most?",
         "The widest bar matters most. Each end is the result with the assumption at the value "
         "printed there.",
         "results of a study by the method one_at_a_time",
         of_study=tornado.charts, narrow=True),
    Kind("sobol", "Which share of the spread is due to each assumption?",
         "Full bars are what an assumption explains alone, hatched ones with all that it acts "
         "together with; lines are 95 % intervals. Few samples can leave the two the wrong way "
         "round.",
         "results of a study by the method sobol",
         of_study=indices.sobol, narrow=True),
    Kind("indices", "Which assumptions go with the result?",
         "Longer bars matter more; lines are 95 % intervals.",
         "results of a study by the method latin_hypercube, pawn or delta",
         of_study=indices.others, narrow=True),
    Kind(morris.NAME, "Which assumptions matter, and which act together with others?",
         "Further right matters more; higher up acts unevenly or together with others.",
         "results of a study by the method morris",
         of_study=morris.charts, narrow=True),
    Kind(sweep.NAME, "How does the result follow one assumption, and where do two corridors swap?",
         "Lines are means with 95 % intervals; the band marks the value at which both are equal.",
         "results of a break_even, or of a grid or list over one factor with numbers",
         of_study=sweep.charts, narrow=True),
    Kind(heat.NAME, "How does the result follow two assumptions?",
         "Each cell is the mean at a pair of values; darker is more, and small differences stay "
         "pale.",
         "results of a grid over two factors with numbers",
         of_study=heat.charts),
    Kind(switch.NAME, "Under which pair of assumptions does which corridor win?",
         "Colours are winners; hatched cells are too close to call; the star is the base case.",
         "results of a study by the method frontier",
         of_study=switch.charts, narrow=True),
    Kind(capacity.NAME, "At what demand does a corridor saturate?",
         "The line is delay above that of the lowest demand; the cross marks where the corridor "
         "no longer stands the demand.",
         "results of a study by the method capacity",
         of_study=capacity.charts, narrow=True),
    Kind(shares.NAME, "Where would the freight go?",
         "Wide bars are the shares at which costs and choices agree, the thin bars under them "
         "those in the data.",
         "results of a study by the method route_choice",
         of_study=shares.charts),
)  # fmt: skip
KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}


def of_run() -> list[str]:
    """Names of the kinds that a run has."""
    return [k.name for k in _ALL if k.of_run is not None or k.name == DIFFERENCE]


def of_study() -> list[str]:
    """Names of the kinds that a study may have."""
    return [k.name for k in _ALL if k.of_study is not None]
