"""The catalogue: every data file of the shipped and the given folders, merged by section."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.errors import InputError, Mark, Problem, near_miss, plain
from simulator.loading.build import BY_ID, SECTIONS
from simulator.loading.evidence import Fact, read_facts, require
from simulator.loading.inheritance import resolve_corridors
from simulator.loading.names import names_in
from simulator.loading.roots import (
    DataFile,
    Root,
    data_root,
    key_of,
    shipped_root,
    winners,
)
from simulator.loading.tree import Tree
from simulator.loading.yaml_reader import Document, read_yaml

KINDS = ("corridors", "places", "scenarios", "markets", "sources")
"""What `list` can list."""


@dataclass(frozen=True)
class Catalogue:
    """Everything that a scenario can use, as raw data with marks."""

    tree: Tree
    """Merged sections; corridors that extend others are written out."""
    files: dict[str, str] = field(default_factory=dict)
    """File name as shown → SHA-256 of its bytes."""
    scenarios: dict[str, DataFile] = field(default_factory=dict)
    """Scenario name → its file."""
    facts: dict[str, Fact] = field(default_factory=dict)
    shipped: frozenset[str] = frozenset()
    """Names, as shown, of the files that come with the program."""
    known: dict[str, frozenset[str]] = field(default_factory=dict)
    """Section → ids written in any file, those with problems included."""
    studies: dict[str, DataFile] = field(default_factory=dict)
    """Study name → its file."""


def load_catalogue(data_dirs: Sequence[Path | str] = ()) -> Catalogue:
    """Read the shipped data and the folders of `--data`, the first given before the others.

    Raises
    ------
    InputError
        With everything wrong with the files as files, and with `extends` of corridors.
    """
    catalogue, problems = read_catalogue(data_dirs)
    require(problems)
    return catalogue


def read_catalogue(
    data_dirs: Sequence[Path | str] = (), extra: Iterable[Path] = ()
) -> tuple[Catalogue, list[Problem]]:
    """Read what can be read, and say what is wrong with the rest.

    Parameters
    ----------
    data_dirs : folders given with `--data`.
    extra : single data files to take along; each shadows the file of the same name.
    """
    roots, problems = _roots(data_dirs, extra)
    documents, found = _documents(winners(root.data for root in roots).values())
    problems += found
    tree, found = _merged([document for _, document in documents])
    problems += found
    known = {s: frozenset(tree.data.get(s, {})) for s in BY_ID}
    tree, found = resolve_corridors(tree)
    problems += found
    facts, digests, found = _facts(roots)
    problems += found
    files = {d.file: d.sha256 for _, d in documents} | digests
    scenarios = {Path(key).stem: file for key, file in winners(r.scenarios for r in roots).items()}
    studies = {Path(key).stem: file for key, file in winners(r.studies for r in roots).items()}
    shipped = frozenset(file.shown for file, _ in documents if file.shipped)
    return Catalogue(tree, files, scenarios, facts, shipped, known, studies), problems


def _roots(
    data_dirs: Sequence[Path | str], extra: Iterable[Path]
) -> tuple[list[Root], list[Problem]]:
    roots, problems = [], []
    own = tuple(DataFile(path, str(path), key_of(path)) for path in extra)
    if own:
        roots.append(Root(data=own))
    for folder in data_dirs:
        try:
            roots.append(data_root(Path(folder)))
        except InputError as error:
            problems += error.problems
    return [*roots, shipped_root()], problems


def _documents(
    files: Iterable[DataFile],
) -> tuple[list[tuple[DataFile, Document]], list[Problem]]:
    documents, problems = [], []
    for file in sorted(files, key=lambda f: f.key.rpartition(".")[0]):
        try:
            documents.append((file, read_yaml(file.path, file.shown)))
        except InputError as error:
            problems += error.problems
    return documents, problems


def _merged(documents: Iterable[Document]) -> tuple[Tree, list[Problem]]:
    tree = Tree()
    problems: list[Problem] = []
    for document in documents:
        for section, content in document.data.items():
            problems += _merge_section(tree, document, section, content)
    return tree, problems


def _merge_section(tree: Tree, document: Document, section: str, content: Any) -> list[Problem]:
    mark = document.marks[(section,)]
    if section not in SECTIONS:
        hint = near_miss(section, SECTIONS) or f"allowed: {', '.join(SECTIONS)}"
        return [Problem(section, f"unknown section `{section}`", hint, mark)]
    if content is None:
        return []
    if section == "economy":
        return _merge_economy(tree, document, content)
    if not isinstance(content, dict):
        return [Problem(section, "must be a mapping by id", mark=mark)]
    target = tree.data.setdefault(section, {})
    tree.marks.setdefault((section,), mark)
    clashes = [key for key in content if key in target]
    problems = [_twice(tree, document, section, key) for key in clashes]
    target.update({k: v for k, v in content.items() if k not in clashes})
    for path, at in document.marks.items():
        if len(path) > 1 and path[0] == section and path[1] not in clashes:
            tree.marks[path] = at
    return problems


def _merge_economy(tree: Tree, document: Document, content: Any) -> list[Problem]:
    mark = document.marks[("economy",)]
    if "economy" in tree.data:
        first = tree.marks[("economy",)]
        hint = f"first at {first.file}:{first.line}:{first.column}"
        return [Problem("economy", "is defined for the second time", hint, mark)]
    tree.data["economy"] = content
    tree.marks.update({p: m for p, m in document.marks.items() if p[:1] == ("economy",)})
    return []


def _twice(tree: Tree, document: Document, section: str, key: str) -> Problem:
    first = tree.marks[(section, key)]
    message = f"'{key}' is defined for the second time"
    hint = f"first at {first.file}:{first.line}:{first.column}"
    return Problem(f"{section}.{key}", message, hint, document.marks[(section, key)])


def _facts(roots: Iterable[Root]) -> tuple[dict[str, Fact], dict[str, str], list[Problem]]:
    facts: dict[str, Fact] = {}
    digests: dict[str, str] = {}
    problems: list[Problem] = []
    for file in (file for root in roots for file in root.facts):
        rows, found = read_facts(file)
        facts = {**rows, **facts}
        problems += found
        if file.path.is_file():
            digests[file.shown] = hashlib.sha256(file.path.read_bytes()).hexdigest()
    return facts, digests, problems


def list_names(catalogue: Catalogue, kind: str) -> list[tuple[str, str]]:
    """Ids and titles of a kind, in the order of the data (scenarios and sources by name).

    Raises
    ------
    InputError
        If there is no such kind; says which there are.
    """
    wanted = next((k for k in KINDS if plain(k) == plain(kind)), None)
    if wanted is None:
        hint = near_miss(kind, KINDS) or f"one of {', '.join(KINDS)}"
        raise InputError(Problem("list", f"nothing is called '{kind}'", hint))
    if wanted == "scenarios":
        return [(name, _title(file)) for name, file in sorted(catalogue.scenarios.items())]
    if wanted == "sources":
        return [(fact.id, fact.source) for _, fact in sorted(catalogue.facts.items())]
    names = names_in(catalogue.tree.data.get(wanted))
    return [(key, words[0] if words else "") for key, words in names.items()]


def _title(file: DataFile) -> str:
    try:
        data = read_yaml(file.path, file.shown).data
    except InputError:
        return "(cannot be read)"
    return str(data.get("title") or data.get("name") or "")


def where(catalogue: Catalogue, section: str, key: str) -> Mark:
    """Where an object of the catalogue is defined."""
    return catalogue.tree.mark((section, key))
