"""Days, dollars and facilities, worked by hand: to the tick and to the cent."""

import math
from dataclasses import replace

import numpy as np
import pytest
from results_toy import (
    D,
    H,
    row_of,
    toy_book,
    toy_log,
    toy_plan,
    two_replications,
    without_inside,
)  # fmt: skip

from simulator.model.places import ITEMS
from simulator.plan.journeys import Load, StayCost
from simulator.plan.tables import Fleet
from simulator.results import columns
from simulator.results.dense import UnitRows
from simulator.results.layout import layout
from simulator.results.ledger import make_ledger, started_days
from simulator.results.replication import Reducer, Wanted, reduce
from simulator.results.tables import combine
from simulator.results.times import journey_times


@pytest.fixture
def plan():
    return toy_plan()


@pytest.fixture
def book():
    return toy_book()


@pytest.fixture
def log():
    return toy_log()


@pytest.fixture
def delivered():
    return without_inside(toy_log())


@pytest.fixture
def results(plan, book, log):
    return combine([reduce(plan, book, log, Wanted(events=True))])


def _times(plan, book, log, k):
    work = Reducer(plan, book)
    work.take(log)
    work._sort_in()
    rows = UnitRows.of(k, work.chunks[k, 0].of(k))
    return journey_times(plan, book.journeys[k], rows, work.trips)


def test_stage_times_to_the_tick(plan, book, log):
    times = _times(plan, book, log, 0)
    assert (times.wait[0] / H).tolist() == [2, 4, 2, 0, 2, 0, 13, 4, 0, 0]
    assert (times.service[0] / H).tolist() == [3, 1, 0, 0, 2, 6, 1, 0, 0, 2]
    assert (times.move[0] / H).tolist() == [0, 0, 0, 24, 0, 0, 0, 0, 30, 0]
    assert times.arrival[0].tolist() == [0, 36 * H, 94 * H]
    assert times.discharge[0].tolist() == [0, 40 * H, 96 * H]
    assert times.departure[0].tolist() == [10 * H, 60 * H, -1]
    assert times.arrival[1].tolist() == [24 * H, -1, -1]


@pytest.mark.parametrize("k", [0, 1])
def test_stages_add_up_to_the_whole_journey(plan, book, log, k):
    times = _times(plan, book, log, k)
    done = times.delivery >= 0
    whole = (times.delivery - times.release)[done]
    assert np.array_equal(times.spent[done].sum(axis=1), whole)


def test_ledger_to_the_cent(plan, book, log):
    times = _times(plan, book, log, 0)
    ledger = make_ledger(times, layout(book.journeys[0]))
    items = dict(zip(ITEMS, ledger.items()[0].tolist(), strict=True))
    assert {k: v for k, v in items.items() if v} == {
        "rail": 50055, "sea": 30000, "handling": 23000, "subsidy": -2000,
        "storage": 500, "equipment": 960,
    }  # fmt: skip
    assert ledger.rows().sum(axis=1).tolist() == ledger.items().sum(axis=1).tolist()
    assert ledger.items()[1].sum() == 10000  # only the handling at A so far
    assert ledger.co2e().tolist() == [100.0, 0.0]


def test_detention_of_the_vehicle_stands_where_it_stood(plan, book, log):
    # Aboard at A it waits two hours for its path, and four at B until it is put down; three hours
    # at a place are free, so one day begun at B is all.
    free = ((3 / 24, 70.0),)
    stays = (
        StayCost(0, "A", free, "equipment", (2,)), StayCost(1, "B", free, "equipment", (4,)),
    )  # fmt: skip
    journey = replace(book.journeys[0], stays=stays, equipment_usd_per_day=0.0)
    book = replace(book, journeys=(journey, *book.journeys[1:]))
    times = _times(plan, book, log, 0)
    assert times.spent[0, [2, 4]].tolist() == [2 * H, 4 * H]
    ledger = make_ledger(times, layout(journey))
    assert ledger.items()[0, ITEMS.index("equipment")] == 7000
    labels = [label[2] for label in ledger.layout.labels()]
    assert ledger.rows()[0, labels.index("discharge")] == 7000
    assert ledger.rows().sum(axis=1).tolist() == ledger.items().sum(axis=1).tolist()


