"""Opening hours, dated, random and shared closures as closed intervals."""

import datetime as dt

import numpy as np
import pytest
from worlds import compiled, demand, network, place, road

from simulator.model.places import DatedClosure, Hours, RandomClosure
from simulator.plan import calendars as cal
from simulator.plan.draws import Draws
from simulator.plan.tables import Calendar
from simulator.units import TICKS_PER_DAY as DAY
from simulator.units import TICKS_PER_HOUR as H

WEDNESDAY = dt.date(2025, 1, 1)
LAST = 14 * DAY


def open_at(hours, tick, start=WEDNESDAY):
    spans = cal.closed_by_hours(Hours(**hours), start, LAST)
    assert spans == sorted(spans)
    return not any(a <= tick < b for a, b in spans)


def test_intervals_unite_where_they_overlap_or_touch():
    assert cal.unite([(5, 9), (1, 3), (3, 4), (8, 12), (7, 7)]) == [(1, 4), (5, 12)]
    assert cal.unite([]) == []
    assert cal.unite([(1, 10), (2, 3)]) == [(1, 10)]


def test_daily_hours():
    hours = {"open": "06:00", "close": "20:30"}
    assert [open_at(hours, t) for t in (0, 6 * H - 1, 6 * H, int(20.5 * H) - 1)] == [
        False, False, True, True,
    ]  # fmt: skip
    assert not open_at(hours, int(20.5 * H))
    assert open_at(hours, 13 * DAY + 12 * H)
    assert not open_at(hours, 13 * DAY + 21 * H)


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin():
    hours = {"open": "22:00", "close": "04:00", "days": ["tue", "fri"]}
    # the run starts on a Wednesday, in Tuesday's night
    assert open_at(hours, 0)
    assert open_at(hours, 4 * H - 1)
    assert not open_at(hours, 4 * H)
    assert not open_at(hours, 22 * H), "Wednesday"
    assert open_at(hours, 2 * DAY + 22 * H), "Friday"
    assert open_at(hours, 3 * DAY + 3 * H)
    assert not open_at(hours, 3 * DAY + 22 * H), "Saturday"


def test_hours_that_never_close():
    for hours in ({}, {"open": "08:00", "close": "08:00"}, {"open": "00:00", "close": "24:00"}):
        spans = cal.closed_by_hours(Hours(**hours), WEDNESDAY, LAST)
        assert [(a, b) for a, b in spans if a < LAST and b > 8 * H] == []


def test_one_day_a_week():
    hours = {"days": ["sun"], "open": "00:00", "close": "24:00"}
    assert [d for d in range(14) if open_at(hours, d * DAY + H)] == [4, 11]


