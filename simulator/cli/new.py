"""`corridorsim new`: a commented starting file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.options import DataDirs, looks_like_a_file
from simulator.cli.printing import say, write_text
from simulator.errors import InputError, Problem

app = typer.Typer(help="Write a commented starting file.", no_args_is_help=True)

_ENDINGS = (".yaml", ".yml")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of what is new.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE|DIR", help="Where to write; by default NAME.yaml here."),
]


@app.command("corridor")
def corridor(name: Name, out: Out = None, data: DataDirs = None) -> None:
    """Write a corridor with its places, legs, services and demand."""
    del data
    from simulator.report.templates import corridor_file, identifier

    key = identifier(name)
    path = _target(key, name, out)
    _not_shipped(path, "corridor", key)
    write_text(path, corridor_file(_quoted(name), str(path), str(path.parent)))
    say(f"Written to {path}", f"Run it: corridorsim run baseline --data {path.parent} "
        f"--set corridors=[{key}] --replications 6 --out runs/{key}")  # fmt: skip


@app.command("scenario")
def scenario(name: Name, out: Out = None, data: DataDirs = None) -> None:
    """Write a scenario that extends the baseline."""
    del data
    from simulator.report.templates import identifier, scenario_file

    path = _target(identifier(name), name, out)
    _not_shipped(path, "scenario", path.stem)
    write_text(path, scenario_file(_quoted(name), str(path)))
    say(f"Written to {path}", f"Run it: corridorsim run {path}")


@app.command("study")
def study(name: Name, out: Out = None, data: DataDirs = None) -> None:
    """Write a study of the baseline: which assumptions matter."""
    del data
    from simulator.report.templates import identifier
    from simulator.report.templates_study import study_file

    path = _target(identifier(name), name, out)
    _not_shipped(path, "study", path.stem)
    write_text(path, study_file(_quoted(name), str(path), identifier(name)))
    say(f"Written to {path}", f"Run it: corridorsim sweep {path}")


def _target(key: str, name: str, out: Path | None) -> Path:
    """File to write: never one that exists."""
    if not key or not key.isascii() or key[0].isdigit():
        hint = "begin with a letter, for example my-route"
        raise InputError(Problem("new", f"'{name}' gives no id", hint))
    path = Path(f"{key}.yaml") if out is None else out
    if path.suffix not in _ENDINGS and looks_like_a_file(path):
        hint = f"write --out {path.with_suffix('.yaml')}, or a folder"
        raise InputError(Problem("--out", f"{path} is not the name of a YAML file", hint))
    if path.is_dir() or path.suffix not in _ENDINGS:
        path = path / f"{key}.yaml"
    if path.exists():
        raise InputError(Problem(str(path), "exists already", "give another name or --out"))
    return path


def _not_shipped(path: Path, kind: str, key: str) -> None:
    """Refuse a name that is taken: yours would take the place of what is shipped, or share it."""
    from simulator.loading.catalogue import load_catalogue

    catalogue = load_catalogue()
    taken = {
        "corridor": catalogue.known["corridors"],
        "scenario": catalogue.scenarios.keys(),
        "study": catalogue.studies.keys(),
    }[kind]
    if key in taken or (kind == "corridor" and f"corridors/{path.name}" in catalogue.shipped):
        message = f"a {kind} of this name is shipped"
        raise InputError(Problem(str(path), message, "give another name"))


def _quoted(name: str) -> str:
    """Keep a name that goes into YAML text one plain word-string."""
    wrong = [c for c in name if not (c.isalnum() or c in " -_.()/")]
    if wrong:
        hint = "use letters, digits, spaces, hyphens, dots and brackets"
        raise InputError(Problem("new", f"the name holds '{wrong[0]}'", hint))
    return name