@pytest.mark.parametrize(
    ("ticks", "free", "begun"), [(D, 0, 1), (D + 1, 0, 2), (D, 1, 0), (D, 0.5, 1), (0, 0, 0)]
)
def test_a_started_day_counts_whole(ticks, free, begun):
    assert started_days(np.array([ticks]), free)[0] == begun


def test_summary_of_a_section_that_ends_with_a_discharge(results):
    row = row_of(results.summary, scope="section")
    assert (row.feu, row.delivered, row.inside_at_end) == (2, 1, 1)
    assert row.days_p50 == pytest.approx(40 / 24)
    assert row.usd_p50 == pytest.approx(584.55)
    assert math.isnan(row.days_p95)
    assert math.isnan(row.days_mean)
    assert row.warnings == "censored: 1"


def test_summary_counts_any_demand_that_passes(results):
    row = row_of(results.summary, scope="border")
    assert (row.feu, row.delivered) == (3, 2)  # the FEU that waits at A counts here, too
    assert row.days_p05 == pytest.approx(60 / 24)
    assert row.days_p50 == pytest.approx(77 / 24)
    assert row.usd_p05 == pytest.approx(430 + 7.7)
    assert row.usd_p50 == pytest.approx(441.00)
    assert row.km == 400


def test_summary_row_complete(plan, book, delivered):
    row = row_of(combine([reduce(plan, book, delivered)]).summary, scope="terminal")
    assert row.days_mean == pytest.approx(4.0)
    assert row.usd_mean == pytest.approx(1025.15)
    assert row.freight_usd_mean == pytest.approx(1010.55)
    assert row.stock_usd_mean == pytest.approx(40.0)
    assert row.co2e_kg_mean == pytest.approx(100.0)
    assert row.on_time_share == 1.0
    assert row.km_per_day_moving == pytest.approx(1200 / (54 / 24))
    assert row.usd_per_km == pytest.approx(1025.15 / 1200)
    assert math.isnan(row.days_ci_low)
    assert math.isnan(row.days_sd)
    assert row.warnings == ""
    assert list(row.index) == list(columns.SUMMARY)


def test_stages_add_up_to_their_summaryrow_of(plan, book, delivered):
    results = combine([reduce(plan, book, delivered)])
    row, stages = row_of(results.summary, scope="terminal"), results.stages
    days = stages[["wait_days_mean", "service_days_mean", "move_days_mean"]].to_numpy().sum()
    assert days == pytest.approx(row.days_mean)
    assert stages.usd_mean.sum() == pytest.approx(row.usd_mean)
    assert stages[list(columns.ITEM_COLUMNS)].to_numpy().sum() == pytest.approx(row.usd_mean)
    assert stages.stage.tolist() == [
        "customs", "departure", "path", "charges", "run", "discharge", "papers", "departure",
        "gate", "charges", "run", "discharge", "charges",
    ]  # fmt: skip
    assert stages.order.tolist() == list(range(1, 14))
    run = row_of(stages, leg="ab")
    assert (run.km, run["mode"], run.rail_usd, run.subsidy_usd) == (800, "rail", 500.55, -20)
    assert run.usd_mean == pytest.approx(500.55 - 20 + 2.4)
    assert list(stages.columns) == list(columns.STAGES)


def test_months_follow_the_release(results):
    assert results.months.month.tolist() == ["2025-01", "2025-02"]
    assert results.months.feu.tolist() == [1, 1]
    assert results.months.scope.unique().tolist() == ["terminal"]


@pytest.mark.parametrize(
    ("load", "closed", "said"),
    [(1.2, 0, "unstable: B.berth"), (1.2, 0.5, "closed: B.berth"), (1e9, 1, "closed: B.berth")],
)  # fmt: skip
def test_an_overload_blanks_the_means(plan, book, delivered, load, closed, said):
    book = replace(book, loads=(Load("B.berth", load, closed),))
    summary = combine([reduce(plan, book, delivered)]).summary
    row = row_of(summary, scope="terminal")
    assert row.warnings == said
    assert math.isnan(row.usd_mean)
    assert row.days_p50 == 4.0
    assert row_of(summary, scope="section").warnings == ""


