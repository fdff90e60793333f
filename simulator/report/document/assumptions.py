"""Section "assumptions": the scenario, what it changes, statuses, what numbers rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from simulator.charts.about import About
from simulator.loading.evidence import NumberRef
from simulator.report.document.basis import Basis
from simulator.report.document.parts import (
    Block,
    Column,
    Number,
    Section,
    Span,
    Table,
    Text,
    Words,
    count,
    paragraph,
    section,
    text,
)
from simulator.report.settings import altered
from simulator.results.inputs import setting, shown, typed
from simulator.results.words import listing

_KEYS = {
    "start": "First day simulated",
    "warmup_days": "Warm-up, days (not counted)",
    "horizon_days": "Window counted, days",
    "follow_days": "A container is followed for, days",
}


def assumptions(document: Mapping[str, Any], about: About, basis: Basis) -> Section:
    """Tell what the figures take for granted."""
    scenario = document.get("scenario", {})
    blocks: list[Block | None] = [
        *_note(document, scenario),
        _settings(document, scenario),
        *_changes(document, scenario),
        _statuses(document, about),
        *_rests(basis),
    ]
    return section("assumptions", "Assumptions", *blocks)


def _note(document: Mapping[str, Any], scenario: Mapping[str, Any]) -> list[Block]:
    """What the scenario's file says, and what was typed beside it."""
    note = scenario.get("note")
    if not altered(document):
        return [paragraph(str(note))] if note else []
    rows = tuple((text(Words(option, code=True)),) for option in typed(document))
    own = paragraph(f"What follows is the note of the scenario's file, which does not know of the "
                    f"changes on the command line: {note}", role="note")  # fmt: skip
    table = Table("Changed on the command line", (Column("Option", wide=True),), rows)
    return [table, own] if note else [table]


def _settings(document: Mapping[str, Any], scenario: Mapping[str, Any]) -> Table:
    rows: list[tuple[Text, Text]] = []
    for key, words in _KEYS.items():
        value = setting(document, key)
        if value is not None:
            written = Number(float(value), "exact") if isinstance(value, (int, float)) else value
            rows.append((text(words), text(written)))
    rows.append((text("Replications"), text(count(document.get("replications", 1)))))
    rows.append((text("Seed"), text(Number(float(document.get("seed", 0)), "plain"))))
    told = set(document.get("reported", document.get("corridors", [])))
    promised = {
        key: value
        for key, value in scenario.get("promised_days", {}).items()
        if key.partition("/")[0] in told
    }
    if promised:
        rows.append((text("Days promised"), _promised(promised)))
    rows.append((text("Engine"), text(str(document.get("engine", "")))))
    versions = document.get("versions", {})
    rows.append((text("Versions"), text(", ".join(f"{k} {v}" for k, v in versions.items()))))
    return Table("The scenario", (Column("Setting"), Column("Value", wide=True)), tuple(rows))


def _promised(promised: Mapping[str, float]) -> Text:
    """`middle: westbound 37; northern: westbound 20, eastbound 22`."""
    out: list[Span | str] = []
    before = ""
    for key, value in promised.items():
        name, _, way = key.partition("/")
        opening = ", " if name == before else f"{'; ' if before else ''}{name}: "
        out += [f"{opening}{way} ", Number(float(value), "exact")]
        before = name
    return text(*out)


def _changes(document: Mapping[str, Any], scenario: Mapping[str, Any]) -> list[Block]:
    """What the scenario asks for, with its reasons; and every value that it replaced."""
    blocks: list[Block] = []
    asked = [c for c in scenario.get("changes", []) if c.get("why")]
    if asked:
        columns = Column("Path"), Column("Why", wide=True)
        rows = tuple((text(Words(str(c["path"]), code=True)), text(str(c["why"]))) for c in asked)
        blocks.append(Table("Why the scenario changes the data", columns, rows))
    done = document.get("changes", [])
    if not done:
        return [*blocks, paragraph("No value of the data is replaced.")]
    titles = Column("Path"), Column("Was", wide=True), Column("Is", wide=True)
    rows3 = tuple(
        (text(Words(str(c["path"]), code=True)), text(shown(c.get("old"))),
         text(shown(c.get("new")))) for c in done
    )  # fmt: skip
    title = (
        f"Values that the scenario {'and --set replace' if document.get('sets') else 'replaces'}"
    )
    long = len(rows3) > 20
    return [*blocks, Table(title, titles, rows3, folded=long, place="annex" if long else "")]


