"""What `show` prints about a corridor: legs, places, and what its freight adds up to."""

from __future__ import annotations

from collections.abc import Callable

from simulator.model.distributions import Distribution
from simulator.model.moments import mean_of
from simulator.model.movement import Leg
from simulator.model.places import FREIGHT_ITEMS
from simulator.model.scenario import Network
from simulator.model.trade import Corridor
from simulator.plan.costs import CostMaker
from simulator.plan.journeys import FixedCost
from simulator.plan.routes import Hop, Route, corridor_route
from simulator.report.text import Column, prose, table, tenths, whole
from simulator.results.words import listing


def corridor_page(network: Network, key: str) -> str:
    """Write the page of a corridor."""
    corridor = network.corridors[key]
    route = corridor_route(network, key, True)
    both = [_costs(network, key, forward) for forward in (True, False)]
    parts = [_head(network, key, corridor, route), _legs(network, corridor, route, both)]
    parts += [_places(network, route), _freight(network, corridor, both)]
    if corridor.distrust:
        parts.append(prose(f"Read with care: {corridor.distrust.strip()}"))
    return "\n\n".join(parts)


def _head(network: Network, key: str, corridor: Corridor, route: Route) -> str:
    first, last = (network.places[p].name for p in (route.places[0], route.places[-1]))
    back = corridor.heading(False)
    text = f"Market {corridor.market}; {corridor.status}"
    text += f" (opens {corridor.opens})" if corridor.opens else ""
    text += f"; {corridor.direction} from {first} to {last}, {back} the other way."
    if corridor.border:
        ends = (network.places[p].name for p in (corridor.border.start, corridor.border.end))
        text += f" Border to border: {' – '.join(ends)}."
    return f"{key}: {corridor.name}\n{prose(text)}"


def _costs(network: Network, key: str, forward: bool) -> tuple[FixedCost, ...]:
    route = corridor_route(network, key, forward)
    maker = CostMaker(network, key, forward, route, route, network.economy.cargo)
    return maker.fixed()


def _legs(
    network: Network, corridor: Corridor, route: Route, both: list[tuple[FixedCost, ...]]
) -> str:
    columns = [
        Column("from"), Column("to"), Column("by", folds=False), Column("km", number=True),
        Column("days moving", number=True), Column("USD/FEU", number=True), Column("service"),
    ]  # fmt: skip
    rows = [
        [
            network.places[hop.start].name, network.places[hop.end].name, hop.leg.mode,
            whole(hop.leg.km), _pair(lambda f, h=hop: moving_days(h, f), tenths),  # type: ignore[misc]
            _pair(lambda f, h=hop: _paid(both, h, f), whole), service,  # type: ignore[misc]
        ]
        for hop, service in zip(route.hops, route.services, strict=True)
    ]  # fmt: skip
    days = _pair(lambda f: sum(moving_days(hop, f) for hop in route.hops), tenths)
    usd = _pair(lambda f: sum(_paid(both, hop, f) for hop in route.hops), whole)
    rows.append(["sum", "", "", whole(sum(h.leg.km for h in route.hops)), days, usd, ""])
    note = prose(
        f"Days without stops or waiting; line haul and what else is paid on the way, in USD of "
        f"{network.economy.price_year}. Where two figures stand, the second is "
        f"{corridor.heading(False)}."
    )
    return f"{table(columns, rows)}\n{note}"


def _pair(value: Callable[[bool], float], write: Callable[[float], str]) -> str:
    """Both directions, or one figure where they are written alike."""
    forward, backward = write(value(True)), write(value(False))
    return forward if forward == backward else f"{forward} / {backward}"


def moving_days(hop: Hop, along: bool) -> float:
    """Mean running time of a leg in days; `along` as the corridor runs, else against it."""
    leg: Leg = hop.leg
    forward = hop.forward == along
    if leg.speed_km_per_day is not None:
        return leg.km / leg.speed_km_per_day.along(forward)
    hours: Distribution = leg.move_hours.along(forward)  # type: ignore[union-attr]
    return float(mean_of(hours)) / 24


def _paid(both: list[tuple[FixedCost, ...]], hop: Hop, forward: bool) -> float:
    """Freight paid on a leg: insurance and the empty's way back are no freight."""
    costs = both[0] if forward else both[1]
    return sum(c.usd for c in costs if c.leg == hop.id and c.item in FREIGHT_ITEMS)


def _places(network: Network, route: Route) -> str:
    columns = [
        Column("place", folds=False), Column("name"), Column("country"), Column("the container"),
        Column("facilities"),
    ]  # fmt: skip
    rows = []
    for visit, key in enumerate(route.places):
        place = network.places[key]
        servers = [f"{name} × {f.servers}" for name, f in place.facilities.items()]
        servers += [f"yard of {place.yard.capacity_feu:,} FEU"] if place.yard else []
        rows.append(
            [key, place.name, place.country, _use(network, route, visit), ", ".join(servers)]
        )
    return table(columns, rows)


_USES = {
    "origin": "starts",
    "passing": "passes",
    "transfer": "changes service",
    "destination": "ends",
}


def _use(network: Network, route: Route, visit: int) -> str:
    use = _USES[route.visit_kind(visit)]
    return f"{use}, gauge change" if route.gauge_change(visit) else use


def _freight(network: Network, corridor: Corridor, both: list[tuple[FixedCost, ...]]) -> str:
    cargo = network.economy.cargo
    sentences = []
    for forward, costs in zip((True, False), both, strict=True):
        sums = {item: sum(c.usd for c in costs if c.item == item) for item in FREIGHT_ITEMS}
        items = [f"{name} {whole(usd)}" for name, usd in sums.items() if usd]
        total = whole(sum(sums.values()))
        sentences.append(f"{corridor.heading(forward)} {total} USD/FEU ({listing(items)})")
    text = (
        f"Freight of a container with {cargo.tonnes_per_feu:g} t: {'; '.join(sentences)}. Storage, "
        "equipment, empty return and insurance come on top, and waiting is found by `run`."
    )
    return prose(text)