def test_dated_closures_begin_and_end_at_midnight():
    closure = DatedClosure(start=dt.date(2025, 1, 3), end=dt.date(2025, 1, 5))
    assert cal.closed_by_date(closure, WEDNESDAY) == (2 * DAY, 4 * DAY)
    closure = DatedClosure(start=dt.date(2024, 12, 31), days=1.5)
    assert cal.closed_by_date(closure, WEDNESDAY) == (-DAY, DAY // 2)


def desk_calendar(**keys):
    places = {"A": place(facilities={"desk": {"servers": 1, **keys}}), "B": None}
    services = {"s": {"kind": "on_demand", "legs": ["ab"]}}
    data = network(places, {"ab": road("A", "B")}, services, {"d": demand("A", "B")})
    plan = compiled(data).plan
    calendar = plan.calendars[plan.facilities[0].calendar]
    return list(zip(calendar.starts.tolist(), calendar.ends.tolist(), strict=True))


def test_closures_are_clipped_to_the_run_and_united_with_the_hours():
    spans = desk_calendar(
        hours={"open": "06:00", "close": "20:00"},
        closures={"early": {"start": "2024-12-20", "days": 13},
                  "noon": {"start": "2025-01-04", "days": 0.5}},
    )  # fmt: skip
    assert spans[:3] == [(0, DAY + 6 * H), (DAY + 20 * H, 2 * DAY + 6 * H),
                         (2 * DAY + 20 * H, 3 * DAY + 12 * H)]  # fmt: skip


def test_a_closure_wholly_before_the_run_closes_nothing():
    places = {"A": place(closures={"old": {"start": "2020-01-01", "days": 9}}), "B": None}
    services = {"s": {"kind": "on_demand", "legs": ["ab"]}}
    data = network(places, {"ab": road("A", "B")}, services, {"d": demand("A", "B")})
    assert compiled(data).plan.calendars == ()


def random_spans(last=365 * DAY, seed=1, replication=0, **keys):
    closure = RandomClosure(**keys)
    return cal.closed_at_random(closure, "x", Draws(seed, replication), WEDNESDAY, last)


def test_fixed_random_closures_alternate_beginning_open():
    spans = random_spans(last=20 * DAY, open_days=3, shut_days=2)
    assert spans == [(5 * k * DAY + 3 * DAY, 5 * k * DAY + 5 * DAY) for k in range(4)]


def test_a_longer_run_has_the_same_closures_first():
    keys = {"open_days": {"shape": "exponential", "mean": 5}, "shut_days": 1}
    short, long = random_spans(100 * DAY, **keys), random_spans(365 * DAY, **keys)
    assert [s for s in long if s[0] < 100 * DAY] == [s for s in short if s[0] < 100 * DAY]
    assert len(long) > len(short)


def test_the_hazard_follows_the_calendar_month():
    """Ten times as likely in January: of 12 units of hazard a year it has ten twelfths or so."""
    winter = (10.0,) + (2 / 11,) * 11
    counts = np.zeros(12)
    for k in range(60):
        spans = random_spans(
            replication=k, open_days={"shape": "exponential", "mean": 5}, shut_days=0.01,
            monthly_hazard=winter,
        )  # fmt: skip
        for a, _ in spans:
            counts[(WEDNESDAY + dt.timedelta(days=a // DAY)).month - 1] += 1
    # 31 days of January at ten times the mean hazard, one closure in five days of the mean
    expected = 60 * 31 * 10 / 5
    assert abs(counts[0] - expected) < 4 * np.sqrt(expected)
    rest = 60 * 334 * (2 / 11) / 5
    assert abs(counts[1:].sum() - rest) < 4 * np.sqrt(rest)


def test_no_closure_in_months_without_hazard():
    summer = (0.0,) * 5 + (1.0, 1.0) + (0.0,) * 5
    spans = random_spans(open_days=1, shut_days=0.1, monthly_hazard=summer)
    months = {(WEDNESDAY + dt.timedelta(days=a // DAY)).month for a, _ in spans}
    # the one that is due when the hazard stops may be on the first day after
    assert months <= {6, 7}
    assert len(spans) > 100


def test_weather_is_one_draw_for_all_who_name_it_and_breakdowns_are_each_their_own():
    storm = {"shape": "exponential", "mean": 3}
    own = {"random_closures": {"x": {"open_days": storm, "shut_days": 1}}}
    places = {
        "A": place(facilities={"p": {"servers": 1, "weather": ["w"]}, "q": {"servers": 1, **own}}),
        "B": place(facilities={"p": {"servers": 1, "weather": ["w"]}, "q": {"servers": 1, **own}}),
    }
    data = network(places, {"ab": road("A", "B")}, {"s": {"kind": "on_demand", "legs": ["ab"]}},
                   {"d": demand("A", "B")},
                   weather={"w": {"name": "W", "open_days": storm, "shut_days": 1}})  # fmt: skip
    plan = compiled(data, horizon_days=100).plan
    of = {(f.place, f.name): f.calendar for f in plan.facilities}
    assert of["A", "p"] == of["B", "p"] >= 0
    assert of["A", "q"] != of["B", "q"]


@pytest.mark.parametrize(("start", "end", "share"), [(0, 100, 0.3), (15, 35, 0.5), (60, 90, 0)])
def test_the_closed_share_of_a_window(start, end, share):
    calendar = Calendar(np.array([10, 30]), np.array([20, 50]))
    assert cal.closed_share(calendar, start, end) == pytest.approx(share)
    assert cal.closed_share(None, start, end) == 0
