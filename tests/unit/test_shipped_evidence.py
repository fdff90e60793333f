"""The shipped data: every number has evidence, and nothing lies about unused."""

import re
from typing import get_args

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
from simulator.model.base import Directional, Evidence
from simulator.model.distributions import Distribution
from simulator.model.moments import mean_of
from simulator.model.movement import Timetable
from simulator.model.places import StorageTier
from simulator.plan.met import met, unused
from simulator.report.evidence import evidence_page
from simulator.report.sources import rests_on

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


def stated(value, way="forward"):
    """Numbers that a key states, in the unit of its range, and the direction they hold for."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return
    if isinstance(value, (int, float)):
        yield value, way
    elif isinstance(value, Directional):
        yield from stated(value.forward, "forward")
        yield from stated(value.backward, "backward")
    elif isinstance(value, get_args(get_args(Distribution)[0])):
        yield mean_of(value), way
    elif isinstance(value, StorageTier):
        yield value.usd_per_feu_day, way
    elif isinstance(value, Timetable):
        yield value.every_hours or len(value.days), way
    else:
        for part in value.values() if isinstance(value, dict) else value:
            yield from stated(part, way)


def statements(network):
    """Path, evidence, number and direction of every key that has evidence of its own."""
    for path, holder in _holders(network, ()):
        for key, evidence in holder.sources.items():
            if key != "all":
                for number, way in stated(getattr(holder, key)):
                    yield dotted((*path, key)), evidence, number, way


def outside_their_ranges(network):
    return [
        (path, number, getattr(evidence.range, way))
        for path, evidence, number, way in statements(network)
        if evidence.range is not None
        and not getattr(evidence.range, way)[0] <= number <= getattr(evidence.range, way)[1]
    ]


def figures(text):
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))]


def as_published(number, cited):
    """Within the figures of the facts, or one that the remark of a fact names."""
    printed = [n for f in cited for n in figures(" ".join((f.value, f.low, f.high)))]
    if printed and min(printed) <= number <= max(printed):
        return True
    return any(number == named for f in cited for named in figures(f.note))


def apart_from_their_facts(network, facts):
    """Numbers that claim to be published as they stand, and are not what their facts say."""
    return [
        (path, number, evidence.facts)
        for path, evidence, number, _ in statements(network)
        if not (evidence.assumed or evidence.note)
        and not as_published(number, [facts[fact] for fact in evidence.facts])
    ]


def test_a_range_holds_its_number():
    """Each direction's for itself, and the mean of a distribution."""
    assert outside_their_ranges(shipped_data.network()) == []


def test_a_number_outside_its_facts_says_why():
    facts = shipped_data.catalogue().facts
    assert apart_from_their_facts(shipped_data.network(), facts) == []


def from_memory_alone(network, facts):
    """Numbers that rest on nothing but memory, and do not say that they are assumed."""
    return [
        (dotted((*path, key)), evidence.facts)
        for path, holder in _holders(network, ())
        for key, evidence in holder.sources.items()
        if evidence.facts and not evidence.assumed
        if all(facts[fact].basis == "memory" for fact in evidence.facts)
    ]


def test_a_number_from_memory_is_called_assumed(everything):
    facts = shipped_data.catalogue().facts
    assert [found for thing in everything for found in from_memory_alone(thing, facts)] == []


def with_km(km, **evidence):
    """The shipped network with another length of one leg."""
    network = shipped_data.network()
    leg = network.legs["xian-khorgos"]
    sources = {**leg.sources, "km": Evidence(**evidence)}
    changed = leg.model_copy(update={"km": km, "sources": sources})
    return network.model_copy(update={"legs": {**network.legs, "xian-khorgos": changed}})


def test_these_see_what_they_are_for():
    facts = shipped_data.catalogue().facts
    far = with_km(9000.0, facts=("C010",), range=(3400, 3600))
    assert outside_their_ranges(far) == [("legs.xian-khorgos.km", 9000.0, (3400.0, 3600.0))]
    assert apart_from_their_facts(far, facts) == [("legs.xian-khorgos.km", 9000.0, ("C010",))]
    recalled = with_km(1500.0, facts=("IN269",))
    assert from_memory_alone(recalled, facts) == [("legs.xian-khorgos.km", ("IN269",))]
    assert from_memory_alone(with_km(1500.0, facts=("IN269", "C010")), facts) == []
    assert from_memory_alone(with_km(1500.0, facts=("IN269",), assumed="recalled"), facts) == []
    said = with_km(9000.0, facts=("C010",), note="by another way")
    assert apart_from_their_facts(said, facts) == []


def test_a_range_may_differ_by_direction():
    both = Evidence(assumed="made up", range={"forward": (2000, 4000), "backward": (300, 700)})
    assert both.range.along(False) == (300, 700)
    assert rests_on(both) == ("assumed: made up; range 2000 to 4000 forward, 300 to 700 backward")
    assert rests_on(Evidence(assumed="made up", range=(1, 2))) == "assumed: made up; range 1 to 2"
    with pytest.raises(ValueError, match=r"range \[700\.0, 300\.0\] runs backwards"):
        Evidence(assumed="made up", range={"forward": (1, 2), "backward": (700, 300)})


def test_assumptions_are_counted():
    """Not a target, but a number that should be seen when it grows."""
    assumed = [
        ref.evidence
        for ref in numbers(shipped_data.network())
        if ref.evidence is not None and ref.evidence.assumed
    ]
    without = [evidence for evidence in assumed if evidence.range is None]
    assert len(assumed) <= 2250
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
