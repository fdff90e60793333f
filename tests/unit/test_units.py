"""Ticks, dates, and how problems are said."""

import datetime as dt

import pytest

from simulator import units
from simulator.errors import InputError, Mark, Problem, near_miss, plain

NEW_YEAR = dt.date(2025, 1, 1)


def test_rounding_goes_half_to_even():
    assert [units.ticks(v, 1) for v in (0.5, 1.5, 2.4)] == [0, 2, 2]
    assert units.ticks(1.25, units.TICKS_PER_HOUR) == 4500


def test_there_and_back_between_ticks_and_dates():
    assert units.days(129_600) == 1.5
    assert units.tick_of(NEW_YEAR, dt.date(2025, 3, 1)) == 59 * 86_400
    assert units.tick_of(NEW_YEAR, dt.date(2024, 12, 31)) == -86_400
    assert units.at(NEW_YEAR, 90_061) == dt.datetime(2025, 1, 2, 1, 1, 1, tzinfo=dt.UTC)


def test_a_problem_leaves_out_what_is_unknown():
    where = Mark("a.yaml", 3, 5)
    assert str(Problem("legs.x.km", "is 0", "above 0", where)) == (
        "a.yaml:3:5: legs.x.km: is 0 (above 0)"
    )
    assert str(Problem("", "is 0")) == "is 0"
    assert str(Problem("legs.x", "is 0")) == "legs.x: is 0"


def test_problems_come_in_order_of_place_and_once():
    late, early = (Problem("p", "m", mark=Mark("f", n, 1)) for n in (9, 2))
    with pytest.raises(InputError, match=r"f:2:1: p: m\nf:9:1: p: m") as caught:
        raise InputError([late, early, late])
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("name", ["Małaszewicze", "malaszewicze", "MALA-SZEWICZE"])
def test_names_match_without_case_or_accents(name):
    assert plain(name) == "malaszewicze"


def test_near_misses():
    assert near_miss("aktua", ["aktau", "baku"]) == "did you mean aktau?"
    assert near_miss("zzz", ["aktau"]) == ""
