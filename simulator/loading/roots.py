"""Where data lies: the shipped folders, and those given with `--data`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import simulator
from simulator.errors import InputError, Mark, Problem, near_miss
from simulator.loading.build import SECTIONS
from simulator.loading.yaml_reader import read_yaml

ENDINGS = (".yaml", ".yml")
STUDY_KEYS = frozenset({"method", "factors", "base"})
"""Keys that make a file a study file."""


@dataclass(frozen=True)
class DataFile:
    """One file of the catalogue."""

    path: Path
    shown: str
    """Name in messages: as the user reached it, or relative to the shipped data."""
    key: str
    """What it shadows and is shadowed by: `corridors/middle.yaml`."""
    shipped: bool = False


@dataclass(frozen=True)
class Root:
    """The files of one data folder."""

    data: tuple[DataFile, ...] = ()
    scenarios: tuple[DataFile, ...] = ()
    studies: tuple[DataFile, ...] = ()
    facts: tuple[DataFile, ...] = ()


def shipped_root() -> Root:
    """Files that come with the program: beside the checkout's pyproject.toml, else installed."""
    package = Path(simulator.__file__).resolve().parent
    checkout = package.parent
    in_checkout = (checkout / "pyproject.toml").is_file() and (checkout / "corridors").is_dir()
    base = checkout if in_checkout else package / "_data"
    return _folders(base, "", shipped=True)


def data_root(folder: Path) -> Root:
    """Files of a folder given with `--data`.

    Raises
    ------
    InputError
        If there is no such folder, or no data in it.
    """
    shown = str(folder)
    mark = Mark(shown)
    if not folder.is_dir():
        wrong = "is a file, not a folder" if folder.exists() else "there is no such folder"
        siblings = folder.parent.iterdir() if folder.parent.is_dir() else ()
        hint = near_miss(folder.name, sorted(p.name for p in siblings if p.is_dir()))
        hint = "give the folder that holds it" if folder.exists() else hint
        raise InputError(Problem("--data", wrong, hint, mark))
    root = _folders(folder, f"{shown}/") if _is_divided(folder) else _flat(folder, shown)
    if not (root.data or root.scenarios or root.studies or root.facts):
        hint = "put data files in it, or in its subfolders corridors/ and scenarios/"
        raise InputError(Problem("--data", "holds no .yaml file", hint, mark))
    return root


def winners(roots: Iterable[Sequence[DataFile]]) -> dict[str, DataFile]:
    """Files by key; of files with the same key the first given wins."""
    first: dict[str, DataFile] = {}
    for files in roots:
        for file in files:
            first.setdefault(file.key, file)
    return first


def key_of(path: Path) -> str:
    """Key of a data file named on its own: from its last folder `corridors` on."""
    parts = path.resolve().parts
    if "corridors" in parts[:-1]:
        last = len(parts) - 2 - parts[-2::-1].index("corridors")
        return "/".join(parts[last:])
    return f"corridors/{path.name}"


def is_data(keys: dict[str, object]) -> bool:
    """Whether a file with this content is a data file (and not a scenario)."""
    return any(isinstance(keys.get(section), dict) for section in SECTIONS)


def is_study(keys: dict[str, object]) -> bool:
    """Whether a file with this content is a study file: no scenario has these keys."""
    return not STUDY_KEYS.isdisjoint(keys)


def _is_divided(folder: Path) -> bool:
    return any((folder / name).is_dir() for name in ("corridors", "scenarios"))


def _folders(base: Path, shown: str, *, shipped: bool = False) -> Root:
    corridors, scenarios = base / "corridors", base / "scenarios"

    def file(path: Path) -> DataFile:
        key = path.relative_to(base).as_posix()
        return DataFile(path, shown + key, key, shipped)

    return Root(
        tuple(file(p) for p in sorted(corridors.rglob("*")) if p.suffix in ENDINGS),
        tuple(file(p) for p in sorted(scenarios.glob("*")) if p.suffix in ENDINGS),
        tuple(file(p) for p in sorted((scenarios / "studies").glob("*")) if p.suffix in ENDINGS),
        tuple(
            file(p)
            for p in (corridors / "shared/facts.csv", corridors / "facts.csv")
            if p.is_file()
        ),
    )


def _flat(folder: Path, shown: str) -> Root:
    data, scenarios, studies = [], [], []
    for path in sorted(p for p in folder.glob("*") if p.suffix in ENDINGS):
        name = f"{shown.rstrip('/')}/{path.name}"
        kind = _kind(path)
        if kind == "data":
            data.append(DataFile(path, name, f"corridors/{path.name}"))
        elif kind == "study":
            studies.append(DataFile(path, name, f"scenarios/studies/{path.name}"))
        else:
            scenarios.append(DataFile(path, name, f"scenarios/{path.name}"))
    facts = [folder / "shared" / "facts.csv", folder / "facts.csv"]
    found = [
        DataFile(p, str(p), f"corridors/{p.relative_to(folder)}") for p in facts if p.is_file()
    ]
    return Root(tuple(data), tuple(scenarios), tuple(studies), tuple(found))


def _kind(path: Path) -> str:
    """Data, study or scenario. Unreadable files count as data, so that they are complained of."""
    try:
        content = read_yaml(path).data
    except InputError:
        return "data"
    if is_data(content):
        return "data"
    return "study" if is_study(content) else "scenario"
