"""From a run directory, two of them, or a study directory to a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from simulator.charts.about import About, about
from simulator.errors import InputError, Problem
from simulator.report.document.answer import answer
from simulator.report.document.assumptions import assumptions
from simulator.report.document.basis import Basis, basis
from simulator.report.document.comparison import comparison
from simulator.report.document.contest import contests
from simulator.report.document.glance import glance
from simulator.report.document.parts import (
    Number,
    Paragraph,
    Ref,
    Report,
    Section,
    Text,
    Words,
    paragraph,
    section,
    text,
)
from simulator.report.document.pictures import Pictures, of_difference, of_run, of_study
from simulator.report.document.risks import risks
from simulator.report.document.sources_list import sources
from simulator.report.document.studies import base_of, findings, points, sensitivity, varied
from simulator.report.document.two_runs import (
    Pair,
    answers,
    differences,
    input_differences,
)
from simulator.report.document.where import where
from simulator.report.progress import Step, silent
from simulator.report.settings import CHANGED, altered
from simulator.report.text import counted
from simulator.results.compare import compare
from simulator.results.inputs import brief_changes, names, scenario_of
from simulator.results.read import Run, read
from simulator.study.store import STUDY
from simulator.study.write import StudyResults, read_study

RUN_KINDS = (
    "compare", "days-stack", "cost-stack", "time-distance", "cdf", "months", "queue", "map",
)  # fmt: skip
"""Charts of a run's report: neither stringlines of one week, nor what a table tells shorter."""
Folders = Sequence[Path | str]


def report_of(
    directory: Path, other: Path | None = None, data_dirs: Folders = (), step: Step = silent
) -> Report:
    """Write the report of a run, of two runs, or of a study, as sections.

    `step` is told what is being done.

    Raises
    ------
    InputError
        If a directory holds neither a run nor a finished study, or two runs cannot be compared.
    """
    step("reading the results")
    if other is not None:
        return _of_two(directory, other, data_dirs, step)
    if (directory / STUDY).is_file():
        return _of_study(directory, data_dirs, step)
    return _of_run(read(directory), data_dirs, step)


def _of_run(run: Run, data_dirs: Folders, step: Step) -> Report:
    known = about(run, data_dirs)
    found = basis(run.document, data_dirs)
    pictures = of_run(run, known, RUN_KINDS, step)
    sections = (
        _answers(run, known),
        comparison(run, known, pictures),
        where(run, known, pictures),
        risks(run, known, pictures),
        assumptions(run.document, known, found),
        sources(found),
    )
    scenario = run.document.get("scenario", {})
    title = f"{scenario.get('title') or known.scenario}{_mark(run)}"
    words = f"Cost and time of a 40-foot container by corridor: scenario {known.scenario}"
    return Report(title, words, _about_run(run, known), sections, found.lacking)


def _mark(run: Run) -> str:
    """Says that a run is not of its scenario's file as it stands."""
    return f" {CHANGED}" if altered(run.document) else ""


def _answers(run: Run, known: About) -> Section:
    ahead = [c for c in contests(run.summary, run.replications, known) if c.forward]
    parts = [
        section(f"answer-{c.market}", known.market(c.market), *answer(c, known, run.stages))
        for c in ahead
    ]
    table = glance(ahead, known)
    return section("answer", "The answer", _how_sure(known), table, *parts, *_doubts(known))


def _how_sure(known: About) -> Paragraph:
    pairs = ""
    if known.replications > 1:
        pairs = f" Differences are paired over {known.replications} replications."
    return paragraph(
        "Averages are over all containers released in the window; the way back is under ",
        Ref("Comparison", "comparison"), f".{pairs} Intervals cover the luck of storms, queues and "
        "arrivals, not what is uncertain in tariffs and other inputs, which are listed under ",
        Ref("Assumptions", "assumptions"), ".", role="note",
    )  # fmt: skip


def _doubts(known: About) -> list[Paragraph]:
    return [paragraph(doubt, role="warning") for doubt in known.doubts]


def _about_run(run: Run, known: About) -> tuple[tuple[str, Text], ...]:
    years = sorted({int(y) for y in run.summary["price_year"].dropna()})
    size = counted(known.replications, "replication")
    return (
        ("Scenario", text(Words(known.scenario, code=True), f" ({known.digest})")),
        ("Money", text("USD of ", ", ".join(map(str, years)), " per FEU (40-foot container)")),
        ("Simulated", text(
            Number(float(run.summary[run.summary["scope"] == "terminal"]["feu"].sum()), "count"),
            f" FEU from terminal to terminal, {size}, seed {run.seed}",
        )),
        ("Made by", text(f"corridorsim {known.version}")),
    )  # fmt: skip


