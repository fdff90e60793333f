"""Expected offered loads of what a corridor uses, at any scale of some demands."""

from __future__ import annotations

from functools import cache, cached_property

from simulator.loading.scenario import Resolved
from simulator.plan.compile import Compiler, compile_plan
from simulator.plan.journeys import Book
from simulator.results.layout import span_of
from simulator.results.samples import uses_of
from simulator.results.statistics import mean_of


class LoadsAt:
    """Loads from the inputs alone: nothing is simulated for them.

    Parameters
    ----------
    base : scenario at scale 1.
    demands : ids of those that are scaled.
    replications : calendars differ by replication, so loads are means over them.
    """

    def __init__(self, base: Resolved, demands: list[str], replications: int) -> None:
        self.base, self.demands, self.replications = base, demands, replications
        self.of_scale = cache(self._of_scale)

    def _compiled(self, scale: float, replication: int) -> Compiler:
        network = self.base.network
        scaled = {
            d: network.demands[d].model_copy(
                update={"feu_per_year": network.demands[d].feu_per_year * scale}
            )
            for d in self.demands
        }
        changed = network.model_copy(update={"demands": {**network.demands, **scaled}})
        return compile_plan(changed, self.base.scenario, self.base.corridors, replication)

    def _of_scale(self, scale: float) -> dict[str, float]:
        many: dict[str, list[float]] = {}
        for replication in range(self.replications):
            for load in self._compiled(scale, replication).book().loads:
                many.setdefault(load.name, []).append(load.load)
        return {name: mean_of(loads) for name, loads in many.items()}

    @cached_property
    def _first(self) -> tuple[Compiler, Book]:
        compiled = self._compiled(1.0, 0)
        return compiled, compiled.book()

    def used(self, corridor: str, direction: str) -> frozenset[str]:
        """Facilities, services and train paths that the corridor's terminal row depends on."""
        compiled, book = self._first
        section = next(
            s
            for s in book.sections
            if (s.corridor, s.direction, s.scope) == (corridor, direction, "terminal")
        )
        spans = ((j, span_of(j, section)) for j in book.journeys)
        return frozenset().union(
            *(uses_of(compiled.plan, j, span) for j, span in spans if span is not None)
        )

    def busiest(self, scale: float, corridor: str, direction: str) -> tuple[str, float]:
        """What the corridor uses that has the highest load, and that load."""
        loads, used = self.of_scale(scale), self.used(corridor, direction)
        mine = {name: load for name, load in loads.items() if name in used}
        worst = max(mine, key=lambda name: (mine[name], name), default="")
        return worst, mine.get(worst, 0.0)

    def feu_per_year(self, scale: float, corridor: str, direction: str) -> float:
        """Demand that uses any part of the corridor in a direction."""
        _, book = self._first
        journeys = [
            j for j in book.journeys if (j.corridor, j.direction) == (corridor, direction)
        ]  # fmt: skip
        total = 0.0
        for name in dict.fromkeys(j.demand for j in journeys):
            demand = self.base.network.demands[name]
            share = demand.shares.get(corridor, 0.0) / sum(demand.shares.values())
            total += demand.feu_per_year * share * (scale if name in self.demands else 1.0)
        return total
