"""What every chart says of its run: names, where the numbers come from, published ranges."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

import simulator
from simulator.charts.style import WIDTH_MM
from simulator.errors import InputError
from simulator.loading.assembly import assemble
from simulator.loading.catalogue import read_catalogue
from simulator.model.scenario import Network
from simulator.results.read import Run

TARGET_COLUMNS = (
    "corridor", "direction", "start", "end", "quantity", "low", "high", "year", "facts",
    "sets_a_parameter",
)  # fmt: skip
MOST_FACTS = 6
"""More facts than these are named in the table of plotted data alone."""
_HASHED = ("scenario", "corridors", "changes", "inputs")


@dataclass(frozen=True)
class Span:
    """Where a leg runs."""

    start: str
    end: str
    mode: str
    km: float


@dataclass(frozen=True)
class About:
    """A run (or study) and the catalogue's names, as far as charts tell them."""

    scenario: str
    """Name of the scenario, or of the study."""
    digest: str
    """Short hash of the resolved scenario and its input files."""
    version: str
    seed: int
    replications: int
    places: Mapping[str, str] = field(default_factory=dict)
    corridors: Mapping[str, str] = field(default_factory=dict)
    markets: Mapping[str, str] = field(default_factory=dict)
    start: dt.date = dt.date(2025, 1, 1)
    """Day 0 of the scenario."""
    window: tuple[float, float] = (0.0, 0.0)
    """First day of the window of releases, and the day after its last, from the start."""
    width_mm: float = WIDTH_MM
    """Width of the figures: a page's text block, or one of its columns."""
    forward: Mapping[str, str] = field(default_factory=dict)
    """Corridor → name of its forward direction."""
    statuses: Mapping[str, str] = field(default_factory=dict)
    """Corridor → open, disrupted, building, planned or proposed."""
    targets: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=TARGET_COLUMNS))
    """Published ranges, columns as in `TARGET_COLUMNS`; `facts` joined by spaces."""
    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Place → longitude and latitude, degrees."""
    legs: Mapping[str, Span] = field(default_factory=dict)
    facilities: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(place, facility) → name, where it has one."""
    services: Mapping[str, str] = field(default_factory=dict)
    """Service → name, where it has one."""
    what: str = "scenario"
    """What was run: scenario or study."""
    doubts: tuple[str, ...] = ()
    """Sentences that must stand under every chart."""

    def place(self, key: str) -> str:
        """Name of a place, or its id."""
        return self.places.get(key, key)

    @property
    def names(self) -> dict[str, str]:
        """What warnings call by id → words: places, facilities (`place.facility`), services."""
        facilities = {
            f"{place}.{facility}": f"{self.short(place)}, {name.partition(' (')[0]}"
            for (place, facility), name in self.facilities.items()
        }
        return {**self.places, **facilities, **self.services}

    def short(self, key: str) -> str:
        """Name of a place, without what is in brackets unless two places then had the same."""
        full = self.place(key)
        brief = full.partition(" (")[0]
        alike = sum(name.partition(" (")[0] == brief for name in self.places.values())
        return full if alike > 1 else brief

    def corridor(self, key: str) -> str:
        """Name of a corridor, or its id."""
        return self.corridors.get(key, key)

    def market(self, key: str) -> str:
        """Name of a market, or its id."""
        return self.markets.get(key, key)

    def ends(self, start: str, end: str) -> str:
        """Both ends of a scope by name."""
        return f"{self.place(start)} – {self.place(end)}"

    def named(self, keys: Iterable[str]) -> list[str]:
        """Tell the names behind the ids of corridors, as one paragraph or none."""
        named = {key: self.corridor(key) for key in keys}
        names = [f"{key}: {name}" for key, name in named.items() if name != key]
        return [f"Corridors – {'; '.join(names)}."] if names else []

    def source(self, facts: Sequence[str] = ()) -> str:
        """Tell the sources under a chart."""
        text = f"Source: corridorsim {self.version}, {self.what} {self.scenario} ({self.digest})"
        if len(facts) > MOST_FACTS:
            return f"{text}; published ranges: {len(facts)} facts, see the CSV."
        return f"{text}; published ranges: {', '.join(facts)}." if facts else f"{text}."

    def size(self, feu: Mapping[str, int]) -> str:
        """Tell how much was simulated."""
        counts = ", ".join(f"{name} {count:,}" for name, count in feu.items())
        runs, together = "1\u00a0replication", ""
        if self.replications != 1:
            runs, together = f"{self.replications}\u00a0replications", ", all replications together"
        return f"FEU released{together}: {counts}; {runs}, seed\u00a0{self.seed}."


def digest_of(document: Mapping[str, object]) -> str:
    """Short hash of what decides a run: resolved scenario, corridors, changes, input files."""
    inputs = {key: document.get(key) for key in _HASHED}
    text = json.dumps(inputs, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]


