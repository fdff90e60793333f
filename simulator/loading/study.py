"""Study files: found, read strictly, and checked against the data before anything runs."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from simulator.errors import InputError, Mark, Problem, near_miss
from simulator.loading.build import build
from simulator.loading.catalogue import Catalogue, load_catalogue
from simulator.loading.evidence import require
from simulator.loading.names import listed, matching
from simulator.loading.roots import ENDINGS, is_study
from simulator.loading.scenario_files import merged_scenario, put_options
from simulator.loading.study_checks import check_study
from simulator.loading.tree import Tree
from simulator.loading.variation import Base
from simulator.loading.yaml_reader import DataPath, Document, read_yaml
from simulator.loading.yaml_scalars import plain_scalar
from simulator.model.study import Listed, RouteChoice, Study

_OF_STUDY = ("name", "extends", "seed", "replications", "precision")
"""Scenario keys that a study gives itself, or that would undo what it does."""
_MOST_NAMED = 30
"""Studies named to somebody who asked for one that there is not."""


@dataclass(frozen=True)
class LoadedStudy:
    """A study file that can run."""

    study: Study
    bases: dict[str, Base]
    """The study's own base under an empty name; scenarios that its method names, by that name."""
    files: dict[str, str]
    """File name → SHA-256, of every file used."""
    marks: Tree = field(repr=False, compare=False, default_factory=Tree)

    @property
    def base(self) -> Base:
        """The scenario that points start from."""
        return self.bases[""]


def load_study(
    name_or_path: str | Path | dict[str, Any],
    data_dirs: Sequence[Path | str] = (),
    catalogue: Catalogue | None = None,
) -> LoadedStudy:
    """Read a study: a shipped one by its name, a file by its path, or the content of a file.

    Parameters
    ----------
    name_or_path : what to read.
    data_dirs : folders given with --data.
    catalogue : read already; `data_dirs` is then not looked at.

    Raises
    ------
    InputError
        With everything that is wrong with the study, its base, and its paths.
    """
    data = catalogue if catalogue is not None else load_catalogue(data_dirs)
    loaded, problems = resolve_study(data, name_or_path)
    require(problems)
    if loaded is None:  # no problem, so there is a study
        raise AssertionError
    return loaded


def resolve_study(
    catalogue: Catalogue, name_or_path: str | Path | dict[str, Any]
) -> tuple[LoadedStudy | None, list[Problem]]:
    """Read and check a study: None where it cannot be had, and all problems."""
    try:
        document, folder = _document(catalogue, name_or_path)
        tree = Tree(document.data, document.marks)
        if tree.data.get("name") is None:
            tree.data["name"] = Path(document.file).stem
        study = _built(tree, catalogue, document, folder)
        files = {document.file: document.sha256} if document.sha256 else {}
        study, more = _with_points(study, folder, tree)
        loaded = _with_bases(study, catalogue, document, folder, {**files, **more})
    except InputError as error:
        return None, error.problems
    return loaded, check_study(loaded.study, loaded.base, tree)


def _built(tree: Tree, catalogue: Catalogue, document: Document, folder: Path) -> Study:
    """Build the study; raises what is wrong with it, and with paths of factors that are right."""
    try:
        return build(Study, tree)
    except InputError as error:
        beside = _wrong_beside(tree, catalogue, document, folder, error.problems)
        raise InputError([*error.problems, *beside]) from None


def _wrong_beside(
    tree: Tree, catalogue: Catalogue, document: Document, folder: Path, wrong: Sequence[Problem]
) -> list[Problem]:
    """Names and paths that lead nowhere, in the parts of a study that are written right."""
    places = [problem.path.split(".") for problem in wrong]
    bad = {place[0] for place in places}
    if not bad.isdisjoint(("", "base", "scenario")):  # the base decides what paths lead to
        return []
    sound = Tree({k: v for k, v in tree.data.items() if k not in bad}, tree.marks)
    factors = tree.data.get("factors")
    if "factors" in bad and isinstance(factors, dict):
        named = {place[1] for place in places if place[0] == "factors" and len(place) > 1}
        sound.data["factors"] = {k: v for k, v in factors.items() if k not in named}
    if not bad.isdisjoint(("factors", "method")):  # the method may need what is not there
        sound.data["method"] = {"kind": "one_at_a_time"}
    try:
        study = build(Study, sound)
        base = _with_bases(study, catalogue, document, folder, {}).base
    except InputError as error:
        return [p for p in error.problems if p.path == "base"]
    return [p for p in check_study(study, base, sound) if p.path != "factors"]


def _document(
    catalogue: Catalogue, name_or_path: str | Path | dict[str, Any]
) -> tuple[Document, Path]:
    """The study's content, and the folder from which it names files."""
    if isinstance(name_or_path, dict):
        data = {"name": "study", **name_or_path}
        return Document("study", data, {(): Mark("study")}, ""), Path()
    path, shown = _find(catalogue, str(name_or_path))
    document = read_yaml(path, shown)
    if not is_study(document.data):
        hint = "a study has `factors` and a `method`; run a scenario with `corridorsim run`"
        raise InputError(Problem("", "is no study file", hint, Mark(shown)))
    return document, path.parent


