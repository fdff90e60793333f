"""Nothing exists in one place alone: both engines, the generator and the documentation know it.

(`engine/test_properties.py` asks the same of the examples worked by hand.)
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from networks import SETTINGS, networks
from worlds import compiled as compile_data

from simulator.engines import compiled, compiled_layout, compiled_pack, reference
from simulator.model import movement
from simulator.plan.tables import LineKind, Move, Step, WhenClosed

MODEL = " ".join((Path(__file__).parents[2] / "docs" / "model.md").read_text("utf-8").split())
WORDS = {
    (Step, Step.ENTER): "room in the yard",
    (Step, Step.HOLD): "a *hold*",
    (Step, Step.USE): "a queue for servers",
    (Step, Step.BOARD): "boarding a *service*",
    (Step, Step.END): "and so on to the end",
    (Move, Move.LOAD): "is loaded box by box",
    (Move, Move.HOLD): "goes through the procedures of trains",
    (Move, Move.USE): "goes through the procedures of trains",
    (Move, Move.DEPART): "waits for an open line",
    (Move, Move.RUN): "runs, and is",
    (Move, Move.UNLOAD): "unloaded box by box",
    (LineKind, LineKind.TIMETABLE): "*Timetable*:",
    (LineKind, LineKind.FILL_AND_GO): "*Fill-and-go*:",
    (LineKind, LineKind.FLEET): "*Fleet*:",
    (WhenClosed, WhenClosed.FINISH): "is finished,",
    (WhenClosed, WhenClosed.SUSPEND): "suspended or",
    (WhenClosed, WhenClosed.RESTART): "restarted (with the same draw)",
}
SERVICES = {
    "timetable": "*Timetable*:", "fill_and_go": "*Fill-and-go*:", "fleet": "*Fleet*:",
    "on_demand": "*On demand*:",
}  # fmt: skip
FAMILIES = (Step, Move, LineKind, WhenClosed)
KINDS = [(family, kind) for family in FAMILIES for kind in family]


def _name(family_and_kind):
    family, kind = family_and_kind
    return f"{family.__name__}.{kind.name}"


def _happened(plan, log):
    """Kinds of which the rows of a log tell."""
    of = {(unit[0], unit[1]): plan.itineraries[unit[2]].steps for unit in log.arrays()[0].tolist()}
    units, steps, trips = (table.tolist() for table in log.arrays())
    found = {(Step, of[row[0], row[1]][row[2]].kind) for row in steps}
    found |= {(Step, Step.END) for row in units if row[4] >= 0}
    found |= {(Move, plan.lines[row[0]].steps[row[2]].kind) for row in trips}
    found |= {(LineKind, plan.lines[row[0]].kind) for row in trips}
    used = {s.target for row in steps if (s := of[row[0], row[1]][row[2]]).kind == Step.USE}
    return found | {(WhenClosed, plan.facilities[k].rule) for k in used}


@pytest.fixture(scope="module")
def happened():
    """Kinds in the logs of each engine, on networks of the generator; and kinds of service."""
    found = {"reference": set(), "compiled": set(), "services": set()}

    @settings(
        max_examples=40, derandomize=True, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @seed(1)
    @given(networks())
    def collect(data):
        plan = compile_data(data, **SETTINGS).plan
        found["reference"] |= _happened(plan, reference.run(plan))
        found["compiled"] |= _happened(plan, compiled.run(plan))
        found["services"] |= {service["kind"] for service in data["services"].values()}

    collect()
    return found


@pytest.mark.parametrize("kind", KINDS, ids=_name)
def test_every_kind_happens_in_both_engines_and_is_documented(kind, happened):
    assert kind in happened["reference"], "the reference engine never does it"
    assert kind in happened["compiled"], "the compiled engine never does it"
    assert WORDS[kind] in MODEL, "docs/model.md does not say it"


def test_the_compiled_engine_numbers_kinds_as_the_plan_does():
    for step in Step:
        assert getattr(compiled_layout, step.name) == step
    for move in Move:
        own = f"V_{move.name}" if move in (Move.HOLD, Move.USE) else move.name
        assert getattr(compiled_layout, own) == move
    assert set(compiled_pack.BOARDS) == set(LineKind)


def test_every_kind_of_service_is_generated_and_documented(happened):
    kinds = {
        model.model_fields["kind"].annotation.__args__[0]
        for model in vars(movement).values()
        if isinstance(model, type) and "kind" in getattr(model, "model_fields", {})
    }
    assert kinds == set(SERVICES) == happened["services"]
    for words in SERVICES.values():
        assert words in MODEL
