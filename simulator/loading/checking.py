"""What every check of the network works with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from simulator.errors import Problem, near_miss, plain
from simulator.loading.build import BY_ID
from simulator.loading.tree import dotted, mark_of
from simulator.loading.yaml_reader import DataPath, Marks
from simulator.model.chains import Chain, chain_of
from simulator.model.movement import FillAndGoService as FillAndGo
from simulator.model.movement import FleetService, Leg, OnDemandService, TimetableService
from simulator.model.scenario import Network

AnyService = TimetableService | FillAndGo | OnDemandService | FleetService


@dataclass
class Checker:
    """A network under check: collects problems with their marks."""

    network: Network
    marks: Marks = field(default_factory=dict)
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Section → ids that exist, if only with problems of their own."""
    problems: list[Problem] = field(default_factory=list)
    _chains: dict[tuple[str, ...], Chain | None] = field(default_factory=dict)
    """Those asked for before: many checks ask for the same ones."""

    def say(self, path: DataPath, message: str, hint: str = "") -> None:
        """Note one problem."""
        self.problems.append(Problem(dotted(path), message, hint, mark_of(self.marks, path)))

    def exists(self, section: str, key: str) -> bool:
        """Whether an id is written anywhere in a section."""
        return key in getattr(self.network, section) or key in self.known.get(section, ())

    def refer(self, path: DataPath, section: str, key: str) -> bool:
        """Say so if an id does not exist; True if its object can be looked at."""
        if self.exists(section, key):
            return key in getattr(self.network, section)
        word = {"weather": "weather calendar"}.get(section, section.removesuffix("s"))
        self.say(path, f"there is no {word} '{key}'", self._meant(section, key))
        return False

    def _meant(self, section: str, key: str) -> str:
        names: dict[str, str] = {}
        for other, thing in getattr(self.network, section).items():
            for name in (getattr(thing, "name", None), *getattr(thing, "aliases", ())):
                if name:
                    names.setdefault(plain(name), other)
        if plain(key) in names:
            return f"its id is {names[plain(key)]}"
        return near_miss(key, [*getattr(self.network, section), *self.known.get(section, ())])

    def legs(self, ids: Iterable[str]) -> list[Leg] | None:
        """Legs by id; None if one of them, or a place at its ends, cannot be looked at."""
        found = []
        for key in ids:
            leg = self.network.legs.get(key)
            if leg is None or not {leg.start, leg.end} <= self.network.places.keys():
                return None
            found.append(leg)
        return found

    def chain(self, ids: Sequence[str]) -> Chain | None:
        """Places along legs; None if a leg cannot be looked at."""
        key = tuple(ids)
        if key not in self._chains:
            legs = self.legs(key)
            ends = None if legs is None else [(leg.start, leg.end) for leg in legs]
            self._chains[key] = None if ends is None else chain_of(ends)
        return self._chains[key]

    @cached_property
    def countries(self) -> frozenset[str]:
        """Countries of the places."""
        return frozenset(place.country for place in self.network.places.values())


def all_known(data: Mapping[str, object]) -> dict[str, frozenset[str]]:
    """Ids written in the sections of raw data."""
    sections = {s: data.get(s) for s in BY_ID}
    return {s: frozenset(c) for s, c in sections.items() if isinstance(c, dict)}
