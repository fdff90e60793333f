"""Where a corridor that extends another leaves it and rejoins it: the places, and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.errors import plain
from simulator.loading.names import Names, hint_for, listed, matching

Fault = tuple[str, str, str]
"""Key of the corridor (`until`, `rejoin`), message and hint."""
_CODE = re.compile(r"[A-Z]{2}[A-Z0-9]{3}")
"""UN/LOCODE: the country's two letters, then three that often begin the place's name."""
_MOST_PLACES = 40


@dataclass(frozen=True)
class Parent:
    """The corridor that is extended."""

    name: str
    stops: tuple[str, ...]
    """Its places, in order."""
    names: Names
    """Names of every place there is."""

    def called(self, stop: str) -> str:
        """Id and name of a place: `KZAAU (Aktau)`."""
        names = self.names.get(stop, ())
        return f"{stop} ({names[0]})" if names else stop

    def places(self) -> str:
        """Hint that lists its places."""
        both = (" ".join((stop, *self.names.get(stop, ())[:1])) for stop in self.stops)
        return f"its places: {listed(both, _MOST_PLACES)}"

    def forward(self, way: Sequence[str]) -> bool:
        """Whether a way leads on from an earlier of its places to a later one."""
        first, last = (self.stops.index(p) if p in self.stops else None for p in (way[0], way[-1]))
        return first is not None and last is not None and first < last


def position(parent: Parent, text: str) -> int | Fault:
    """Position of the one place of the parent that goes by a name; the fault has no key."""
    on_the_way = {stop: parent.names.get(stop, ()) for stop in parent.stops}
    found = matching(text, on_the_way)
    if len(found) == 1:
        return parent.stops.index(found[0])
    if found:
        return "", f"'{text}' may be {' or '.join(found)}", "give the id"
    elsewhere = matching(text, parent.names)
    name = f" ({parent.names[text][0]})" if parent.names.get(text) else ""
    meant = "" if elsewhere else _meant(parent, text, on_the_way)
    message = f"'{parent.name}', which this corridor extends, does not pass '{text}'{name}"
    return "", message, meant or parent.places()


def _meant(parent: Parent, text: str, names: Names) -> str:
    """`did you mean …?`; codes are alike by their country alone, so these are told by names."""
    if not _CODE.fullmatch(text):
        return hint_for(text, names)
    letters = plain(text[2:])
    begun = [
        stop
        for stop, known in names.items()
        if stop[:2] == text[:2] and any(plain(name).startswith(letters) for name in known)
    ]
    return f"did you mean {parent.called(begun[0])}?" if len(begun) == 1 else ""


def misfits(
    parent: Parent, own: Sequence[str], leaves: int | None, rejoins: int | None
) -> list[Fault]:
    """Say where a fork's own legs do not lead from where it leaves to where it rejoins.

    Parameters
    ----------
    parent : what it extends.
    own : places along its own legs, which join each other; empty without legs.
    leaves, rejoins : positions of `until` and `rejoin` among the parent's places, None without.
    """
    if not own:
        return _gap(parent, leaves, rejoins)
    start = parent.stops[leaves] if leaves else None  # from its first place on, none is kept
    end = None if rejoins is None else parent.stops[rejoins]
    ways = [own, own[::-1]] if len(own) == 2 else [own]
    way = max(ways, key=lambda w: ((w[0] == start) + (w[-1] == end), parent.forward(w)))
    found = [
        _misfit(parent, key, text, way, wanted, at)
        for key, text, wanted, at in (
            ("until", "leaves '{}' at {}, but the corridor's own legs begin at {}", start, way[0]),
            ("rejoin", "rejoins '{}' at {}, but the corridor's own legs end at {}", end, way[-1]),
        )
        if wanted not in (None, at)
    ]
    return found or _without_until(parent, way[0], leaves, rejoins)


def _gap(parent: Parent, leaves: int | None, rejoins: int | None) -> list[Fault]:
    if not leaves or rejoins is None or leaves == rejoins:
        return []
    one, other = parent.called(parent.stops[leaves]), parent.called(parent.stops[rejoins])
    message = f"rejoins '{parent.name}' at {other}, to where no leg of its own leads from {one}"
    return [("rejoin", message, "give it `legs` of its own between them")]


def _misfit(
    parent: Parent, key: str, text: str, way: Sequence[str], wanted: str | None, at: str
) -> Fault:
    message = text.format(parent.name, parent.called(str(wanted)), parent.called(at))
    run = f"they run {' – '.join(way)}"
    return key, message, f"{run}; write `{key}: {at}`" if at in parent.stops else run


def _without_until(
    parent: Parent, begins: str, leaves: int | None, rejoins: int | None
) -> list[Fault]:
    """Tell a fork that begins on the way of its parent, and keeps nothing of what is before."""
    if leaves is not None or rejoins is None or begins not in parent.stops[1:rejoins]:
        return []
    message = (
        f"`until` is missing: the corridor's own legs begin at {parent.called(begins)}, on the way "
        f"of '{parent.name}'"
    )
    hint = (
        f"write `until: {begins}` to keep its legs up to there, `until: {parent.stops[0]}` to keep "
        "none of them"
    )
    return [("rejoin", message, hint)]
