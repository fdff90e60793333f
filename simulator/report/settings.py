"""How a run was set up, by its run.json: its window, and whether it is its scenario's file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from simulator.results.inputs import setting, typed

CHANGED = "(changed on the command line)"
"""Stands behind the title of a run that is not its scenario file's."""
_LUCK = ("replications", "seed")
_WINDOW = ("start", "warmup_days", "horizon_days", "follow_days")


def altered(document: Mapping[str, Any]) -> list[str]:
    """Options that made it another scenario: more replications or another seed do not."""
    luck = tuple(f"--{key} " for key in _LUCK)
    return [option for option in typed(document) if not option.startswith(luck)]


def windows(a: Mapping[str, Any], b: Mapping[str, Any]) -> str:
    """Say in a sentence how the windows of two runs differ; empty where they do not."""
    one, two = ({key: setting(d, key) for key in _WINDOW} for d in (a, b))
    if one == two:
        return ""
    followed = one["follow_days"] != two["follow_days"]
    spans = " against ".join(_span(window, followed) for window in (one, two))
    longer = one["horizon_days"] != two["horizon_days"]
    tail = "volumes are not comparable" if longer else "some of the differences may come of that"
    return f"the windows differ: {spans}; {tail}"


def _span(window: Mapping[str, Any], followed: bool) -> str:
    first = dt.date.fromisoformat(str(window["start"])) + dt.timedelta(window["warmup_days"])
    words = f"{window['horizon_days']:g} days from {first}"
    words += f" (after a warm-up of {window['warmup_days']:g} days)"
    if not followed:
        return words
    days = window["follow_days"]
    return f"{words}, followed for {'the default time' if days is None else f'{days:g} days'}"
