"""`extends`: a corridor as a fork of another."""

from __future__ import annotations

from typing import Any

from simulator.errors import InputError, Mark, Problem, near_miss
from simulator.loading.joins import Parent, misfits, position
from simulator.loading.names import names_in
from simulator.loading.tree import Tree, copied
from simulator.loading.wording import shown
from simulator.loading.yaml_reader import Marks
from simulator.model.chains import chain_of

FORK_KEYS = ("extends", "until", "rejoin")
"""Keys of a corridor that exist in files only."""
_OWN_KEYS = ("name",)
"""Keys that a corridor does not take over from the one that it extends."""


def resolve_corridors(tree: Tree) -> tuple[Tree, list[Problem]]:
    """Give a tree whose corridors are written out, and what is wrong with their `extends`.

    A corridor with a problem is left out of the tree.
    """
    corridors = tree.data.get("corridors")
    resolved = tree.copy()
    if not isinstance(corridors, dict):
        return resolved, []
    fork = _Forks(tree, corridors)
    done: dict[str, Any] = {}
    problems: list[Problem] = []
    for name in corridors:
        try:
            done[name] = fork.resolved(name, ())
        except InputError as error:
            problems += error.problems
    resolved.data["corridors"] = done
    resolved.marks = fork.marks
    return resolved, list(dict.fromkeys(problems))


