"""Demands: on a corridor, boardable, in batches that their yards can hold."""

from __future__ import annotations

from simulator.loading.checking import AnyService, Checker
from simulator.loading.yaml_reader import DataPath
from simulator.model.chains import Chain
from simulator.model.trade import Corridor, Demand


def check_demands(check: Checker) -> None:
    """Check every demand against each corridor that it takes."""
    for key, demand in check.network.demands.items():
        path: DataPath = ("demands", key)
        ends = [check.refer((*path, e), "places", getattr(demand, e)) for e in ("start", "end")]
        if demand.start == demand.end:
            check.say((*path, "end"), f"starts and ends at {demand.start}")
            continue
        for name in demand.shares:
            at = (*path, "shares", name)
            if check.refer(at, "corridors", name) and all(ends):
                _on_corridor(check, at, demand, name)


def _on_corridor(check: Checker, path: DataPath, demand: Demand, name: str) -> None:
    corridor = check.network.corridors[name]
    chain = check.chain(list(corridor.legs))
    if chain is None or chain.breaks_at is not None:
        return
    away = [p for p in (demand.start, demand.end) if p not in chain.places]
    for place in away:
        message = f"the corridor '{name}' does not pass {place}"
        check.say(path, message, f"it runs {' – '.join(chain.places)}")
    if not away:
        _boardable(check, path, demand, corridor, chain)
        _batch(check, path, demand, corridor, chain)


def _boardable(
    check: Checker, path: DataPath, demand: Demand, corridor: Corridor, chain: Chain
) -> None:
    """Every place where the containers board or leave must be called at for that."""
    start, end = chain.places.index(demand.start), chain.places.index(demand.end)
    step = 1 if end > start else -1
    services = [use.service for use in corridor.legs.values()]
    way = [services[min(i, i + step)] for i in range(start, end, step)]
    for n, stop in enumerate(range(start, end + step, step)):
        before = way[n - 1] if n > 0 else None
        after = way[n] if n < len(way) else None
        if before == after:
            continue
        for name, use in ((before, "unload"), (after, "load")):
            service = check.network.services.get(name) if name else None
            if service is not None and not _calls(check, service, chain.places[stop], use):
                verb = "board" if use == "load" else "leave"
                message = f"containers cannot {verb} the service '{name}' at {chain.places[stop]}"
                hint = f"name it in `services.{name}.calls`, with `{use}: true`"
                check.say(path, message, hint)


def _calls(check: Checker, service: AnyService, place: str, use: str) -> bool:
    chain = check.chain(service.legs)
    if chain is None or chain.breaks_at is not None or place not in chain.places:
        return True  # told elsewhere
    if place in (chain.places[0], chain.places[-1]):
        return True
    call = service.calls.get(place)
    return call is not None and bool(getattr(call, use))


def _batch(
    check: Checker, path: DataPath, demand: Demand, corridor: Corridor, chain: Chain
) -> None:
    place = check.network.places.get(demand.start)
    if place is None or place.yard is None:
        return
    forward = chain.places.index(demand.end) > chain.places.index(demand.start)
    heading = corridor.heading(forward)
    room = min(place.yard.capacity_feu, place.yard.quota_feu.get(heading, 10**9))
    if demand.arrivals.group > room:
        message = (
            f"{demand.arrivals.group} containers are released together at {demand.start},"
            f" whose yard holds {room} FEU of them"
        )
        at = (*path[:2], "arrivals", "group")
        check.say(at, message, "a batch larger than a yard can never enter it")
