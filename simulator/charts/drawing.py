"""Draw the charts of a run directory into files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from simulator.charts import compare, cost_stack, time_distance
from simulator.charts.about import About, about
from simulator.charts.chart import Chart, save
from simulator.charts.style import FORMATS
from simulator.errors import InputError, Problem, near_miss, plain
from simulator.results.read import Run, read

_KINDS: dict[str, Callable[[Run, About], Iterator[Chart]]] = {
    "compare": compare.charts,
    "time-distance": time_distance.charts,
    "cost-stack": cost_stack.charts,
}
KINDS: tuple[str, ...] = tuple(_KINDS)


def draw(
    directory: Path,
    kinds: Sequence[str] = (),
    format: str = "svg",
    out: Path | None = None,
    data_dirs: Sequence[Path | str] = (),
) -> list[Path]:
    """Draw charts of a run and write each with its data and its alternative text.

    Parameters
    ----------
    directory : a run directory.
    kinds : of `KINDS`; none means all.
    format : of `FORMATS`.
    out : folder to write into, `charts` in the run directory without it.
    data_dirs : folders of `--data`, for the names and published ranges of a user's corridors.

    Returns
    -------
    Paths of the figures, `<kind>[-<market>][-<direction of the way back>].<format>`.

    Raises
    ------
    InputError
        For an unknown kind or format, or a folder that holds no run.
    """
    wanted = [_known(kind, KINDS, "kind of chart") for kind in kinds] or list(KINDS)
    ending = _known(format.lstrip("."), FORMATS, "format")
    run = read(Path(directory))
    known = about(run, data_dirs)
    folder = Path(directory) / "charts" if out is None else Path(out)
    return [
        save(chart, folder, ending)
        for kind in dict.fromkeys(wanted)
        for chart in _KINDS[kind](run, known)
    ]


def _known(word: str, known: Sequence[str], what: str) -> str:
    found = next((k for k in known if plain(k) == plain(word)), None)
    if found is None:
        hint = near_miss(word, known) or f"one of {', '.join(known)}"
        raise InputError(Problem("chart", f"no {what} is called '{word}'", hint))
    return found
