"""Write a report as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from simulator.errors import InputError, Problem, near_miss
from simulator.report.document.build import report_of
from simulator.report.document.html import html
from simulator.report.document.markdown import markdown
from simulator.report.document.parts import Report
from simulator.report.document.pdf import pdf
from simulator.report.progress import Step, silent

FORMATS = ("html", "pdf", "md")
_ENDINGS = {"htm": "html", "markdown": "md"}
"""Other endings of a file → its format."""


def write_report(
    directory: Path | str,
    other: Path | str | None = None,
    *,
    format: str | None = None,
    out: Path | str | None = None,
    template: Path | str | None = None,
    data: Sequence[Path | str] = (),
    tell: Callable[[str], None] | None = None,
    step: Step = silent,
) -> list[Path]:
    """Report a run, a study, or what a second run changes; equal input gives equal bytes.

    Parameters
    ----------
    directory : run or study directory.
    other : run directory to compare with the first.
    format : of `FORMATS`; told by the ending of `out` if not given, html without either.
    out : file to write; beside the directory `<directory>-report.<format>` by default, for two
        runs `<second>-against-<first>.<format>`. A file that is there is replaced.
    template : Jinja template (html, md) or Typst file (pdf) in place of the shipped one.
    data : folders of `--data` that the run had.
    tell : called with why assumptions and sources could not be told, if so.
    step : called with what is being done, again and again.

    Returns
    -------
    Paths written: the report, and for Markdown its pictures and their data.

    Raises
    ------
    InputError
        For an unknown format, one that is not that of `out`'s ending, a directory that cannot be
        reported, or a template with a fault.
    """
    kind = _format(format, out)
    path = Path(out) if out is not None else _default(Path(directory), other, kind)
    own = Path(template) if template is not None else None
    if own is not None and not own.is_file():
        raise InputError(Problem(str(own), "is not a file", "give a template with --template"))
    second = Path(other) if other is not None else None
    report = report_of(Path(directory), second, data, step)
    if report.lacking and tell is not None:
        tell(report.lacking)
    step(f"writing {path.name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "pdf":
        path.write_bytes(pdf(report, own))
        return [path]
    if kind == "md":
        return _markdown(report, path, own)
    path.write_text(html(report, own), encoding="utf-8", newline="\n")
    return [path]


def _format(given: str | None, out: Path | str | None) -> str:
    """Format of a report: the one given, or that of its file's ending; both must agree."""
    ending = Path(out).suffix.lstrip(".").lower() if out is not None else ""
    named = _ENDINGS.get(ending, ending)
    if given is None:
        return _known("--out", named or FORMATS[0])
    kind = _known("--format", given)
    if named.isalpha() and named != kind:
        message = f"{out} has the ending of {named.upper()}, but --format asks for {kind.upper()}"
        hint = f"name the file {Path(str(out)).stem}.{kind}, or leave out --format"
        if named not in FORMATS:
            message = f"{out} has the ending .{ending}, but --format asks for {kind.upper()}"
            hint = f"name the file {Path(str(out)).stem}.{kind}"
        raise InputError(Problem("--out", message, hint))
    return kind


def _known(option: str, word: str) -> str:
    word = word.lower().lstrip(".")
    if word not in FORMATS:
        hint = near_miss(word, FORMATS) or f"one of {', '.join(FORMATS)}"
        raise InputError(Problem(option, f"a report is not written as '{word}'", hint))
    return word


def _default(directory: Path, other: Path | str | None, kind: str) -> Path:
    """A file beside the directory, which holds its own files alone."""
    own = directory.resolve()
    if other is None:
        return own.with_name(f"{own.name}-report.{kind}")
    second = Path(other).resolve()
    return second.with_name(f"{second.name}-against-{own.name}.{kind}")


def _markdown(report: Report, path: Path, template: Path | None) -> list[Path]:
    folder = path.with_name(f"{path.stem}-files")
    written = [path]
    path.write_text(markdown(report, folder.name, template), encoding="utf-8", newline="\n")
    for picture in report.pictures():
        folder.mkdir(exist_ok=True)
        for ending, content in (("svg", picture.svg), ("csv", picture.data)):
            beside = folder / f"{picture.name}.{ending}"
            beside.write_text(content, encoding="utf-8", newline="\n")
            written.append(beside)
    return written
