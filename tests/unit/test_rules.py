"""Pure decisions on ticks: openings, services, paths, deadlines, capacities, storage."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import rules
from simulator.rules import FINISH, RESTART, SUSPEND
from simulator.units import NEVER, TICKS_PER_DAY

STARTS, ENDS = [10, 30, 50], [20, 40, 55]


@pytest.mark.parametrize(
    ("tick", "is_open", "opens"),
    [(0, True, 0), (9, True, 9), (10, False, 20), (19, False, 20), (20, True, 20),
     (30, False, 40), (54, False, 55), (55, True, 55), (10**9, True, 10**9)],
)  # fmt: skip
def test_closed_intervals_hold_their_start_and_not_their_end(tick, is_open, opens):
    assert rules.is_open(STARTS, ENDS, tick) is is_open
    assert rules.next_open(STARTS, ENDS, tick) == opens


def test_a_calendar_without_intervals_is_always_open():
    assert rules.is_open([], [], 5)
    assert rules.next_open([], [], 5) == 5


@pytest.mark.parametrize(
    ("start", "ticks", "finish", "suspend", "restart"),
    [
        (0, 10, 10, 10, 10),  # over in the instant of closing
        (0, 11, 11, 21, 66),  # 20-30 and 40-50 are one tick too short
        (5, 0, 5, 5, 5),
        (9, 1, 10, 10, 10),
        (9, 2, 11, 21, 22),
        (20, 10, 30, 30, 30),
        (20, 11, 31, 41, 66),
        (0, 100, 100, 125, 155),
        (60, 7, 67, 67, 67),
    ],
)
def test_what_a_closing_facility_does_to_a_service(start, ticks, finish, suspend, restart):
    assert rules.service_end(STARTS, ENDS, FINISH, start, ticks) == finish
    assert rules.service_end(STARTS, ENDS, SUSPEND, start, ticks) == suspend
    assert rules.service_end(STARTS, ENDS, RESTART, start, ticks) == restart


def test_a_service_that_would_start_while_closed_starts_at_the_reopening():
    assert rules.service_end(STARTS, ENDS, SUSPEND, 10, 3) == 23
    assert rules.service_end(STARTS, ENDS, RESTART, 12, 11) == 66
    assert rules.service_end(STARTS, ENDS, FINISH, 12, 3) == 15


intervals = st.lists(st.integers(1, 30), min_size=2, max_size=12).map(
    lambda gaps: [sum(gaps[: k + 1]) for k in range(len(gaps) // 2 * 2)]
)


@given(intervals, st.integers(0, 200), st.integers(0, 60))
def test_services_agree_with_counting_tick_by_tick(edges, start, ticks):
    starts, ends = edges[::2], edges[1::2]
    closed = {t for a, b in zip(starts, ends, strict=True) for t in range(a, b)}
    start = rules.next_open(starts, ends, start)
    worked, now = 0, start
    while worked < ticks:
        worked += now not in closed
        now += 1
    assert rules.service_end(starts, ends, SUSPEND, start, ticks) == now
    begin = start
    while any(t in closed for t in range(begin, begin + ticks)):
        begin = rules.next_open(starts, ends, max(t for t in closed if t < begin + ticks))
    assert rules.service_end(starts, ends, RESTART, start, ticks) == begin + ticks


@given(st.integers(1, 4000), st.integers(1, 100), st.integers(0, 5000))
def test_path_k_leaves_at_the_floor_of_86400_k_over_n(p, q, slot):
    n = Fraction(p, q)
    assert rules.path_tick(p, q, slot) == TICKS_PER_DAY * slot / n // 1


@given(st.integers(1, 4000), st.integers(1, 100), st.integers(0, 10**6))
def test_the_first_path_at_or_after_a_tick(p, q, tick):
    slot = rules.first_path(p, q, tick)
    assert rules.path_tick(p, q, slot) >= tick
    assert slot == 0 or rules.path_tick(p, q, slot - 1) < tick


def test_a_fraction_of_a_path_a_day():
    # 10 paths in three days
    assert [rules.path_tick(10, 3, k) for k in range(4)] == [0, 25_920, 51_840, 77_760]
    # 7 in two days: floor(24685.714…)
    assert [rules.path_tick(7, 2, k) for k in range(4)] == [0, 24_685, 49_371, 74_057]
    assert rules.first_path(7, 2, 24_685) == 1
    assert rules.first_path(7, 2, 24_686) == 2


def test_a_path_is_used_once_and_only_while_open():
    assert rules.next_path(4, 1, -1, 0, [], []) == 0
    assert rules.next_path(4, 1, 0, 0, [], []) == 1
    assert rules.next_path(4, 1, 3, 0, [], []) == 4
    hour = 3600
    assert rules.next_path(4, 1, -1, hour, [5 * hour], [12 * hour]) == 2
    assert rules.next_path(4, 1, -1, hour, [5 * hour], [12 * hour + 1]) == 3


@pytest.mark.parametrize(
    ("ready", "here", "there", "due"),
    [(10, 3, NEVER, 110), (10, 30, NEVER, 130), (10, NEVER, 40, 140), (10, 50, 40, 140),
     (10, NEVER, NEVER, NEVER)],
)  # fmt: skip
def test_a_vessel_must_sail_after_the_later_of_ready_and_first_container(ready, here, there, due):
    assert rules.sailing_deadline(ready, here, there, 100) == due


def test_slots_repeat_every_cycle():
    assert [rules.slot_tick((5, 9), 20, k) for k in range(5)] == [5, 9, 25, 29, 45]


def test_the_value_of_a_day_holds_on_after_the_last():
    assert [rules.day_value([4, 7], t) for t in (0, 86_399, 86_400, 10**8)] == [4, 4, 7, 7]


@pytest.mark.parametrize(
    ("available", "expected"),
    [(5.0, 40), (4.5, 30), (4.0, 20), (0.1, 0), (9.0, 40), (4.999, 39)],
)
def test_a_vessel_takes_the_smaller_of_slots_and_weight(available, expected):
    # 400 t at 5 m, 2 t a centimetre, 10 t a box
    assert rules.vessel_capacity(60, 10, 400, 2, 5, available) == expected


def test_slots_may_be_what_binds():
    assert rules.vessel_capacity(20, 10, 400, 2, 5, 4.0) == 20
    assert rules.vessel_capacity(20, 10, 400, 2, 5, float("inf")) == 20


TIERS = [(3.0, 10.0), (7.0, 25.0)]


@pytest.mark.parametrize(
    ("days", "usd"),
    [(0, 0), (2.5, 0), (3, 0), (3.00002, 10), (4, 10), (7, 40), (7.5, 65), (8, 65), (10, 115)],
)
def test_a_started_day_of_storage_counts_whole(days, usd):
    assert rules.storage_usd(TIERS, round(days * TICKS_PER_DAY)) == usd


def test_storage_without_free_days():
    assert rules.storage_usd([(0.0, 4.0)], 0) == 0
    assert rules.storage_usd([(0.0, 4.0)], 1) == 4
