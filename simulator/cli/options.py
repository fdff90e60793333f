"""Options that several commands share."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from simulator.errors import InputError, Problem


@dataclass
class Shared:
    """What was given before the command's name."""

    data: list[Path] = field(default_factory=list)


DataDirs = Annotated[
    list[Path] | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help="Folder with data files of your own; a file there takes the place of the shipped one "
        "of the same name. May be given several times, before or after the command.",
        show_default=False,
    ),
]
RunOrStudy = Annotated[Path, typer.Argument(metavar="DIR", help="Run or study directory.")]
Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a value of the data or the scenario, for example "
        "legs.aktau-alat.km=480 or horizon_days=90.",
        show_default=False,
    ),
]
Seed = Annotated[
    int | None, typer.Option("--seed", metavar="N", help="Seed, instead of the scenario's.")
]
Replications = Annotated[
    int | None,
    typer.Option("--replications", metavar="N", help="Replications, instead of the scenario's."),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        metavar="N",
        min=1,
        help="Processes; by default one for each processor, but no more than there are runs.",
    ),
]
EngineName = Annotated[
    str | None,
    typer.Option(
        "--engine",
        metavar="NAME",
        help="compiled (default) or simpy: the same results, the second slower and readable.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]


_FILE_ENDINGS = (
    ".svg", ".png", ".pdf", ".jpg", ".jpeg", ".gif", ".csv", ".parquet", ".json", ".txt", ".md",
    ".html", ".yaml", ".yml",
)  # fmt: skip


def looks_like_a_file(path: Path) -> bool:
    """Whether a path that is to be a folder has the name of a file; one that exists may."""
    return path.suffix.lower() in _FILE_ENDINGS and not path.is_dir()


def check_folder(out: Path | None, hint: str) -> None:
    """Refuse an --out that is to be a folder and has the name of a file."""
    if out is not None and looks_like_a_file(out):
        message = f"{out} has the name of a file, and here a folder is meant"
        raise InputError(Problem("--out", message, hint))


def data_dirs(context: typer.Context, data: list[Path] | None) -> list[Path]:
    """Folders given before and after the command's name, in that order."""
    shared = context.obj if isinstance(context.obj, Shared) else Shared()
    return [*shared.data, *(data or [])]
