"""Chains of legs: in which order places follow when each leg joins the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Ends = tuple[str, str]


@dataclass(frozen=True)
class Chain:
    """The places along a chain of legs, as far as the legs join."""

    places: tuple[str, ...]
    breaks_at: int | None = None
    """Index of the first leg that does not join, or None."""


def chain_of(legs: Sequence[Ends]) -> Chain:
    """Walk along the legs; each may be taken backwards, the joining place decides.

    A first leg that could begin at either end begins at its `start`.
    """
    if not legs:
        return Chain(())
    ahead, back = (_walk(first, legs) for first in legs[0])
    if ahead.breaks_at is None or back.breaks_at is None:
        return ahead if ahead.breaks_at is None else back
    return ahead if ahead.breaks_at >= back.breaks_at else back


def _walk(first: str, legs: Sequence[Ends]) -> Chain:
    places = [first]
    for index, (start, end) in enumerate(legs):
        if places[-1] not in (start, end):
            return Chain(tuple(places), index)
        places.append(end if places[-1] == start else start)
    return Chain(tuple(places))
