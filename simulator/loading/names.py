"""Names as people write them: by id, name or alias, whatever the case and accents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from simulator.errors import InputError, Mark, Problem, near_miss, plain
from simulator.model.scenario import Network

Names = Mapping[str, tuple[str, ...]]
"""Id → its name and aliases."""

NOWHERE = Mark()
PATTERN_SIGNS = frozenset("*?[")


def names_in(section: Any) -> dict[str, tuple[str, ...]]:
    """Id → names of the objects of one raw section."""
    if not isinstance(section, dict):
        return {}
    return {key: _names_of(value) for key, value in section.items()}


def _names_of(value: Any) -> tuple[str, ...]:
    if not isinstance(value, dict):
        return ()
    aliases = value.get("aliases")
    given = [value.get("name"), *(aliases if isinstance(aliases, list) else ())]
    return tuple(name for name in given if isinstance(name, str))


def matching(text: str, names: Names) -> list[str]:
    """Ids that `text` names: the id itself before names, names before aliases."""
    if text in names:
        return [text]
    key = plain(text)
    if not key:
        return []
    by_id = [i for i in names if plain(i) == key]
    by_name = [i for i, known in names.items() if known and plain(known[0]) == key]
    by_alias = [i for i, known in names.items() if key in map(plain, known[1:])]
    return by_id or by_name or by_alias


def hint_for(text: str, names: Names) -> str:
    """`did you mean …?` over ids, names and aliases."""
    known = {word: word for i, others in names.items() for word in (i, *others)}
    return near_miss(text, known)


def one_of(text: str, names: Names, kind: str, *, path: str = "", mark: Mark = NOWHERE) -> str:
    """Id of the one object of a kind that `text` names.

    Raises
    ------
    InputError
        If nothing, or more than one thing, goes by that name.
    """
    found = matching(text, names)
    if len(found) == 1:
        return found[0]
    if found:
        message = f"'{text}' may be {' or '.join(found)}"
        raise InputError(Problem(path, message, "give the id", mark))
    message = f"there is no {kind} '{text}'"
    raise InputError(Problem(path, message, hint_for(text, names), mark))


def is_pattern(text: str) -> bool:
    """Whether a text holds `*`, `?` or `[`."""
    return not PATTERN_SIGNS.isdisjoint(text)


def fits(key: str, pattern: str) -> bool:
    """Whether a key fits a pattern, whatever the case."""
    return fnmatchcase(key.casefold(), pattern.casefold())


def some_of(
    text: str, names: Names, kind: str, *, path: str = "", mark: Mark = NOWHERE
) -> list[str]:
    """Ids that a name or a pattern stands for; at least one."""
    if not is_pattern(text):
        return [one_of(text, names, kind, path=path, mark=mark)]
    found = [i for i in names if fits(i, text)]
    if not found:
        raise InputError(Problem(path, f"no {kind} fits '{text}'", mark=mark))
    return found


def resolve_place(network: Network, text: str) -> str:
    """Id of the place that goes by this id, name or alias."""
    places = network.places.items()
    return one_of(text, {i: (p.name, *p.aliases) for i, p in places}, "place")


def resolve_corridor(network: Network, text: str) -> str:
    """Id of the corridor that goes by this id or name."""
    return one_of(text, {i: (c.name,) for i, c in network.corridors.items()}, "corridor")


def resolve_market(network: Network, text: str) -> str:
    """Id of the market that goes by this id or name."""
    return one_of(text, {i: (m.name,) for i, m in network.markets.items()}, "market")


def listed(words: Iterable[str], most: int = 12) -> str:
    """Write a list of words for a message, cut where it would be long."""
    every = list(words)
    tail = f", … ({len(every)} in all)" if len(every) > most else ""
    return ", ".join(every[:most]) + tail
