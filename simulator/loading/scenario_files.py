"""Scenario files: finding them by name or path, and merging a chain of `extends`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import InputError, Mark, Problem, near_miss
from simulator.loading.catalogue import Catalogue
from simulator.loading.evidence import require
from simulator.loading.names import NOWHERE, matching
from simulator.loading.roots import ENDINGS, is_data, is_study
from simulator.loading.tree import Tree
from simulator.loading.yaml_reader import DataPath, Document, read_yaml

_OWN_KEYS = ("name", "title", "note", "extends")
"""Keys that a scenario does not take over from the one that it extends."""
_SELECTION = ("corridors", "markets")


@dataclass(frozen=True)
class MergedScenario:
    """A scenario with everything that it extends, as raw data."""

    tree: Tree
    files: dict[str, str]
    """File name → SHA-256, the root of the chain first."""
    changes_by_level: tuple[int, ...]
    """How many of the merged `changes` come from each file, in the same order."""


def merged_scenario(
    catalogue: Catalogue, name_or_path: str | Path, over: Document | None = None
) -> MergedScenario:
    """Read a scenario and all that it extends, and merge them.

    Mappings are merged key by key, `changes` follow each other, other keys are replaced.

    Parameters
    ----------
    catalogue : where names are looked up.
    name_or_path : the scenario.
    over : laid over it, as by a scenario that extends it.

    Raises
    ------
    InputError
        If there is no such scenario, a file is bad, or `extends` runs in a circle.
    """
    merged, problems = merged_so_far(catalogue, name_or_path, over)
    require(problems)
    return merged


def merged_so_far(
    catalogue: Catalogue, name_or_path: str | Path, over: Document | None = None
) -> tuple[MergedScenario, list[Problem]]:
    """Merge what can be read of a chain; and say what is wrong with an `extends` that ends it.

    Parameters and errors are those of `merged_scenario`, but for errors of `extends`.
    """
    documents, problems = _chain(catalogue, name_or_path)
    chain = [*documents, *([over] if over is not None else [])]
    tree = Tree(marks={(): Mark(chain[-1].file)})
    counts = []
    for document in chain:
        _merge(tree, document)
        own = document.data.get("changes")
        counts.append(len(own) if isinstance(own, list) else 0)
    if tree.data.get("name") is None:
        tree.data["name"] = Path(chain[-1].file).stem
    if problems:
        tree.data.pop("extends", None)  # told already
    merged = MergedScenario(tree, {d.file: d.sha256 for d in chain}, tuple(counts))
    return merged, problems


def _chain(catalogue: Catalogue, name_or_path: str | Path) -> tuple[list[Document], list[Problem]]:
    """Documents from the root of the chain to the scenario itself; and why a root is lacking."""
    path, shown = _find(catalogue, str(name_or_path))
    chain = [_read(path, shown)]
    way = [path]
    try:
        while chain[0].data.get("extends") is not None:
            path, shown = _extended(catalogue, chain[0], way)
            chain.insert(0, _read(path, shown))
            way.append(path)
    except InputError as error:
        return chain, error.problems
    return chain, []


def _extended(catalogue: Catalogue, document: Document, way: Sequence[Path]) -> tuple[Path, str]:
    """Path and shown name of the scenario that the last one on the way extends."""
    parent, mark = document.data["extends"], document.marks[("extends",)]
    if not isinstance(parent, str):
        raise InputError(Problem("extends", "must be the name of a scenario", mark=mark))
    path, shown = _find(catalogue, parent, way[-1].parent, mark)
    if path.resolve() in [seen.resolve() for seen in way]:
        circle = " → ".join(one.stem for one in (*way, path))
        raise InputError(Problem("extends", f"runs in a circle: {circle}", mark=mark))
    return path, shown


def _read(path: Path, shown: str) -> Document:
    document = read_yaml(path, shown)
    if is_data(document.data):
        section = next(k for k, v in document.data.items() if is_data({k: v}))
        hint = "give the folder that holds it with --data"
        message = "is a data file, not a scenario"
        raise InputError(Problem(section, message, hint, document.marks[(section,)]))
    if is_study(document.data):
        hint = f"run it with `corridorsim sweep {shown}`"
        raise InputError(Problem("", "is a study, not a scenario", hint, Mark(shown)))
    return document


def _find(
    catalogue: Catalogue,
    text: str,
    beside: Path | None = None,
    mark: Mark = NOWHERE,
) -> tuple[Path, str]:
    """Path of a scenario, and how to show it. A bare name is looked up in the catalogue."""
    given = Path(text)
    if given.suffix in ENDINGS or len(given.parts) > 1:
        path = beside / given if beside is not None else given
        return path, str(path)
    found = matching(text, dict.fromkeys(catalogue.scenarios, ()))
    if found:
        file = catalogue.scenarios[found[0]]
        return file.path, file.shown
    if beside is not None:
        for ending in ENDINGS:
            if _exists(beside / f"{text}{ending}"):
                path = beside / f"{text}{ending}"
                return path, str(path)
    hint = near_miss(text, catalogue.scenarios)
    if beside is None and text in catalogue.studies:
        hint = f"{text} is a study: corridorsim sweep {text}"
    if beside is None and _exists(given):
        hint = f"for the file here write ./{text}"
    where = "extends" if beside is not None else ""
    raise InputError(Problem(where, f"there is no scenario '{text}'", hint, mark))


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # no possible name
        return False


def _merge(tree: Tree, document: Document) -> None:
    for key in _OWN_KEYS:
        tree.data.pop(key, None)
    if any(key in document.data for key in _SELECTION):
        for key in _SELECTION:
            tree.data.pop(key, None)
    for key, value in document.data.items():
        old = tree.data.get(key)
        if key == "changes" and isinstance(old, list) and isinstance(value, list):
            _shift_marks(tree, document, len(old))
            tree.data[key] = [*old, *value]
        elif isinstance(old, dict) and isinstance(value, dict):
            for inner in value:
                _take_marks(tree, document, (key, inner))
            tree.data[key] = {**old, **value}
        else:
            _take_marks(tree, document, (key,))
            tree.data[key] = value


def _take_marks(tree: Tree, document: Document, path: DataPath) -> None:
    size = len(path)
    for old in [p for p in tree.marks if p[:size] == path]:
        del tree.marks[old]
    tree.marks |= {p: m for p, m in document.marks.items() if p[:size] == path}


def _shift_marks(tree: Tree, document: Document, by: int) -> None:
    for path, mark in document.marks.items():
        if len(path) > 1 and path[0] == "changes" and isinstance(path[1], int):
            tree.marks[("changes", path[1] + by, *path[2:])] = mark


def split_sets(sets: Sequence[str]) -> list[tuple[str, str]]:
    """Split every PATH=VALUE of the command line."""
    pairs = []
    for text in sets:
        path, sign, value = text.partition("=")
        if not sign or not path.strip():
            hint = "write --set PATH=VALUE"
            raise InputError(Problem("", f"'{text}' sets nothing", hint, Mark("--set")))
        pairs.append((path.strip(), value))
    return pairs


def put_options(tree: Tree, options: Mapping[str, Any]) -> None:
    """Put options of the command line (`--seed 7`) over a scenario's keys."""
    for key, value in options.items():
        if value is not None:
            tree.put((key,), value, Mark(f"--{key.replace('_', '-')}"))
