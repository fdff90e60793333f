"""The method that each kind of study has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.loading.scenario import Resolved, load_scenario
from simulator.model import study as kinds
from simulator.model.study import Study
from simulator.study.methods.break_even import BreakEvenDesign
from simulator.study.methods.capacity import CapacityDesign
from simulator.study.methods.discovery import DiscoveryDesign
from simulator.study.methods.frontier import FrontierDesign
from simulator.study.methods.listed import GridDesign, ListDesign
from simulator.study.methods.one_at_a_time import OneAtATimeDesign
from simulator.study.methods.route_choice import RouteChoiceDesign, ScenarioOf
from simulator.study.methods.sensitivity import (
    DeltaDesign,
    LatinHypercubeDesign,
    MorrisDesign,
    PawnDesign,
    SobolDesign,
)
from simulator.study.points import Design

_BY_FACTORS: dict[type, Callable[[Study, Any], Design]] = {
    kinds.OneAtATime: lambda study, _: OneAtATimeDesign(study),
    kinds.Grid: GridDesign,
    kinds.Listed: ListDesign,
    kinds.LatinHypercube: LatinHypercubeDesign,
    kinds.Morris: MorrisDesign,
    kinds.Sobol: SobolDesign,
    kinds.Pawn: PawnDesign,
    kinds.Delta: DeltaDesign,
    kinds.Discovery: DiscoveryDesign,
}
_BY_BASE: dict[type, Callable[[Study, Any, Resolved], Design]] = {
    kinds.BreakEven: BreakEvenDesign,
    kinds.Frontier: FrontierDesign,
    kinds.Capacity: CapacityDesign,
}


def chosen(study: Study, base: Resolved, scenario_of: ScenarioOf | None) -> Design:
    """Give the method of a study; as `design_of`, which is for everybody."""
    method = study.method
    if isinstance(method, kinds.RouteChoice):
        return RouteChoiceDesign(study, method, base, scenario_of or _shipped(study))
    if (maker := _BY_FACTORS.get(type(method))) is not None:
        return maker(study, method)
    return _BY_BASE[type(method)](study, method, base)


def _shipped(study: Study) -> ScenarioOf:
    return lambda name: load_scenario(name, overrides=study.scenario)