def test_facilities(results):
    customs = row_of(results.facilities, place="A")
    assert customs.arrivals == 3  # other traffic included
    assert customs.wait_days_mean == pytest.approx((2 + 216 + 0) / 3 / 24)
    assert customs.wait_days_p95 == pytest.approx(9.0)
    assert customs.queue_mean == pytest.approx(218 / 240)
    assert customs.queue_p95 == 1
    assert customs.in_system_mean == pytest.approx((5 + 216 + 2) / 240)
    assert customs.utilisation == pytest.approx(5 / 240)
    assert customs.closed_share == pytest.approx(2 / 240)
    berth = row_of(results.facilities, place="B", facility="berth")
    assert berth.arrivals == 2  # discharge and the next loading are one stay
    assert berth.utilisation == pytest.approx((64 - 31 + 240 - 134) / 240)
    assert row_of(results.facilities, place="C").utilisation == pytest.approx(10 / 240)
    yard = row_of(results.facilities, facility="yard")
    assert yard.in_system_mean == pytest.approx(10 / 240)
    assert yard.utilisation == pytest.approx(1 / 240)


def test_a_vessel_at_anchorage_frees_its_berth(plan, book, log):
    plan = replace(plan, fleets=(Fleet("ship", (1, 2), 1, True),))
    facilities = combine([reduce(plan, book, log)]).facilities
    berth = row_of(facilities, place="B", facility="berth")
    assert berth.arrivals == 3
    assert berth.wait_days_mean == 0.0


def test_facility_days_average_to_the_window(results):
    days = results.facility_days.to_pandas()
    assert list(days.columns) == list(columns.FACILITY_DAYS)
    customs = days[(days.place == "A")]
    assert customs.day.tolist() == list(range(10))
    assert customs.date.iloc[1] == "2025-02-01"
    assert customs.queue_mean.mean() == pytest.approx(218 / 240)
    assert customs.queue_p95.tolist() == [1.0] * 10
    assert customs.arrivals.tolist() == [2, 1] + [0] * 8
    assert customs.utilisation.iloc[0] == pytest.approx(5 / 24)


def test_interval_and_pooled_spread_over_replications(plan, book, delivered):
    row = row_of(combine(two_replications(plan, book, delivered)).summary, scope="terminal")
    assert row.days_mean == pytest.approx(4.5)
    assert row.replications == 2
    assert row.days_ci_high == pytest.approx(4.5 + 12.706204736 * 0.5, rel=1e-9)
    assert row.days_sd == pytest.approx(math.sqrt(0.5))
    worth = 20 * (4.5 + 0.5 * math.sqrt(0.5))
    assert row.generalised_usd_mean == pytest.approx(row.usd_mean + worth)
    assert row.on_time_share == 0.5
    assert (row.days_p05, row.days_p50, row.days_p95) == (4, 4, 5)


@pytest.mark.parametrize("change", [{"gauge_change": True}, {"discharge_step": -1}])
def test_a_section_ends_on_arrival_at_a_gauge_change_or_where_the_box_stays_aboard(
    plan, book, delivered, change
):
    first = book.journeys[0]
    visits = (first.visits[0], replace(first.visits[1], **change), first.visits[2])
    book = replace(book, journeys=(replace(first, visits=visits), book.journeys[1]))
    row = row_of(combine([reduce(plan, book, delivered)]).summary, scope="section")
    assert row.days_mean == pytest.approx(36 / 24)
    assert row.usd_mean == pytest.approx(100 + 500.55 - 20 + 3.60)


def test_a_deadlock_is_told_where_containers_are_inside(plan, book, log):
    log.deadlock = "deadlock: A → B → A"
    results = combine([reduce(plan, book, log)])
    assert row_of(results.summary, scope="terminal").warnings == (
        "censored: 1; deadlock: A → B → A"
    )
    assert results.deadlocks == {0: "deadlock: A → B → A"}


def test_money_without_an_index_is_marked(plan, book, delivered):
    marked = replace(book.journeys[0], unindexed=("legs.ab.tariff (1999)",))
    book = replace(book, journeys=(marked, book.journeys[1]))
    row = row_of(combine([reduce(plan, book, delivered)]).summary, scope="terminal")
    assert row.warnings == "unindexed: legs.ab.tariff (1999)"
