"""`--corridor NAME[:FROM..TO]`: which corridors to report, and which sections of them."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.errors import InputError, Mark, Problem
from simulator.loading.names import Names, listed, one_of, some_of
from simulator.loading.scenario import Resolved
from simulator.plan.routes import corridor_route
from simulator.study.replicate import ExtraSection

_MARK = Mark("--corridor")


def reported(
    resolved: Resolved, wanted: Iterable[str]
) -> tuple[tuple[str, ...], tuple[ExtraSection, ...]]:
    """Corridors to report (none: all) and sections beside their terminal and border rows.

    Raises
    ------
    InputError
        If a corridor or place does not exist, or does not belong to the run or the corridor.
    """
    named: set[str] = set()
    sections: list[ExtraSection] = []
    for text in wanted:
        name, colon, span = text.partition(":")
        corridors = _corridors(resolved, name)
        named.update(corridors)
        if colon:
            sections += [_section(resolved, corridor, span, text) for corridor in corridors]
    only = tuple(c for c in resolved.corridors if c in named)
    return only, tuple(dict.fromkeys(sections))


def _corridors(resolved: Resolved, text: str) -> list[str]:
    known: Names = {i: (c.name,) for i, c in resolved.network.corridors.items()}
    found = some_of(text.strip(), known, "corridor", path=text, mark=_MARK)
    inside = [c for c in found if c in resolved.corridors]
    if inside:
        return inside
    status = resolved.network.corridors[found[0]].status
    message = f"the scenario does not run the corridor '{found[0]}' ({status})"
    hint = f"it runs {listed(resolved.corridors)}; choose with --set corridors=[{found[0]}]"
    raise InputError(Problem(text, message, hint, _MARK))


def _section(resolved: Resolved, corridor: str, span: str, text: str) -> ExtraSection:
    first, dots, last = span.partition("..")
    if not dots or not first.strip() or not last.strip():
        hint = f"write {corridor}:FROM..TO with two of its places"
        raise InputError(Problem(text, "names no section", hint, _MARK))
    route = corridor_route(resolved.network, corridor, True).places
    ends = [_place(resolved, corridor, route, name.strip(), text) for name in (first, last)]
    if ends[0] == ends[1]:
        raise InputError(Problem(text, "begins and ends at the same place", mark=_MARK))
    ends.sort(key=route.index)
    return corridor, ends[0], ends[1]


def _place(resolved: Resolved, corridor: str, route: tuple[str, ...], name: str, text: str) -> str:
    places = resolved.network.places
    along: Names = {p: (places[p].name, *places[p].aliases) for p in route}
    try:
        return one_of(name, along, "place", path=text, mark=_MARK)
    except InputError as error:
        everywhere: Names = {p: (v.name, *v.aliases) for p, v in places.items()}
        hint = error.problems[0].hint or f"it runs by {listed((places[p].name for p in route), 30)}"
        try:
            place = places[one_of(name, everywhere, "place")].name
        except InputError:
            message = f"there is no place '{name}' on the corridor '{corridor}'"
        else:
            message = f"{place} does not lie on the corridor '{corridor}'"
            hint = f"it runs by {listed((places[p].name for p in route), 30)}"
        raise InputError(Problem(text, message, hint, _MARK)) from None
