"""The shipped studies: each loads, has a method, and says what it is about."""

import pytest
import shipped_data

from simulator.loading.study import resolve_study
from simulator.study.methods import design_of
from simulator.study.points import Outcomes

NAMES = sorted(shipped_data.catalogue().studies)


@pytest.fixture(params=NAMES, scope="module")
def loaded(request):
    found, problems = resolve_study(shipped_data.catalogue(), request.param)
    assert problems == []
    return found


def test_a_study_says_what_it_is_about(loaded):
    assert loaded.study.name in NAMES
    assert loaded.study.title
    assert loaded.study.note
    for name, factor in loaded.study.factors.items():
        assert factor.label, name


def test_a_study_has_points_to_run(loaded):
    design = design_of(loaded.study, loaded.base.resolved, lambda n: loaded.bases[n].resolved)
    points = design.propose(Outcomes(loaded.study.replications))
    assert [p.number for p in points] == list(range(len(points)))
    assert len(points) <= design.total()
    assert all(p.settings for p in points if p.stage != "base")


def test_ten_assumptions_or_more_are_tried_on_the_middle_corridor():
    for name in ("middle-tornado", "middle-sobol"):
        study, _ = resolve_study(shipped_data.catalogue(), name)
        assert len(study.study.factors) >= 10
