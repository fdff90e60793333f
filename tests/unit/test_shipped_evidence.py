"""The shipped data: every number has evidence, and nothing lies about unused."""

import re

import pytest
import shipped_data
from loading_tiny import SOURCES, write

from simulator.cli.main import main
from simulator.loading.evidence import (
    _holders,
    numbers,
    texts,
    unknown_fact_ids,
    unsourced,
    unused_facts,
)
from simulator.loading.tree import dotted
from simulator.loading.validation import load_all
from simulator.plan.met import met, unused
from simulator.report.evidence import evidence_page

RUN_KEYS = {"horizon_days", "warmup_days", "follow_days", "replications", "seed"}
"""Numbers of a scenario that say how it is run, and nothing of the world."""
INDEX = "the index is one published series without gaps, for facts and data of any of its years"
UNUSED = {
    f"economy.price_index.{year}": INDEX
    for year in (2005, 2006, 2007, 2008, 2009, 2010, 2011, 2012, 2015)
}
"""What no scenario uses, and why it stays."""


@pytest.fixture(scope="module")
def everything():
    """The network, each scenario's network, and the scenarios themselves."""
    made = shipped_data.scenarios()
    return [shipped_data.network(), *(r.network for r in made), *(r.scenario for r in made)]


def test_every_number_names_its_evidence():
    refs = numbers(shipped_data.network(), shipped_data.catalogue().tree.marks)
    assert len(refs) > 2000
    assert list(map(str, unsourced(refs))) == []


@pytest.mark.parametrize("name", shipped_data.names())
def test_so_does_every_number_that_a_scenario_brings(name):
    made = shipped_data.resolved(name)
    own = [ref for ref in numbers(made.scenario) if ref.path not in RUN_KEYS]
    refs = [*numbers(made.network, made.marks), *own]
    assert [ref.path for ref in refs if ref.evidence is None] == []


def test_evidence_names_facts_that_exist(everything):
    facts = shipped_data.catalogue().facts
    assert [p for thing in everything for p in unknown_fact_ids(thing, facts, {})] == []


def test_so_do_the_texts(everything):
    facts = shipped_data.catalogue().facts
    series = "|".join(sorted({re.sub(r"\d+$", "", fact) for fact in facts}))
    like_an_id = re.compile(rf"\b(?:{series})\d{{2,3}}\b")
    named = {
        (word, dotted(path))
        for thing in everything
        for path, text in texts(thing)
        for word in like_an_id.findall(text)
    }
    assert len(named) > 50
    assert {(word, where) for word, where in named if word not in facts} == set()


def test_every_fact_is_cited(everything):
    assert unused_facts(everything, shipped_data.catalogue().facts) == []


def test_evidence_stands_beside_the_number_that_it_is_for():
    idle = [
        dotted((*path, "sources", key))
        for path, holder in _holders(shipped_data.network(), ())
        for key in holder.sources
        if key != "all" and key not in holder.model_fields_set
    ]
    assert idle == []


def test_a_range_holds_its_number():
    """Or one of them, where a value for each direction has one range for both."""
    values = {}
    for ref in numbers(shipped_data.network()):
        if ref.evidence is not None and ref.evidence.range is not None:
            found = ref.value if isinstance(ref.value, tuple) else (ref.value,)
            values.setdefault(id(ref.evidence), (ref, []))[1].extend(found)
    off = []
    for ref, found in values.values():
        low, high = ref.evidence.range
        if not any(low <= value <= high for value in (*found, sum(found[:2]))):
            off.append((ref.path, found, (low, high)))
    assert off == []


def test_assumptions_are_counted():
    """Not a target, but a number that should be seen when it grows."""
    assumed = [
        ref.evidence
        for ref in numbers(shipped_data.network())
        if ref.evidence is not None and ref.evidence.assumed
    ]
    without = [evidence for evidence in assumed if evidence.range is None]
    assert len(assumed) <= 2200
    assert len(without) <= 320


def test_nothing_lies_about_unused():
    used = {
        path
        for made in shipped_data.scenarios()
        for path in met(made.network, made.scenario, made.corridors)
    }
    assert set(unused(shipped_data.network(), used)) == set(UNUSED)


def page(shipped, *files):
    return evidence_page(*load_all(), [str(file) for file in files])


def test_the_page_counts_what_the_numbers_rest_on(shipped):
    text = " ".join(page(shipped).split())
    assert re.search(r"facts and an assumption \d+", text)
    assert re.search(r"nothing 0 all \d+", text)


def test_the_page_lists_what_nothing_uses(shipped):
    shed = {"servers": 1, "sources": SOURCES}
    shipped.data(
        {
            "places": {
                "SHED": {
                    "name": "Shed", "country": "XA", "lat": 50.0, "lon": 50.0,
                    "facilities": {"shed": shed},
                }
            }
        },
        "shed",
    )  # fmt: skip
    text = page(shipped)
    assert "places.SHED " in text
    assert "corridors/shed.yaml:2:3" in text
    assert "places.SHED.facilities" not in text


def test_the_command_tells_of_one_file(shipped, tmp_path, capsys):
    shelter = {"name": "Shelter", "country": "XA", "lat": 50.0, "lon": 50.0}
    shelter["yard"] = {"capacity_feu": 7}
    file = write(tmp_path / "mine.yaml", {"places": {"SHELTER": shelter}})
    assert main(["validate", str(file), "--evidence"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("1 file: no problem\n\n")
    assert "places.SHELTER.yard.capacity_feu" in said
    assert "price_index" not in said
    assert "cited" not in said
