"""Chains: legs join, gauges fit, services carry the legs that corridors give them."""

from __future__ import annotations

from itertools import groupby, pairwise

from simulator.loading.checking import AnyService, Checker
from simulator.loading.yaml_reader import DataPath
from simulator.model.chains import Chain
from simulator.model.movement import CorridorLeg
from simulator.model.trade import Corridor


def check_chains(check: Checker) -> None:
    """Check every leg's gauge, every service's chain and every corridor's chain."""
    _gauges_of_legs(check)
    for key, service in check.network.services.items():
        _service(check, key, service)
    for key, corridor in check.network.corridors.items():
        _corridor(check, key, corridor)
    _targets(check)


def _gauges_of_legs(check: Checker) -> None:
    for key, leg in check.network.legs.items():
        for end in (leg.start, leg.end):
            place = check.network.places.get(end)
            if leg.gauge is None or place is None or leg.gauge in place.gauges:
                continue
            has = ", ".join(f"{g}" for g in place.gauges) or "none"
            message = f"a leg of gauge {leg.gauge} mm cannot end at {place.name} ({end})"
            hint = f"gauges there: {has}; a gauge change needs both in `places.{end}.gauges`"
            check.say(("legs", key, "gauge"), message, hint)


def _joined(check: Checker, path: DataPath, legs: list[str], chain: Chain, is_list: bool) -> bool:
    """Say where legs do not join; True if they all do."""
    at = chain.breaks_at
    if at is None:
        return True
    leg, before = check.network.legs[legs[at]], check.network.legs[legs[at - 1]]
    message = (
        f"the leg '{legs[at]}' ({leg.start} – {leg.end}) does not join"
        f" '{legs[at - 1]}' ({before.start} – {before.end})"
    )
    if chain.places[-1] not in (leg.start, leg.end) and at > 1:
        message += f", which arrives at {chain.places[-1]}"
    check.say((*path, "legs", at if is_list else legs[at]), message)
    return False


def _service(check: Checker, key: str, service: AnyService) -> None:
    path: DataPath = ("services", key)
    ids = list(service.legs)
    legs, chain = check.legs(ids), check.chain(ids)
    if legs is None or chain is None:
        return
    _joined(check, path, ids, chain, is_list=True)
    for i, (one, other) in enumerate(pairwise(legs)):
        if one.gauge and other.gauge and one.gauge != other.gauge:
            message = (
                f"one train cannot run on '{ids[i]}' ({one.gauge} mm)"
                f" and '{ids[i + 1]}' ({other.gauge} mm)"
            )
            hint = "end the service at the gauge change and begin another"
            check.say((*path, "legs", i + 1), message, hint)


def _corridor(check: Checker, key: str, corridor: Corridor) -> None:
    path: DataPath = ("corridors", key)
    ids = list(corridor.legs)
    chain = check.chain(ids)
    if chain is None or not _joined(check, path, ids, chain, is_list=False):
        return
    if len(set(chain.places)) < len(chain.places):
        twice = next(p for i, p in enumerate(chain.places) if p in chain.places[:i])
        check.say((*path, "legs"), f"passes {twice} twice")
        return
    for first, last in _runs(corridor):
        stops = (chain.places[first], chain.places[last + 1])
        _carried(check, path, list(corridor.legs.items())[first : last + 1], stops)
    if corridor.border is not None:
        _border(check, path, corridor, chain)


def _runs(corridor: Corridor) -> list[tuple[int, int]]:
    """First and last leg index of each stretch that one service carries."""
    services = enumerate(use.service for use in corridor.legs.values())
    runs = []
    for _, group in groupby(services, key=lambda pair: pair[1]):
        stretch = [index for index, _ in group]
        runs.append((stretch[0], stretch[-1]))
    return runs


def _carried(
    check: Checker, path: DataPath, run: list[tuple[str, CorridorLeg]], stops: tuple[str, str]
) -> None:
    """Check that the service of a run carries its legs, in order, and calls at its ends."""
    ids = [leg for leg, _ in run]
    name = run[0][1].service
    service = check.network.services.get(name)
    if service is None or check.legs(service.legs) is None:
        return
    absent = [leg for leg in ids if leg not in service.legs]
    for leg in absent:
        message = f"the service '{name}' does not carry the leg '{leg}'"
        hint = f"it carries {', '.join(service.legs)}"
        check.say((*path, "legs", leg, "service"), message, hint)
    if absent:
        return
    if not _follow(ids, list(service.legs)):
        message = f"the service '{name}' carries these legs in another order"
        hint = f"it carries {', '.join(service.legs)}"
        check.say((*path, "legs", ids[0], "service"), message, hint)
        return
    for stop in stops:
        _called(check, (*path, "legs", ids[0], "service"), name, service, stop)


def _follow(ids: list[str], legs: list[str]) -> bool:
    """Whether legs follow each other in a service's chain, forward or backward."""
    size = len(ids)
    stretches = [legs[i : i + size] for i in range(len(legs) - size + 1)]
    return ids in stretches or ids[::-1] in stretches


def _called(check: Checker, path: DataPath, name: str, service: AnyService, stop: str) -> None:
    chain = check.chain(service.legs)
    if chain is None or chain.breaks_at is not None or stop in service.calls:
        return
    if stop not in (chain.places[0], chain.places[-1]):
        message = f"containers change at {stop}, where the service '{name}' does not call"
        check.say(path, message, f"add `{stop}: {{}}` to `services.{name}.calls`")


def _border(check: Checker, path: DataPath, corridor: Corridor, chain: Chain) -> None:
    scope = corridor.border
    if scope is None:
        return
    _section(check, (*path, "border"), scope.start, scope.end, chain, forward=True)


def _section(
    check: Checker, path: DataPath, start: str, end: str, chain: Chain, *, forward: bool
) -> None:
    """Say so if two places are not on a corridor, or not in this order."""
    on = True
    for key, place in (("start", start), ("end", end)):
        on = check.refer((*path, key), "places", place) and on
        if check.exists("places", place) and place not in chain.places:
            hint = f"it runs {' – '.join(chain.places)}"
            check.say((*path, key), f"{place} is not on the corridor", hint)
            on = False
    if not on:
        return
    ahead = chain.places.index(end) - chain.places.index(start)
    if ahead == 0:
        check.say(path, f"starts and ends at {start}")
    elif (ahead > 0) != forward:
        check.say(path, f"{start} does not come before {end} in this direction")


def _targets(check: Checker) -> None:
    for key, target in check.network.checks.items():
        path: DataPath = ("checks", key)
        if not check.refer((*path, "corridor"), "corridors", target.corridor):
            continue
        corridor = check.network.corridors[target.corridor]
        ways = (corridor.heading(True), corridor.heading(False))
        if target.direction not in ways:
            message = f"the corridor '{target.corridor}' runs {ways[0]} and {ways[1]}"
            check.say((*path, "direction"), message)
            continue
        chain = check.chain(list(corridor.legs))
        if chain is None or chain.breaks_at is not None:
            continue
        forward = target.direction == ways[0]
        _section(check, path, target.start, target.end, chain, forward=forward)