class _Forks:
    """Writes out corridors, each parent once."""

    def __init__(self, tree: Tree, corridors: dict[str, Any]) -> None:
        self.tree = tree
        self.corridors = corridors
        self.marks = dict(tree.marks)
        self.own = _marks_by_corridor(tree.marks)
        self.places = names_in(tree.data.get("places"))
        self.done: dict[str, Any] = {}

    def resolved(self, name: str, above: tuple[str, ...]) -> Any:
        """One corridor written out; `above` are those that extend it."""
        raw = self.corridors[name]
        if not isinstance(raw, dict) or not any(k in raw for k in FORK_KEYS):
            return copied(raw)
        if name in self.done:
            return self.done[name]
        parent_name = self._parent(name, raw, above)
        parent = self.resolved(parent_name, (*above, name))
        taken = [k for k in parent if k not in raw and k not in _OWN_KEYS]
        child = {k: copied(parent[k]) for k in taken if k != "legs"}
        child |= {k: copied(v) for k, v in raw.items() if k not in (*FORK_KEYS, "legs")}
        child["legs"] = self._legs(name, raw, parent_name, parent)
        self._inherit_marks(name, parent_name, taken)
        self.done[name] = child
        return child

    def _parent(self, name: str, raw: dict[str, Any], above: tuple[str, ...]) -> str:
        parent = raw.get("extends")
        if not isinstance(parent, str):
            hint = "give `extends: <corridor>`"
            key = next(k for k in FORK_KEYS if k in raw)
            message = f"`{key}` needs the corridor that this one extends"
            raise self._problem(name, key, message, hint)
        if parent not in self.corridors:
            hint = near_miss(parent, self.corridors)
            raise self._problem(name, "extends", f"there is no corridor '{parent}'", hint)
        if parent in (*above, name):
            way = (*above, name, parent)
            circle = " → ".join(way[way.index(parent) :])
            raise self._problem(name, "extends", f"runs in a circle: {circle}")
        if not isinstance(self.corridors[parent], dict):
            raise self._problem(name, "extends", f"the corridor '{parent}' is no mapping")
        return parent

    def _legs(
        self, name: str, raw: dict[str, Any], parent_name: str, parent: dict[str, Any]
    ) -> Any:
        own = raw.get("legs", {})
        legs = parent.get("legs")
        if not isinstance(own, dict) or not isinstance(legs, dict):
            return copied(raw.get("legs", legs))
        if "until" not in raw and "rejoin" not in raw:
            kept = {} if "legs" in raw else legs
            self._mark_legs(name, parent_name, kept)
            return copied(own or kept)
        stops = self._stops(name, parent_name, list(legs))
        parent_way = Parent(parent_name, stops, self.places)
        leaves, rejoins = (self._at(name, raw, k, parent_way) for k in ("until", "rejoin"))
        cut = leaves or 0
        again = len(legs) if rejoins is None else rejoins
        if again < cut:
            message = f"rejoins '{parent_name}' before it has left it at `until`"
            raise self._problem(name, "rejoin", message, parent_way.places())
        head, tail = list(legs)[:cut], list(legs)[again:]
        twice = next((leg for leg in own if leg in (*head, *tail)), None)
        if twice is not None:
            message = f"the leg '{twice}' comes from '{parent_name}' already"
            raise self._problem(name, "legs", message)
        self._check_joins(name, list(own), parent_way, leaves, rejoins)
        self._mark_legs(name, parent_name, {k: legs[k] for k in (*head, *tail)})
        every = {**{k: legs[k] for k in head}, **own, **{k: legs[k] for k in tail}}
        return copied(every)

    def _check_joins(
        self, name: str, own: list[str], parent: Parent, leaves: int | None, rejoins: int | None
    ) -> None:
        ends = self._ends(own)
        chain = chain_of([end for end in ends if end is not None])
        if None in ends or chain.breaks_at is not None:
            return  # told by the checks of legs and of whole corridors
        faults = misfits(parent, chain.places, leaves, rejoins)
        if faults:
            raise InputError(p for fault in faults for p in self._problem(name, *fault).problems)

    def _stops(self, name: str, parent_name: str, legs: list[str]) -> tuple[str, ...]:
        ends = []
        for leg, pair in zip(legs, self._ends(legs), strict=True):
            if pair is None:
                message = f"the leg '{leg}' of '{parent_name}' has no places"
                raise self._problem(name, "extends", message)
            ends.append(pair)
        chain = chain_of(ends)
        if chain.breaks_at is not None:
            message = f"the legs of '{parent_name}' do not join at '{legs[chain.breaks_at]}'"
            raise self._problem(name, "extends", message)
        return chain.places

    def _ends(self, legs: list[str]) -> list[tuple[str, str] | None]:
        """Places at the ends of each leg; None where a leg has none."""
        pairs = []
        for leg in legs:
            start, end = (self.tree.value(("legs", leg, k)) for k in ("start", "end"))
            both = isinstance(start, str) and isinstance(end, str)
            pairs.append((start, end) if both else None)
        return pairs

    def _at(self, name: str, raw: dict[str, Any], key: str, parent: Parent) -> int | None:
        """Position of the place at which a fork leaves or rejoins the corridor it extends."""
        if key not in raw:
            return None
        text = raw[key]
        if not isinstance(text, str):
            message = f"expected a place of '{parent.name}', found {shown(text)}"
            raise self._problem(name, key, message, parent.places())
        found = position(parent, text)
        if isinstance(found, int):
            return found
        raise self._problem(name, key, *found[1:])

    def _inherit_marks(self, name: str, parent: str, keys: list[str]) -> None:
        wanted = {k for k in keys if k != "legs"}
        self._copy_marks(("corridors", parent), ("corridors", name), wanted)

    def _mark_legs(self, name: str, parent: str, legs: dict[str, Any]) -> None:
        source, target = ("corridors", parent, "legs"), ("corridors", name, "legs")
        self._copy_marks(source, target, set(legs))

    def _copy_marks(self, source: tuple[str, ...], target: tuple[str, ...], keys: set[str]) -> None:
        depth = len(source)
        copies = {
            (*target, *path[depth:]): mark
            for path, mark in self.own.get(source[1], {}).items()
            if len(path) > depth and path[:depth] == source and path[depth] in keys
        }
        self.own.setdefault(target[1], {}).update(copies)
        self.marks.update(copies)

    def _mark(self, name: str, key: str) -> Mark:
        return self.tree.mark(("corridors", name, key))

    def _problem(self, name: str, key: str, message: str, hint: str = "") -> InputError:
        return InputError(Problem(f"corridors.{name}.{key}", message, hint, self._mark(name, key)))


def _marks_by_corridor(marks: Marks) -> dict[str, Marks]:
    """Marks of each corridor's parts."""
    own: dict[str, Marks] = {}
    for path, mark in marks.items():
        if len(path) > 1 and path[0] == "corridors":
            own.setdefault(str(path[1]), {})[path] = mark
    return own
