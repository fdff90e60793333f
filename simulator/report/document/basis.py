"""What the numbers of a run rest on, read again from the data files that it used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from simulator.errors import CorridorsimError, Mark
from simulator.loading.assembly import assemble
from simulator.loading.catalogue import Catalogue, read_catalogue
from simulator.loading.evidence import Fact, NumberRef, numbers
from simulator.loading.overrides import MarkedChange, apply_changes
from simulator.loading.tree import Tree
from simulator.model.scenario import Change, Network, Scenario
from simulator.plan.met import met, unused
from simulator.results.words import listing

_CHECKS = "checks."
_RECORD = Mark("run.json")


@dataclass(frozen=True)
class Basis:
    """Numbers that the containers and vehicles of a run met, and the facts under them."""

    numbers: tuple[NumberRef, ...] = ()
    """Those that the run could use, after the scenario's changes."""
    checks: tuple[str, ...] = ()
    """Facts of published ranges that stand beside results."""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """Every fact of the data, by id."""
    changed: tuple[str, ...] = ()
    """Data files that are no longer those of the run, or that it did not have."""
    lacking: str = ""
    """Why nothing can be told, if so."""

    @property
    def cited(self) -> dict[str, int]:
        """Fact → how many of the numbers name it, those of checks included (as nought)."""
        found = dict.fromkeys(self.checks, 0)
        for ref in self.numbers:
            for fact in ref.evidence.facts if ref.evidence else ():
                found[fact] = found.get(fact, 0) + 1
        return {key: n for key, n in sorted(found.items()) if key in self.facts}

    @property
    def assumed(self) -> list[NumberRef]:
        """Numbers that rest on a judgement, wholly or in part."""
        return [ref for ref in self.numbers if ref.evidence and ref.evidence.assumed]


def basis(document: Mapping[str, Any], data_dirs: Sequence[Path | str] = ()) -> Basis:
    """Find what a run used.

    Parameters
    ----------
    document : content of run.json. Where its files have changed since, this is said, and what is
        told is about the files as they are now.
    data_dirs : folders of `--data` that the run had.
    """
    catalogue, _ = read_catalogue(data_dirs)
    changed = _changed(catalogue, document.get("inputs", {}))
    corridors = tuple(document.get("corridors", []))
    absent = [c for c in corridors if c not in catalogue.tree.data.get("corridors", {})]
    if absent:
        words = f"{'corridor' if len(absent) == 1 else 'corridors'} {listing(absent)}"
        lacking = f"the present files lack the {words}; give --data as the run did"
        return Basis(changed=changed, lacking=lacking)
    try:
        network, scenario = _as_run(catalogue, document)
        dead = unused(network, met(network, scenario, corridors))
    except (CorridorsimError, ValueError, KeyError) as error:
        return Basis(changed=changed, lacking=f"the present files do not fit the run: {error}")
    refs = tuple(r for r in numbers(network) if _used(r.path, dead))
    checks = {f for c in network.checks.values() if c.corridor in corridors for f in c.facts}
    own = tuple(
        replace(ref, path=f"scenario.{ref.path}") for ref in numbers(scenario) if ref.evidence
    )
    return Basis((*own, *refs), tuple(sorted(checks)), catalogue.facts, changed)


def _changed(catalogue: Catalogue, inputs: Mapping[str, str]) -> tuple[str, ...]:
    """Files whose bytes the run did not have; the name alone does not count."""
    known = set(inputs.values())
    return tuple(name for name, digest in catalogue.files.items() if digest not in known)


def _as_run(catalogue: Catalogue, document: Mapping[str, Any]) -> tuple[Network, Scenario]:
    """Network and scenario as run.json tells them.

    Raises
    ------
    InputError, ValueError
        If the present files no longer hold what the run changed.
    """
    tree = catalogue.tree.copy()
    for change in document.get("changes", []):
        _ready_for_closure(tree, str(change["path"]))
        marked = Change(path=change["path"], set=change["new"])
        _, problems = apply_changes(tree, [MarkedChange(marked, _RECORD, change["path"])])
        if problems:
            raise ValueError(str(problems[0]))
    network, problems = assemble(tree, catalogue.known)
    if network is None:
        raise ValueError(str(problems[0]))
    return network, Scenario.model_validate(document["scenario"])


def _ready_for_closure(tree: Tree, path: str) -> None:
    """A dated closure may be the first of its place or leg, which then has no list of them."""
    above = tuple(path.split("."))[:-1]
    held, closures = tree.value(above[:-1]), tree.value(above)
    if above[-1:] == ("closures",) and isinstance(held, dict) and not isinstance(closures, dict):
        tree.put(above, {}, _RECORD)


def _used(path: str, dead: Sequence[str]) -> bool:
    if path.startswith(_CHECKS):
        return False
    return not any(path == d or path.startswith(f"{d}.") for d in dead)