def _find(catalogue: Catalogue, text: str) -> tuple[Path, str]:
    given = Path(text)
    if given.suffix in ENDINGS or len(given.parts) > 1:
        return given, text
    found = matching(text, dict.fromkeys(catalogue.studies, ()))
    if found:
        file = catalogue.studies[found[0]]
        return file.path, file.shown
    there = f"there are {listed(sorted(catalogue.studies), _MOST_NAMED)}"
    hint = " ".join(filter(None, (near_miss(text, catalogue.studies), there)))
    if text in catalogue.scenarios:
        hint = f"{text} is a scenario: corridorsim run {text}"
    raise InputError(Problem("", f"there is no study '{text}'", hint))


def _with_points(study: Study, folder: Path, tree: Tree) -> tuple[Study, dict[str, str]]:
    """Put the rows of a file of points in its place."""
    method = study.method
    if not isinstance(method, Listed) or not isinstance(method.points, str):
        return study, {}
    path, mark = folder / method.points, tree.mark(("method", "points"))
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"{method.points} cannot be read: {reason}"
        raise InputError(Problem("method.points", message, mark=mark)) from None
    rows = tuple(_points(text, method.points, study))
    if not rows:
        raise InputError(Problem("method.points", f"{method.points} holds no point", mark=mark))
    listed = method.model_copy(update={"points": rows})
    digest = {method.points: hashlib.sha256(raw).hexdigest()}
    return study.model_copy(update={"method": listed}), digest


def _points(text: str, name: str, study: Study) -> Iterator[dict[str, Any]]:
    reader = csv.DictReader(io.StringIO(text))
    strange = [c for c in reader.fieldnames or () if c not in study.factors]
    if strange or not reader.fieldnames:
        what = f"there is no factor '{strange[0]}'" if strange else "is empty"
        hint = near_miss(strange[0], study.factors) if strange else "first line: factor names"
        raise InputError(Problem("", what, hint, Mark(name, 1)))
    for row in reader:
        if None in row:
            message = "has more cells than the first line"
            raise InputError(Problem("", message, mark=Mark(name, reader.line_num)))
        cells = {k: v.strip() for k, v in row.items() if v is not None and v.strip()}
        yield {k: _cell(v, name, reader.line_num) for k, v in cells.items()}


def _cell(text: str, name: str, line: int) -> float | str:
    try:
        value = plain_scalar(text)
    except ValueError as error:
        raise InputError(Problem("", str(error), mark=Mark(name, line))) from None
    return float(value) if isinstance(value, (int, float)) and value not in (True, False) else text


def _with_bases(
    study: Study, catalogue: Catalogue, document: Document, folder: Path, files: dict[str, str]
) -> LoadedStudy:
    """Merge the base, and the scenarios that the method names, with the study's own keys."""
    over = _over(study, document)
    named: tuple[str, ...] = ()
    if isinstance(study.method, (Listed, RouteChoice)):
        named = study.method.scenarios
    bases: dict[str, Base] = {}
    problems: list[Problem] = []
    wanted: list[tuple[str, str, DataPath]] = [("", study.base, ("base",))]
    wanted += [(name, name, ("method", "scenarios", i)) for i, name in enumerate(named)]
    for key, text, path in wanted:
        mark = Tree(document.data, document.marks).mark(path)
        try:
            bases[key] = _base(catalogue, text, folder, over, study)
        except InputError as error:
            problems += _marked(error.problems, ".".join(map(str, path)), mark)
    require(problems)
    for base in bases.values():
        files = {**base.resolved.files, **files}
    return LoadedStudy(study, bases, files, Tree(document.data, document.marks))


def _over(study: Study, document: Document) -> Document:
    """The study's `scenario` as a scenario file that extends the base."""
    marks = {p[1:]: m for p, m in document.marks.items() if p[:1] == ("scenario",)}
    taken = [key for key in study.scenario if key in _OF_STUDY]
    if taken:
        message = f"`{taken[0]}` cannot be given here"
        hint = "give `seed` and `replications` to the study itself, a scenario to extend as `base`"
        mark = marks.get((taken[0],), Mark(document.file))
        raise InputError(Problem(f"scenario.{taken[0]}", message, hint, mark))
    marks = {(): document.marks.get((), Mark(document.file)), **marks}
    return Document(document.file, dict(study.scenario), marks, document.sha256)


def _base(catalogue: Catalogue, text: str, folder: Path, over: Document, study: Study) -> Base:
    given = Path(text)
    is_file = given.suffix in ENDINGS or len(given.parts) > 1
    merged = merged_scenario(catalogue, folder / given if is_file else text, over)
    merged.tree.data.pop("precision", None)
    merged.tree.data["name"] = given.stem if is_file else text
    put_options(merged.tree, {"seed": study.seed, "replications": study.replications})
    digests = {name: digest for name, digest in merged.files.items() if digest}
    base = Base(catalogue, replace(merged, files=digests))
    assert base.resolved  # says what is wrong with it
    return base


def _marked(problems: Iterable[Problem], path: str, mark: Mark) -> list[Problem]:
    """Problems that know no place of their own stand where the scenario is named."""
    return [replace(p, path=p.path or path, mark=mark) if not p.mark.file else p for p in problems]
