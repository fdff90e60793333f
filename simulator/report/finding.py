"""What a name of `show` stands for."""

from __future__ import annotations

from simulator.errors import InputError, Problem, near_miss
from simulator.loading.catalogue import Catalogue
from simulator.loading.names import Names, hint_for, matching, names_in

KINDS = (
    "corridors", "places", "scenarios", "services", "legs", "markets", "demands", "seas",
    "weather", "checks", "sources",
)  # fmt: skip
"""Kinds of things that can be shown, in the order in which a name is looked up."""
_ONE = {"seas": "sea", "weather": "weather calendar", "sources": "source"}


def one(kind: str) -> str:
    """`corridor` for `corridors`."""
    return _ONE.get(kind, kind.removesuffix("s"))


def known(catalogue: Catalogue, kind: str) -> Names:
    """Ids of a kind with their names."""
    if kind == "scenarios":
        return dict.fromkeys(catalogue.scenarios, ())
    if kind == "sources":
        return dict.fromkeys(catalogue.facts, ())
    return names_in(catalogue.tree.data.get(kind))


def find(catalogue: Catalogue, text: str) -> tuple[str, str]:
    """Kind and id of the one thing that a name stands for; `kind.id` says which kind is meant.

    Raises
    ------
    InputError
        If nothing, or more than one thing, goes by that name.
    """
    kind, dot, rest = text.partition(".")
    if dot and kind in KINDS:
        found = [(kind, key) for key in matching(rest, known(catalogue, kind))]
    else:
        found = _everywhere(catalogue, text)
    if len(found) == 1:
        return found[0]
    if found:
        listed = " or ".join(f"the {one(k)} {key}" for k, key in found)
        hint = f"write {found[0][0]}.{found[0][1]}"
        raise InputError(Problem("show", f"'{text}' may be {listed}", hint))
    raise InputError(Problem("show", f"nothing is called '{text}'", _hint(catalogue, text)))


def _everywhere(catalogue: Catalogue, text: str) -> list[tuple[str, str]]:
    """Things that have exactly this id, else those that go by the name."""
    exact = [(kind, text) for kind in KINDS if text in known(catalogue, kind)]
    if exact:
        return exact
    return [(kind, key) for kind in KINDS for key in matching(text, known(catalogue, kind))]


def _hint(catalogue: Catalogue, text: str) -> str:
    if text in catalogue.studies:
        return f"{text} is a study: corridorsim sweep {text}"
    every: dict[str, tuple[str, ...]] = {}
    for kind in KINDS:
        if kind != "sources":
            every |= known(catalogue, kind)
    return hint_for(text, every) or near_miss(text, catalogue.facts)
