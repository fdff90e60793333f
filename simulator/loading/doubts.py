"""Values that are allowed and hardly meant: what `validate` warns of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simulator.errors import Problem
from simulator.loading.selection import idle
from simulator.loading.tree import Tree, dotted
from simulator.loading.yaml_reader import DataPath
from simulator.model.moments import mean_of
from simulator.model.movement import Leg
from simulator.model.scenario import Network

USUAL_KM_PER_HOUR = {"rail": (2.0, 100.0), "sea": (4.0, 50.0), "road": (3.0, 60.0)}
"""Mean speeds of a leg. Those of the shipped data lie between 5 (three kilometres over a border)
and 51 by rail, 13 and 26 by sea, 8 and 31 by road; these are about a third and twice of that."""
_ROUNDING = 0.015
"""Three shares of 0.33 are meant to add up."""
_PER_CENT = (80.0, 120.0)
"""Sums of several shares that are meant to be 100."""

Doubt = tuple[DataPath, str, str]
"""Path, message and hint."""


def doubts(network: Network, tree: Tree) -> list[Problem]:
    """Say what is hardly meant in a network that has no problem.

    Parameters
    ----------
    network : checked.
    tree : what it was made of, for the marks.
    """
    every = [*_idle(network), *_shares(network), *_speeds(network)]
    return [
        Problem(dotted(path), f"warning: {message}", hint, tree.mark(path))
        for path, message, hint in every
    ]


def _idle(network: Network) -> Iterator[Doubt]:
    message = "no demand uses this corridor, so nothing would move on it"
    hint = "give a demand with a share for it, or a status other than open and disrupted"
    for key in idle(network):
        yield ("corridors", key), message, hint


def _shares(network: Network) -> Iterator[Doubt]:
    for key, demand in network.demands.items():
        whole = _meant_whole(demand.shares)
        total = sum(demand.shares.values())
        if whole is None or abs(total / whole - 1) <= _ROUNDING:
            continue
        first, share = next(iter(demand.shares.items()))
        if len(demand.shares) == 1:
            message = f"shares are weights: {first} alone takes all of this demand, not {share:g}"
            hint = "write 1; for fewer containers give less feu_per_year"
        else:
            message = (
                f"the shares add up to {total:g}, not to {whole:g}: they are weights, so {first}"
                f" takes {100 * share / total:.3g} % of this demand"
            )
            hint = f"let them add up to {whole:g}; for fewer containers give less feu_per_year"
        yield ("demands", key, "shares"), message, hint


def _meant_whole(shares: Mapping[str, float]) -> float | None:
    """What shares are evidently meant to add up to: 1, 100, or None for weights of any sum."""
    total = sum(shares.values())
    if all(share < 1 for share in shares.values()):
        return 1.0
    if len(shares) == 1:
        return 1.0 if total == 1 else 100.0
    return 100.0 if _PER_CENT[0] <= total <= _PER_CENT[1] else None


def _speeds(network: Network) -> Iterator[Doubt]:
    for key, leg in network.legs.items():
        slowest, fastest = USUAL_KM_PER_HOUR[leg.mode]
        given = "speed_km_per_day" if leg.move_hours is None else "move_hours"
        for speed in dict.fromkeys(_km_per_hour(leg)):
            slow = speed < slowest and not leg.includes_waiting
            if slow or speed > fastest:
                hours = leg.km / speed
                time = f"{hours:,.0f}" if hours >= 100 else f"{hours:.3g}"
                mean = f"a mean speed of {speed:.2g} km/h"
                message = f"{leg.km:g} km by {leg.mode} in {time} hours, {mean}, is hardly meant"
                hint = f"usual are {slowest:g} to {fastest:g} km/h; check km and {given}"
                yield ("legs", key, given), message, hint


def _km_per_hour(leg: Leg) -> list[float]:
    """Mean speed each way, where the leg takes any time."""
    if leg.speed_km_per_day is not None:
        return [leg.speed_km_per_day.along(way) / 24 for way in (True, False)]
    if leg.move_hours is None:
        return []
    hours = [mean_of(leg.move_hours.along(way)) for way in (True, False)]
    return [leg.km / mean for mean in hours if mean > 0]
