"""Entry point: parses, runs a command, and turns every failure into a message and a code."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from simulator import __version__
from simulator.cli import (
    chart,
    check,
    compare,
    new,
    report,
    run,
    schema,
    show,
    sweep,
    trace,
    validate,
)
from simulator.cli import list as listing
from simulator.cli.options import DataDirs, Shared
from simulator.cli.printing import complain
from simulator.errors import CorridorsimError, InputError

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
_USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]
"""Its home depends on the version of typer."""

_LEAST = re.compile(r"(?:not in the range x>=|greater than or equal to )(\d+)")
"""Words of a number that is too small; they depend on the version of typer."""

app = typer.Typer(
    name="corridorsim",
    help="Cost and time of a 40-foot container (FEU) across Eurasia, by corridor: simulated, with "
    "spread and causes.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("list")(listing.command)
app.command("show")(show.command)
app.command("validate")(validate.command)
app.command("run")(run.command)
app.command("compare")(compare.command)
app.command("trace")(trace.command)
app.command("sweep")(sweep.command)
app.command("chart")(chart.command)
app.command("report")(report.command)
app.command("check")(check.command)
app.command("schema")(schema.command)
app.add_typer(new.app, name="new")


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"corridorsim {__version__}\n")
        raise typer.Exit


@app.callback()
def _shared(
    context: typer.Context,
    data: DataDirs = None,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    context.obj = Shared(list(data or ()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; gives the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a letter that the terminal lacks is no error
    try:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, _terminated)
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        return _reader_left()
    except (CorridorsimError, OSError, MemoryError, KeyboardInterrupt) as error:
        code, message = _explained(error)
        complain(message)
    return code


def _explained(error: BaseException) -> tuple[int, str]:
    """Exit code and message of a failure that is no fault of the program."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED, "interrupted"
    if isinstance(error, InputError):
        return BAD_INPUT, str(error)
    if isinstance(error, CorridorsimError):
        return FAILED, str(error)
    if isinstance(error, OSError):
        return BAD_INPUT, _os_words(error)
    return BAD_INPUT, str(error) or "not enough memory; use fewer --workers or a shorter horizon"


def _run(arguments: list[str]) -> int:
    command = typer.main.get_command(app)
    try:
        with command.make_context("corridorsim", arguments) as context:
            command.invoke(context)
    except typer.Exit as stop:
        return stop.exit_code
    except _USAGE_ERROR as error:
        complain(_usage_words(error, arguments))
        return BAD_INPUT
    return DONE


def _usage_words(error: Exception, arguments: Sequence[str]) -> str:
    """Say what is wrong with the arguments, and where help is."""
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    head, _, said = message.partition(": ")
    names = getattr(getattr(error, "param", None), "opts", ())
    least = _LEAST.search(said)
    if "valid integer" in said:
        message = f"{head}: expected a whole number{_value_of(names, arguments)}"
    elif least and names:
        message = f"{names[0]}: must be at least {least[1]}{_value_of(names, arguments)}"
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "corridorsim"
    if type(error).__name__ == "NoArgsIsHelpError":
        return str(message)
    return f"{command}: {message}\nTry `{command} --help`."


def _value_of(names: Sequence[str], arguments: Sequence[str]) -> str:
    """`, found 'six'`: what was given for an option of these names."""
    for name, following in zip(arguments, [*arguments[1:], ""], strict=True):
        option, equals, value = name.partition("=")
        if option in names:
            found = value if equals else following
            return f", found {found}" if found.lstrip("-").isdecimal() else f", found '{found}'"
    return ""


def _os_words(error: OSError) -> str:
    reason = (error.strerror or str(error) or type(error).__name__).lower()
    return f"{Path(os.fsdecode(error.filename))}: {reason}" if error.filename else reason


def _terminated(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _reader_left() -> int:
    """End quietly when whatever reads standard output has seen enough (`| head`)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE
