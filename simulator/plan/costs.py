"""What a container pays on a journey, before anything has moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from simulator.model.movement import FleetService, OnDemandService
from simulator.model.places import Charge
from simulator.model.scenario import Network
from simulator.model.trade import Cargo
from simulator.plan.journeys import FixedCost, Source, Stage, StayCost
from simulator.plan.routes import Hop, Passage, Route, matches, passage, service_forward
from simulator.plan.tables import Line
from simulator.units import TICKS_PER_DAY, TICKS_PER_HOUR


@dataclass
class Price:
    """Brings money to the price year, and remembers what it could not bring."""

    network: Network
    unindexed: set[str] = field(default_factory=set)

    def __call__(self, usd: float, year: int, what: str) -> float:
        """USD of a year as USD of the price year; unknown years stay and are marked."""
        economy = self.network.economy
        if year == economy.price_year:
            return usd
        index = economy.price_index
        if year not in index or economy.price_year not in index:
            self.unindexed.add(f"{what} ({year})")
            return usd
        return usd * index[economy.price_year] / index[year]


class CostMaker:
    """Costs of one route with one cargo."""

    def __init__(self, network: Network, corridor: str, forward: bool, full: Route,
                 part: Route, cargo: Cargo) -> None:  # fmt: skip
        self.network, self.cargo, self.part = network, cargo, part
        self.corridor = network.corridors[corridor]
        self.forward = forward
        self.full_km = sum(h.leg.km for h in full.hops)
        self.direction = self.corridor.heading(forward)
        self.price = Price(network)

    def fixed(self) -> tuple[FixedCost, ...]:
        """Every cost that does not depend on time, in order of the way."""
        lines: list[FixedCost] = []
        for visit in range(len(self.part.places)):
            lines += self._at_place(visit)
            if visit < len(self.part.hops):
                lines += self._on_leg(visit)
        return tuple(lines)

    def storage(self) -> tuple[StayCost, ...]:
        """Storage rates at the places where the container stands."""
        found = []
        for visit, name in enumerate(self.part.places):
            storage = self.network.places[name].storage
            if storage is not None and self.part.visit_kind(visit) != "passing":
                tiers = tuple(
                    (t.from_day, self.price(t.usd_per_feu_day, storage.price_year,
                                            f"places.{name}.storage"))
                    for t in storage.tiers
                )  # fmt: skip
                found.append(StayCost(visit, name, tiers))
        return tuple(found)

    def detention(self, stages: Sequence[Stage], lines: Sequence[Line]) -> tuple[StayCost, ...]:
        """What vehicles charge for standing, by place: time aboard that is not running."""
        found: dict[tuple[int, str], list[int]] = {}
        for k, stage in enumerate(stages):
            if stage.source in (Source.VEHICLE, Source.LAND) and not stage.leg:
                found.setdefault((stage.visit, lines[stage.line].service), []).append(k)
        costs = []
        for (visit, service), counted in sorted(found.items()):
            rule = self.network.services[service].detention
            if rule is not None:
                what = f"services.{service}.detention"
                usd = self.price(rule.usd_per_feu_day, rule.price_year, what)
                tiers = ((rule.free_hours * TICKS_PER_HOUR / TICKS_PER_DAY, usd),)
                costs.append(
                    StayCost(visit, stages[counted[0]].place, tiers, "equipment", tuple(counted))
                )
        return tuple(costs)

    def equipment(self) -> float:
        """Container hire per day at the price year."""
        costs = self.corridor.costs
        return self.price(costs.equipment_usd_per_day, costs.price_year, "equipment")

    def _at_place(self, visit: int) -> list[FixedCost]:
        name = self.part.places[visit]
        met = passage(self.network, self.part, visit, self.direction)
        return [
            FixedCost(visit, name, "", charge.item,
                      self._amount(charge, self._vehicle(charge, visit),
                                   f"places.{name}.charges.{key}"))
            for key, charge in self.network.places[name].charges.items()
            if matches(self.network, charge.when, met)
        ]  # fmt: skip

    def _vehicle(self, charge: Charge, visit: int) -> int:
        """Hop whose service's vehicle is charged at a place."""
        hop = visit - 1 if charge.vehicle == "arriving" else visit
        return min(max(hop, 0), len(self.part.hops) - 1)

    def _on_leg(self, visit: int) -> list[FixedCost]:
        hop, where = self.part.hops[visit], f"legs.{self.part.hops[visit].id}"
        own = self.corridor.legs[hop.id]
        found = []
        tariff = self._tariff(visit, where)
        if tariff:
            found.append(FixedCost(visit, hop.start, hop.id, hop.leg.mode, tariff))
        met = Passage("passing", hop.start, hop.end, hop.leg.mode, hop.leg.mode,
                      self.direction, False)  # fmt: skip
        for key, charge in {**hop.leg.charges, **own.charges}.items():
            if matches(self.network, charge.when, met):
                usd = self._amount(charge, visit, f"{where}.charges.{key}", tariff)
                found.append(FixedCost(visit, hop.start, hop.id, charge.item, usd))
        return found + self._by_distance(visit)

    def _tariff(self, visit: int, where: str) -> float:
        hop = self.part.hops[visit]
        own = self.corridor.legs[hop.id]
        given = own if own.price_year is not None else hop.leg
        if given.price_year is None:
            return 0.0
        usd = 0.0
        if given.tariff_usd_per_feu is not None:
            usd += given.tariff_usd_per_feu.along(hop.forward)
        if given.tariff_usd_per_tonne is not None:
            usd += given.tariff_usd_per_tonne.along(hop.forward) * self.cargo.tonnes_per_feu
        return self.price(usd, given.price_year, f"{where}.tariff")

    def _by_distance(self, visit: int) -> list[FixedCost]:
        """Insurance and the empty's way back, spread over the legs by distance."""
        hop, costs = self.part.hops[visit], self.corridor.costs
        part = hop.leg.km / self.full_km
        insurance = costs.insurance_share_of_value.along(self.forward)
        insurance *= self.price(self.cargo.value_usd_per_feu, self.cargo.price_year, "cargo value")
        empty = costs.empty_return_usd.along(self.forward)
        empty *= costs.empty_return_share.along(self.forward)
        empty = self.price(empty, costs.price_year, "empty return")
        amounts = {"empty_return": empty * part, "insurance": insurance * part}
        return [FixedCost(visit, hop.start, hop.id, k, usd) for k, usd in amounts.items() if usd]

    def _amount(self, charge: Charge, visit: int, what: str, tariff: float = 0.0) -> float:
        if charge.price_year is None:
            return (charge.share_of_tariff or 0.0) * tariff
        if charge.usd_per_feu is not None:
            usd = charge.usd_per_feu
        elif charge.usd_per_tonne is not None:
            usd = charge.usd_per_tonne * self.cargo.tonnes_per_feu
        else:
            room = self._capacity(self.part.services[visit], self.part.hops[visit])
            usd = (charge.usd_per_vehicle or 0.0) / room
        return self.price(usd, charge.price_year, what)

    def _capacity(self, name: str, hop: Hop) -> int:
        service = self.network.services[name]
        if isinstance(service, OnDemandService):
            return 1
        if isinstance(service, FleetService):
            return service.vessel.slots_feu
        return service.capacity_feu.along(service_forward(self.network, name, hop))


def co2e(network: Network, route: Route, cargo: Cargo) -> tuple[tuple[int, str, float], ...]:
    """Well-to-wheel emissions, kg per FEU: (visit, leg or empty for lifts, kg).

    Tonne-kilometres of cargo and box times the leg's or mode's factor, in the manner of the GLEC
    Framework, and two lifts wherever the container boards and leaves a vehicle.
    """
    economy = network.economy
    tonnes = cargo.tonnes_per_feu + economy.container_tare_t
    found: list[tuple[int, str, float]] = []
    for visit, hop in enumerate(route.hops):
        factor = hop.leg.co2e_kg_per_tkm
        if factor is None:
            factor = economy.co2e_kg_per_tkm.get(hop.leg.mode, 0.0)
        found.append((visit, hop.id, hop.leg.km * tonnes * factor))
    for stretch in route.stretches:
        found += [(v, "", economy.co2e_kg_per_lift) for v in (stretch.first, stretch.last)]
    return tuple(sorted(found, key=lambda entry: entry[0]))