def _of_two(directory_a: Path, directory_b: Path, data_dirs: Folders, step: Step) -> Report:
    for directory in (directory_a, directory_b):
        if (directory / STUDY).is_file():
            message = "is a study; only two runs can be compared"
            hint = f"`corridorsim report {directory}` reports the study"
            raise InputError(Problem(str(directory), message, hint))
    a, b = read(directory_a), read(directory_b)
    frame = compare(directory_a, directory_b)
    first, second = about(a, data_dirs), about(b, data_dirs)
    known = _merged(first, second)
    named = names(a, b)
    pair = Pair(*named, frame, a.document, b.document)
    found = basis(b.document, data_dirs)
    both = [_figures(f"figures-{letter}", f"{letter}: {name}", run, known)
            for letter, name, run in (("A", named[0], a), ("B", named[1], b))]  # fmt: skip
    sections = (
        answers(pair, known),
        differences(pair, known, of_difference(directory_a, directory_b, data_dirs, step)),
        input_differences(pair),
        section("comparison", "Both runs", *both, place="annex"),
        assumptions(b.document, known, found),
        sources(found),
    )
    title, subtitle = _titles(a, b, named)
    lines = (
        ("A", text(Words(named[0]), f" ({first.digest}){_mark(a)}")),
        ("B", text(Words(named[1]), f" ({second.digest}){_mark(b)}")),
        *_about_run(b, second)[1:],
    )
    return Report(title, subtitle, lines, sections, found.lacking)


def _titles(a: Run, b: Run, named: tuple[str, str]) -> tuple[str, str]:
    """Title and subtitle: scenarios, or of one scenario the runs and what differs in their input.

    `named` as `simulator.results.inputs.names` gives them.
    """
    scenario = scenario_of(b.document)
    if scenario and scenario_of(a.document) == scenario:
        changed = brief_changes(a.document, b.document, named[1])
        what = f"What {changed} changes" if changed else "Two runs of the same input"
        return ", against ".join(reversed(named)), f"{what}, scenario {scenario}"
    titles = (
        str(run.document.get("scenario", {}).get("title") or name)
        for run, name in zip((b, a), reversed(named), strict=True)
    )
    return ", against ".join(titles), "What the second scenario changes"


def _merged(first: About, second: About) -> About:
    return replace(
        second, places={**first.places, **second.places},
        statuses={**first.statuses, **second.statuses},
    )  # fmt: skip


def _figures(key: str, title: str, run: Run, known: About) -> Section:
    """One run's own tables; the sections inside get ids of their own."""
    tables = comparison(run, known, Pictures()).blocks
    return section(key, title, *(_within(b, key) for b in tables if isinstance(b, Section)))


def _within(part: Section, key: str) -> Section:
    """A section as part of one that is shown on demand, which needs no more of it."""
    blocks = tuple(_within(b, key) if isinstance(b, Section) else b for b in part.blocks)
    return Section(f"{key}-{part.id}", part.title, blocks)


def _of_study(directory: Path, data_dirs: Folders, step: Step) -> Report:
    found = read_study(directory)
    record = found.record
    study = record["study"]
    pictures = of_study(directory, data_dirs, step)
    rests = _study_basis(record, data_dirs)
    every = points(found)
    sections = (
        findings(found),
        sensitivity(found, pictures),
        varied(record),
        *((every,) if every is not None else ()),
        sources(rests),
    )
    title = str(study.get("title") or study.get("name") or directory.name)
    words = f"A study of {counted(int(record['points']), 'point')}"
    return Report(title, words, _about_study(found), sections, rests.lacking)


def _about_study(found: StudyResults) -> tuple[tuple[str, Text], ...]:
    study, record = found.record["study"], found.record
    each = counted(int(study["replications"]), "replication")
    version = record.get("versions", {}).get("corridorsim", "")
    return (
        ("Base", text(Words(base_of(record), code=True))),
        ("Simulated", text(f"{counted(int(record['points']), 'point')} of {each}, seed "
                           f"{study['seed']}")),
        ("Made by", text(f"corridorsim {version}")),
    )  # fmt: skip


def _study_basis(record: Mapping[str, Any], data_dirs: Folders) -> Basis:
    """What the base of a study rests on."""
    bases = record.get("base", {})
    scenario: Mapping[str, Any] = next(iter(bases.values()), {})
    return basis({**record, "scenario": scenario}, data_dirs)
