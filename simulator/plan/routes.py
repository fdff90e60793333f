"""A corridor in one direction: places, legs, and which service carries which stretch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from simulator.model.chains import chain_of
from simulator.model.movement import CorridorLeg, Leg
from simulator.model.places import Mode, Visit, When
from simulator.model.scenario import Network


@dataclass(frozen=True)
class Hop:
    """A leg as it is travelled: `forward` is from the leg's own start to its end."""

    id: str
    leg: Leg
    forward: bool
    start: str
    end: str


@dataclass(frozen=True)
class Stretch:
    """Consecutive hops on one service: board at visit `first`, leave at visit `last`."""

    service: str
    first: int
    last: int


@dataclass(frozen=True)
class Route:
    """Places and hops in the order of travel, `len(hops) == len(places) - 1`."""

    places: tuple[str, ...]
    hops: tuple[Hop, ...]
    services: tuple[str, ...]
    """Of each hop."""

    def part(self, start: str, end: str) -> Route:
        """Cut the route between two of its places."""
        a, b = self.places.index(start), self.places.index(end)
        return Route(self.places[a : b + 1], self.hops[a:b], self.services[a:b])

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """Stretches without a change of service."""
        cuts = [0, *(k for k in range(1, len(self.hops)) if self._changes(k)), len(self.hops)]
        return tuple(Stretch(self.services[a], a, b) for a, b in pairwise(cuts))

    def _changes(self, visit: int) -> bool:
        return self.services[visit - 1] != self.services[visit]

    def visit_kind(self, visit: int) -> Visit:
        """How a container uses its `visit`-th place."""
        if visit == 0:
            return "origin"
        if visit == len(self.hops):
            return "destination"
        return "transfer" if self._changes(visit) else "passing"

    def gauge_change(self, visit: int) -> bool:
        """Whether rail legs of different gauge meet here."""
        if not 0 < visit < len(self.hops):
            return False
        before, after = self.hops[visit - 1].leg.gauge, self.hops[visit].leg.gauge
        return before is not None and after is not None and before != after


def hops_of(network: Network, leg_ids: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Hop, ...]]:
    """Places and hops along legs that join, in the order given."""
    legs = [network.legs[i] for i in leg_ids]
    places = chain_of([(leg.start, leg.end) for leg in legs]).places
    hops = tuple(
        Hop(i, leg, leg.start == a, a, b)
        for i, leg, a, b in zip(leg_ids, legs, places[:-1], places[1:], strict=True)
    )
    return places, hops


def reverse(hops: tuple[Hop, ...]) -> tuple[Hop, ...]:
    """The same way back."""
    return tuple(Hop(h.id, h.leg, not h.forward, h.end, h.start) for h in reversed(hops))


def corridor_route(network: Network, corridor: str, forward: bool) -> Route:
    """Route of a whole corridor in one direction."""
    legs: dict[str, CorridorLeg] = network.corridors[corridor].legs
    places, hops = hops_of(network, tuple(legs))
    services = tuple(leg.service for leg in legs.values())
    if forward:
        return Route(places, hops, services)
    return Route(places[::-1], reverse(hops), services[::-1])


def service_chain(
    network: Network, service: str, forward: bool
) -> tuple[tuple[str, ...], tuple[Hop, ...]]:
    """Places and hops of a service in one direction."""
    places, hops = hops_of(network, network.services[service].legs)
    return (places, hops) if forward else (places[::-1], reverse(hops))


def service_forward(network: Network, service: str, first: Hop) -> bool:
    """Whether a hop is travelled in its service's forward direction."""
    _, hops = service_chain(network, service, True)
    return any(h.id == first.id and h.forward == first.forward for h in hops)


@dataclass(frozen=True)
class Passage:
    """What `When` is matched against."""

    visit: Visit | None
    came_from: str | None
    goes_to: str | None
    arrives_by: Mode | None
    leaves_by: Mode | None
    direction: str
    gauge_change: bool


def passage(network: Network, route: Route, visit: int, direction: str) -> Passage:
    """How a route passes one of its places."""
    before = route.hops[visit - 1] if visit > 0 else None
    after = route.hops[visit] if visit < len(route.hops) else None
    return Passage(
        route.visit_kind(visit),
        before.start if before else None,
        after.end if after else None,
        before.leg.mode if before else None,
        after.leg.mode if after else None,
        direction,
        route.gauge_change(visit),
    )


def matches(network: Network, when: When, p: Passage) -> bool:
    """Whether every condition given in `when` holds for a passage."""
    return (
        (not when.visit or p.visit is None or p.visit in when.visit)
        and _is_one_of(network, p.came_from, when.came_from)
        and _is_one_of(network, p.goes_to, when.goes_to)
        and (not when.arrives_by or p.arrives_by in when.arrives_by)
        and (not when.leaves_by or p.leaves_by in when.leaves_by)
        and (not when.direction or p.direction in when.direction)
        and (when.gauge_change is None or when.gauge_change == p.gauge_change)
    )


def _is_one_of(network: Network, place: str | None, wanted: tuple[str, ...]) -> bool:
    if not wanted:
        return True
    return place is not None and (place in wanted or network.places[place].country in wanted)
