"""Finding travellers that wait for each other in a circle which nothing can break."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def circle(traveller: Any) -> list[str]:
    """Names of the resources around the circle behind a blocked traveller.

    A traveller waits for any one of the holders of what it needs. As long as some traveller that
    can go on by itself is reachable, the circle can break and the list is empty.
    """
    seen = {traveller}
    holders = traveller.blockers()
    trail: list[Iterator[Any]] = []
    while holders is not None:
        trail.append(iter(holders))
        while (waiting := _next_unseen(trail, seen)) is None:
            if not trail:
                return _names(traveller)
        holders = waiting.blockers()
    return []


def _next_unseen(trail: list[Iterator[Any]], seen: set[Any]) -> Any:
    """Next holder to look at; leaves a branch of which all have been seen."""
    for holder in trail[-1]:
        if holder not in seen:
            seen.add(holder)
            return holder
    trail.pop()
    return None


def _names(traveller: Any) -> list[str]:
    """Walk from resource to resource, always to the first in index order, until one returns."""
    names: list[str] = []
    while (label := traveller.waits.label) not in names:
        names.append(label)
        stuck = [_in_charge(holder) for holder in traveller.blockers()]
        traveller = min(stuck, key=lambda t: t.waits.rank, default=traveller)
    return [*names[names.index(label) :], label]


def _in_charge(traveller: Any) -> Any:
    """The vehicle to which a container is promised; anybody else goes by itself."""
    while not hasattr(traveller.waits, "label"):
        traveller = traveller.waits
    return traveller
