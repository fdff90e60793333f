"""Draw the charts of a run or of a study, and write them into files."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from simulator.charts.about import about
from simulator.charts.about_study import about_study
from simulator.charts.chart import Chart, save
from simulator.charts.kinds import ALIASES, DIFFERENCE, KINDS, Kind, of_run, of_study
from simulator.charts.style import FORMATS, WIDTHS
from simulator.errors import InputError, Problem, near_miss, plain
from simulator.results.read import read
from simulator.study.store import STUDY
from simulator.study.write import read_study

Batches = Iterator[tuple[Kind, Iterator[Chart]]]
"""Kinds, each with its charts."""


def charts(
    directory: Path | str,
    kinds: Sequence[str] = (),
    data_dirs: Sequence[Path | str] = (),
    *,
    width: str = "page",
    against: Path | str | None = None,
) -> Iterator[Chart]:
    """Draw charts of a run or study directory, one after another.

    Parameters
    ----------
    directory : of a run, or of a finished study.
    kinds : of `KINDS`; none means all that the directory has something for (the difference alone
        where `against` is given).
    data_dirs : folders of `--data`, for the names and published ranges of a user's corridors.
    width : of `WIDTHS`. Kinds that need a page's width keep it, unless they are asked for by name.
    against : another run directory, which the difference takes away.

    Raises
    ------
    InputError
        For an unknown kind or width, a kind that the directory cannot have, or a folder that
        holds neither a run nor a study.
    """
    batches = _batches(Path(directory), kinds, data_dirs, width, against, [])
    return (chart for _, some in batches for chart in some)


def _batches(
    folder: Path, kinds: Sequence[str], data_dirs: Sequence[Path | str], width: str,
    against: Path | str | None, still: list[tuple[str, str]],
) -> Batches:  # fmt: skip
    """Kinds that are asked for, each with its charts; parameters are those of `charts`.

    Markets (with their direction) in which two runs do not differ are added to `still`.
    """
    study = (folder / STUDY).is_file()
    if study and against is not None:
        raise InputError(Problem("chart", "a study has no difference to a run"))
    named = [KINDS[ALIASES.get(k, k)] for k in (_known(k, (*KINDS, *ALIASES), "kind of chart")
             for k in kinds)]  # fmt: skip
    across = WIDTHS[_known(width, tuple(WIDTHS), "width")]
    _check(named, folder, study, against)
    narrow = _narrow(named, across)
    return _of_study(folder, named, data_dirs, narrow) if study else _of_run(
        folder, named, data_dirs, narrow, against, still
    )  # fmt: skip


def _check(named: Sequence[Kind], folder: Path, study: bool, against: Path | str | None) -> None:
    for kind in named:
        if kind.name == DIFFERENCE and against is None:
            hint = "give the other run with --against"
            raise InputError(Problem("chart", "a difference needs a second run", hint))
        if (kind.of_study is None) if study else (kind.of_run is None and kind.name != DIFFERENCE):
            has = ", ".join(of_study() if study else of_run())
            what = "study" if study else "run"
            problem = f"{folder} holds a {what}, which has no chart called '{kind.name}'"
            raise InputError(Problem("chart", problem, f"it has {has}"))


def _narrow(named: Sequence[Kind], across: float) -> float:
    """Width for kinds that can be narrow; refuses one by name that cannot."""
    for kind in named:
        if across < WIDTHS["page"] and not kind.narrow:
            can = ", ".join(k.name for k in KINDS.values() if k.narrow)
            problem = f"'{kind.name}' needs the width of a page"
            raise InputError(Problem("chart", problem, f"a column's width suits {can}"))
    return across


def _of_run(
    folder: Path, named: Sequence[Kind], data_dirs: Sequence[Path | str], across: float,
    against: Path | str | None, still: list[tuple[str, str]],
) -> Batches:  # fmt: skip
    run = read(folder)
    known = about(run, data_dirs)
    wanted = list(dict.fromkeys(named)) or [k for k in KINDS.values() if k.of_run is not None]
    if against is not None:
        from simulator.charts import difference

        base = read(Path(against))
        at = replace(known, width_mm=across)
        yield KINDS[DIFFERENCE], difference.charts(
            run, at, base, about(base, data_dirs), still.append
        )  # fmt: skip
        wanted = [k for k in named if k.name != DIFFERENCE]
    for kind in wanted:
        if kind.of_run is not None:
            yield kind, kind.of_run(run, replace(known, width_mm=kind.width(across)))


def _of_study(
    folder: Path, named: Sequence[Kind], data_dirs: Sequence[Path | str], across: float
) -> Batches:
    found = read_study(folder)
    known = about_study(found, folder, data_dirs)
    wanted = list(dict.fromkeys(named)) or list(KINDS.values())
    for kind in wanted:
        if kind.of_study is not None:
            yield kind, kind.of_study(found, replace(known, width_mm=kind.width(across)))


def draw(
    directory: Path,
    kinds: Sequence[str] = (),
    format: str = "svg",
    out: Path | None = None,
    data_dirs: Sequence[Path | str] = (),
    *,
    width: str = "page",
    against: Path | str | None = None,
    missing: Callable[[Problem], None] | None = None,
    step: Callable[[str], None] | None = None,
) -> list[Path]:
    """Draw charts and write each with its data (.csv) and its alternative text (.txt).

    All files come into their folder at the end; drawing that is broken off leaves none. A
    KeyboardInterrupt says so, or how many files were there already if it comes in that moment.

    Parameters are those of `charts`, and:

    format : of `FORMATS`.
    out : folder to write into; without it `<directory>-charts` beside the directory, which stays
        as its run or study has written it.
    missing : is told each kind of which nothing could be drawn, and what it needs; without names
        of kinds those of a run alone, for no study has them all. And in which markets two runs
        do not differ, as these are not drawn.
    step : is told which chart is written.

    Returns
    -------
    Paths of the figures, `<kind>[-<market>][-<direction of the way back>].<format>`.

    Raises
    ------
    InputError
        As `charts`, for an unknown format, and where there is nothing at all to draw.
    """
    ending = _known(format.lstrip("."), FORMATS, "format")
    source = Path(directory)
    folder = beside(source) if out is None else Path(out)
    written: list[Path] = []
    lacking, still = [], list[tuple[str, str]]()
    with _put_at_once(folder) as place:
        for kind, found in _batches(source, kinds, data_dirs, width, against, still):
            paths = []
            for chart in found:
                if step is not None:
                    step(chart.name)
                paths.append(folder / save(chart, place, ending).name)
            written += paths
            if not paths:
                lacking.append(_nothing(kind, still))
        if not written:
            raise InputError(lacking)
    if missing is not None and (kinds or not (source / STUDY).is_file()):
        for problem in lacking:
            missing(problem)
        if still and not any(problem.path == DIFFERENCE for problem in lacking):
            missing(_not_drawn(still))
    return written


def _not_drawn(still: Sequence[tuple[str, str]]) -> Problem:
    """Say in one line in which markets and directions two runs do not differ."""
    markets: dict[str, list[str]] = {}
    for market, direction in still:
        markets.setdefault(market, []).append(direction)
    said = "; ".join(f"{market} ({', '.join(ways)})" for market, ways in markets.items())
    return Problem(DIFFERENCE, f"not drawn where both runs have the same figures: {said}")


def _nothing(kind: Kind, still: Sequence[tuple[str, str]]) -> Problem:
    if kind.name == DIFFERENCE and still:
        return Problem(kind.name, "nothing to draw: days and dollars are the same in both runs")
    return Problem(kind.name, "nothing to draw", f"it needs {kind.needs}")


@contextmanager
def _put_at_once(folder: Path) -> Iterator[Path]:
    """Give a folder whose files come into another at the end, or vanish if it is not reached."""
    existed = folder.is_dir()
    folder.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=".part-", dir=folder))
    files: list[Path] = []
    try:
        yield place
        files = sorted(place.iterdir())
        for path in files:
            path.replace(folder / path.name)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_broken_off(files, folder)) from None
    finally:
        shutil.rmtree(place, ignore_errors=True)
        if not existed and not any(folder.iterdir()):
            folder.rmdir()


def _broken_off(files: Sequence[Path], folder: Path) -> str:
    """Say what drawing that was broken off leaves of its files."""
    put = sum(not path.exists() for path in files)
    if not put:
        return f"nothing was written to {folder}: charts come there together, when all are drawn"
    return f"{put} of {len(files)} files were written to {folder}"


def beside(directory: Path) -> Path:
    """Folder for the charts of a directory: next to it, so that it holds its own files alone."""
    named = directory if directory.name not in ("", "..") else directory.resolve()
    return named.with_name(f"{named.name}-charts")


def _known(word: str, known: Sequence[str], what: str) -> str:
    found = next((k for k in known if plain(k) == plain(word)), None)
    if found is None:
        hint = near_miss(word, known) or f"one of {', '.join(known)}"
        raise InputError(Problem("chart", f"no {what} is called '{word}'", hint))
    return found