def _statuses(document: Mapping[str, Any], about: About) -> Table:
    columns = Column("Corridor"), Column("Name", wide=True), Column("Status")
    rows = tuple(
        (text(Words(key)), text(about.corridor(key)), text(about.statuses.get(key, "open")))
        for key in document.get("reported", document.get("corridors", []))
    )
    return Table("Corridors", columns, rows)


def _rests(basis: Basis) -> list[Block]:
    if basis.lacking:
        words = f"What the numbers rest on cannot be told: {basis.lacking}."
        return [paragraph(words, role="warning")]
    return [*stale(basis), _counts(basis.numbers), *_assumed(basis.assumed)]


def stale(basis: Basis) -> list[Block]:
    """Say which data files are no longer those of the run."""
    if not basis.changed:
        return []
    names = list(basis.changed)
    told = listing(names if len(names) <= 6 else [*names[:5], f"{len(names) - 5} others"])
    words = (
        f"These data files are no longer those that the run used: {told}. What the numbers rest "
        "on, and the sources, are those of the files as they are now; give --data as the run "
        "did, or run the scenario again, for lists that belong to the figures."
    )
    return [paragraph(words, role="warning")]


def _counts(refs: Sequence[NumberRef]) -> Table:
    """How many numbers of each part of the data rest on what."""
    parts = list(dict.fromkeys(r.path.partition(".")[0] for r in refs))
    titles = ("published figures alone", "figures and a judgement", "a judgement alone", "nothing")
    columns = (Column("Part of the data"), Column("Numbers", number=True),
               *(Column(t, number=True) for t in titles))  # fmt: skip
    rows = [_counted(part, [r for r in refs if r.path.partition(".")[0] == part]) for part in parts]
    rows.append(_counted("all", refs))
    return Table("What the numbers that the run used rest on", columns, tuple(rows))


def _counted(part: str, refs: Sequence[NumberRef]) -> tuple[Text, ...]:
    given = [r.evidence for r in refs if r.evidence is not None]
    guessed = [e for e in given if e.assumed]
    alone = sum(1 for e in guessed if not e.facts)
    nothing = len(refs) - len(given)
    numbers = (len(refs), len(given) - len(guessed), len(guessed) - alone, alone, nothing)
    return (text(part), *(text(count(n)) for n in numbers))


def _assumed(refs: Iterable[NumberRef]) -> list[Block]:
    """Every judgement once, with the numbers that rest on it."""
    held: dict[tuple[str, str], list[NumberRef]] = {}
    for ref in refs:
        if ref.evidence is not None and ref.evidence.assumed is not None:
            thing = ".".join(ref.path.split(".")[:2])
            held.setdefault((thing, ref.evidence.assumed), []).append(ref)
    if not held:
        return []
    columns = Column("Of"), Column("Numbers", wide=True), Column("Judgement", wide=True)
    rows = tuple(
        (text(Words(thing, code=True)), text(_values(thing, some)), text(why))
        for (thing, why), some in held.items()
    )
    title = f"The {sum(len(v) for v in held.values()):,} numbers that rest on a judgement"
    return [Table(title, columns, rows, folded=True, place="page")]


def _values(thing: str, refs: Sequence[NumberRef]) -> str:
    said = []
    for ref in refs:
        value = ref.value if isinstance(ref.value, tuple) else (ref.value,)
        number = ", ".join(f"{v:.6g}" for v in value)
        said.append(f"{ref.path.removeprefix(f'{thing}.')} {number}")
    return "; ".join(said)