def _targets(network: Network) -> pd.DataFrame:
    rows = [
        {**t.model_dump(include=set(TARGET_COLUMNS)), "facts": " ".join(t.facts)}
        for t in network.checks.values()
    ]
    return pd.DataFrame(rows, columns=list(TARGET_COLUMNS))


def about(run: Run, data_dirs: Iterable[Path | str] = ()) -> About:
    """Gather what charts say of a run. A catalogue that cannot be read costs names and ranges."""
    document = run.document
    scenario = document.get("scenario", {})
    basic = About(
        scenario=str(scenario.get("name") or run.directory.name),
        digest=digest_of(document),
        version=str(document.get("versions", {}).get("corridorsim", simulator.__version__)),
        seed=run.seed,
        replications=int(document.get("replications", 1)),
        places=document.get("places", {}),
        corridors=document.get("names", {}).get("corridors", {}),
        markets=document.get("names", {}).get("markets", {}),
        statuses=document.get("statuses", {}),
        start=dt.date.fromisoformat(str(scenario.get("start", "2025-01-01"))),
        window=_window(run),
        doubts=_doubts(document),
    )
    return with_names(basic, data_dirs)


def with_names(basic: About, data_dirs: Iterable[Path | str]) -> About:
    """Add what the catalogue tells: names, positions, legs and published ranges.

    Names that the run itself tells win: its data may not be given, or have changed since.
    """
    catalogue, _ = read_catalogue(list(data_dirs))
    network, _ = assemble(catalogue.tree.copy(), catalogue.known)
    if network is None:
        lacking = "The data could not be read: places by id, no published ranges."
        return _with(basic, doubts=(*basic.doubts, lacking))
    return _with(
        basic,
        places={key: place.name for key, place in network.places.items()} | dict(basic.places),
        corridors={k: corridor.name for k, corridor in network.corridors.items()}
        | dict(basic.corridors),
        markets={key: market.name for key, market in network.markets.items()} | dict(basic.markets),
        forward={key: str(c.direction) for key, c in network.corridors.items()},
        positions={key: (place.lon, place.lat) for key, place in network.places.items()},
        legs={
            key: Span(leg.start, leg.end, str(leg.mode), leg.km)
            for key, leg in network.legs.items()
        },
        facilities={
            (key, name): facility.name
            for key, place in network.places.items()
            for name, facility in place.facilities.items()
            if facility.name
        },
        services={key: service.name for key, service in network.services.items() if service.name},
        targets=_targets(network),
    )


def _window(run: Run) -> tuple[float, float]:
    """Window of releases in days, as far as its containers tell."""
    try:
        found = run.containers(["release_days"], [("in_window", "=", True)])["release_days"]
    except InputError:
        return 0.0, 0.0
    if found.empty:
        return 0.0, 0.0
    return float(np.floor(found.min())), float(np.ceil(found.max()))


def _with(known: About, **more: object) -> About:
    return About(**{**known.__dict__, **more})


def _doubts(document: Mapping[str, object]) -> tuple[str, ...]:
    found = document.get("deadlocks")
    if not isinstance(found, list) or not found:
        return ()
    numbers = ", ".join(str(one["replication"]) for one in found)
    return (f"Stopped by a deadlock: replication {numbers}; see the run's warnings.",)


def reason(warnings: str, known: Mapping[str, str], feu: float, delivered: float) -> str:
    """Say in words why a row has no mean; `known` as `About.names`."""
    parts = dict(p.split(": ", 1) for p in warnings.split("; ") if ": " in p)
    if "empty" in parts:
        return parts["empty"]
    for kind, words in (("unstable", "overloaded"), ("closed", "closed")):
        names = [p.split(": ", 1)[1] for p in warnings.split("; ") if p.startswith(f"{kind}: ")]
        if names:
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            return f"{words}: {_facility(names[0], known)}{more}"
    if "deadlock" in parts:
        return f"deadlock; {feu - delivered:,.0f} of {feu:,.0f} FEU not delivered"
    if feu > delivered:
        return f"{feu - delivered:,.0f} of {feu:,.0f} FEU not delivered in time"
    return "none delivered"


def _facility(name: str, known: Mapping[str, str]) -> str:
    place, dot, rest = name.partition(".")
    if name in known or place not in known:
        return known.get(name, name)
    return f"{known[place]}{dot}{rest}".replace(".", " ")


def is_forward(about: About, rows: pd.DataFrame) -> pd.Series[bool]:
    """Rows (with corridor and direction) in their corridor's main direction.

    For a corridor that the catalogue does not know, the direction that is listed first.
    """
    first = rows.drop_duplicates("corridor").set_index("corridor")["direction"].to_dict()
    main = {key: about.forward.get(str(key), str(value)) for key, value in first.items()}
    return rows["direction"] == rows["corridor"].map(main)
