"""Finding travellers that wait for each other in a circle which nothing can break."""

from __future__ import annotations

from typing import Any


def circle(traveller: Any) -> list[str]:
    """Names of the resources around the circle that a blocked traveller stands in.

    A traveller waits for any one of the holders of what it needs. As long as some traveller that
    can go on by itself is reachable, the circle can break and the list is empty.
    """
    via: dict[Any, Any] = {traveller: None}
    todo = [traveller]
    while todo:
        waiting = todo.pop()
        holders = waiting.blockers()
        if holders is None:
            return []
        for holder in holders:
            if holder not in via:
                via[holder] = waiting
                todo.append(holder)
    return _names(traveller)


def _names(traveller: Any) -> list[str]:
    """Walk from holder to holder until a resource comes round again."""
    names: list[str] = []
    current = traveller
    while True:
        label = getattr(current.waits, "label", None)
        if label is not None:
            if label in names:
                return [*names[names.index(label) :], label]
            names.append(label)
        holders = [h for h in current.blockers() if h is not current] or [current]
        current = holders[0]
