"""Methods of studies: which points to run, and what they say. One module per family."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.loading.scenario import Resolved
    from simulator.model.study import Study
    from simulator.study.methods.route_choice import ScenarioOf
    from simulator.study.points import Design


def design_of(study: Study, base: Resolved, scenario_of: ScenarioOf | None = None) -> Design:
    """Give the method of a study.

    Parameters
    ----------
    base : the base scenario with the study's own scenario keys.
    scenario_of : gives the scenarios that a route choice names, in the same way; by default they
        are read from the shipped catalogue.

    Raises
    ------
    InputError
        If the method cannot work with these factors, demands or scenarios.
    """
    from simulator.study.methods.designs import chosen  # not for those who only run a scenario

    return chosen(study, base, scenario_of)
