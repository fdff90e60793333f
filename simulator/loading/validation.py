"""`validate`: everything that is wrong with data and scenarios, at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.errors import InputError, Problem
from simulator.loading.assembly import assemble
from simulator.loading.catalogue import Catalogue, read_catalogue
from simulator.loading.doubts import doubts
from simulator.loading.evidence import (
    check_sources_keys,
    numbers,
    require,
    unknown_fact_ids,
    unsourced,
)
from simulator.loading.roots import is_data, is_study
from simulator.loading.scenario import Resolved, load_scenario, resolve_scenario
from simulator.loading.study import resolve_study
from simulator.loading.yaml_reader import read_yaml


def validate(
    paths: Sequence[Path | str] = (), data_dirs: Sequence[Path | str] = ()
) -> list[Problem]:
    """Say everything that is wrong, in order of file and line.

    Parameters
    ----------
    paths : data, scenario and study files to check together with the catalogue; without any,
        the catalogue itself, all its scenarios and studies. A data file shadows the one of its
        name.
    data_dirs : folders given with --data.
    """
    data, scenarios, studies, problems = _sorted_out([Path(p) for p in paths])
    catalogue, found = read_catalogue(data_dirs, data)
    problems += found
    problems += check_catalogue(catalogue)
    if not paths:
        scenarios = [file.path for file in catalogue.scenarios.values()]
        studies = [file.path for file in catalogue.studies.values()]
    shown = {file.path: name for name, file in catalogue.scenarios.items()}
    for path in scenarios:
        problems += resolve_scenario(catalogue, shown.get(path, _as_path(path)))[1]
    if not any(problem.mark.file in catalogue.files for problem in problems):
        shown = {file.path: name for name, file in catalogue.studies.items()}
        for path in studies:  # a study runs on the data: it has nothing to add to what they lack
            problems += resolve_study(catalogue, shown.get(path, _as_path(path)))[1]
    return sorted(dict.fromkeys(problems), key=lambda p: (p.mark, p.path))


def catalogue_with(
    paths: Sequence[Path | str] = (), data_dirs: Sequence[Path | str] = ()
) -> Catalogue:
    """Give the catalogue with the data files given, as `validate` sees it."""
    return read_catalogue(data_dirs, _sorted_out([Path(p) for p in paths])[0])[0]


def warnings(catalogue: Catalogue) -> list[Problem]:
    """Say what is hardly meant in a catalogue that has no problem."""
    network, _ = assemble(catalogue.tree, catalogue.known)
    return [] if network is None else doubts(network, catalogue.tree)


def load_all(
    paths: Sequence[Path | str] = (), data_dirs: Sequence[Path | str] = ()
) -> tuple[Catalogue, list[Resolved]]:
    """Load the catalogue and every scenario, given files included, as `validate` sees them.

    Raises
    ------
    InputError
        If something is wrong with them.
    """
    data, scenarios, _, problems = _sorted_out([Path(p) for p in paths])
    catalogue, found = read_catalogue(data_dirs, data)
    require([*problems, *found])
    names = [*catalogue.scenarios, *map(_as_path, scenarios)]
    return catalogue, [load_scenario(name, catalogue=catalogue) for name in names]


def check_catalogue(catalogue: Catalogue) -> list[Problem]:
    """Everything wrong with the catalogue's objects and their sources."""
    network, problems = assemble(catalogue.tree, catalogue.known)
    if network is None:
        return problems
    marks = catalogue.tree.marks
    problems += unknown_fact_ids(network, catalogue.facts, marks)
    problems += check_sources_keys(network, marks)
    shipped = [ref for ref in numbers(network, marks) if ref.mark.file in catalogue.shipped]
    return _by_mark([*problems, *unsourced(shipped)])


def _by_mark(problems: list[Problem]) -> list[Problem]:
    """Tell once what a corridor inherits from another."""
    told: dict[object, Problem] = {}
    for problem in problems:
        place = problem.mark if problem.mark.line else problem.path
        told.setdefault((place, problem.message), problem)
    return list(told.values())


def _sorted_out(
    paths: Sequence[Path],
) -> tuple[list[Path], list[Path], list[Path], list[Problem]]:
    """Tell data, scenario and study files apart; problems of those that cannot be read."""
    data: list[Path] = []
    scenarios: list[Path] = []
    studies: list[Path] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            content = read_yaml(path).data
        except InputError as error:
            problems += error.problems
            continue
        if is_data(content):
            data.append(path)
        else:
            (studies if _means_study(path, content) else scenarios).append(path)
    return data, scenarios, studies, problems


def _means_study(path: Path, content: dict[str, object]) -> bool:
    """By its keys, or by where it lies."""
    return is_study(content) or path.resolve().parent.parts[-2:] == ("scenarios", "studies")


def _as_path(path: Path) -> str:
    """Write a path so that it is not taken for a scenario's name."""
    return str(path) if len(path.parts) > 1 or path.suffix else f"./{path}"
