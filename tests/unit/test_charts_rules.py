"""Rules of single kinds: which months and weeks count, what labels say, which row is whose."""

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest
from charts_study import STUDIES

from simulator.charts import distribution, heat, months, sweep, tornado, utilisation
from simulator.charts.about import About, reason
from simulator.charts.boxes import faults
from simulator.charts.chart import Sheet
from simulator.charts.facility_days import labels
from simulator.charts.page import signed
from simulator.charts.placing import Placer, nearest, strip
from simulator.charts.row_panels import interval
from simulator.charts.stringline_lanes import LANE_MM, LEAST_MM, shifts

PLACES = {"A": "Astara (Iran)", "B": "Astara (Azerbaijan)", "K": "Khorgos (China)", "P": "Poti"}
TOY = About("toy", "00000000", "0.0", 3, 4, places=PLACES, start=dt.date(2025, 1, 1),
            window=(60.0, 425.0))  # fmt: skip


def _weeks(order, weeks=3):
    """A table of utilisation: the n-th facility is in use n + 1 tenths of the time."""
    return pd.DataFrame([
        {"market": "m", "place": place, "facility": facility, "name": f"{place}: {facility}",
         "servers": 1, "week": f"2025-03-{1 + 7 * week:02}", "utilisation": (n + 1) / 10}
        for n, (place, facility) in enumerate(order) for week in range(weeks)
    ])  # fmt: skip


def test_rows_of_the_heat_map_are_those_of_their_names():
    order = [("X", "track"), ("Y", "berth"), ("Y", "track"), ("Z", "arrivals"), ("Z", "berth")]
    page = utilisation.page(_weeks(order), TOY, "How busy")
    lines = {}
    for text in page.figure.texts:
        lines.setdefault(round(text.get_position()[1], 6), []).append(text.get_text())
    found = dict(line for line in lines.values() if len(line) == 2 and line[1].endswith("0 %"))
    assert found == {f"{p}: {f}": f"{10 * (n + 1)} %" for n, (p, f) in enumerate(order)}
    (mesh,) = page.figure.axes[0].collections[:1]
    assert np.asarray(mesh.get_array()).reshape(5, 3)[:, 0] == pytest.approx(
        [0.1, 0.2, 0.3, 0.4, 0.5]
    )


@pytest.mark.parametrize(
    ("idle", "further", "words"),
    [(0, 0, "No facility is left out."),
     (1, 0, "1 facility is left out: 1 is below 10 % in every week."),
     (30, 2, "32 facilities are left out: 30 are below 10 % in every week, "
             "2 are less busy than the 40 shown.")],
)  # fmt: skip
def test_the_heat_map_says_how_many_facilities_it_leaves_out(idle, further, words):
    data = _weeks([("X", "track")])
    data.attrs = {"idle": idle, "further": further}
    assert words in utilisation.page(data, TOY, "How busy").words[1]
    assert words in utilisation.describe(data, "How busy")


def test_months_are_named_as_many_as_have_room():
    data = pd.concat([
        _weeks([("X", "t" * 30)], 1).assign(week=f"{dt.date(2025, 3, 1) + dt.timedelta(7 * n)}")
        for n in range(53)
    ])  # fmt: skip
    assert faults(utilisation.page(data, TOY, "How busy").figure) == []


def _sheet(found):
    rows = pd.DataFrame({"month": found, "scope": "terminal"}).reindex(
        columns=["scope", *months.COLUMNS]
    )
    return Sheet("m", True, "west", "", rows)


def test_a_day_or_two_are_no_month():
    wanted = ["2025-03", "2025-04", "2026-02"]
    data = months.table(_sheet([*wanted, "2026-03"]), TOY)
    assert data["month"].tolist() == wanted
    unknown = About("toy", "0", "0", 1, 1)
    assert len(months.table(_sheet([*wanted, "2026-03"]), unknown)) == 4
    few = About("toy", "0", "0", 1, 1, start=dt.date(2025, 1, 1), window=(28.0, 34.0))
    assert len(months.table(_sheet(["2025-01", "2025-02"]), few)) == 2


def test_each_year_stands_under_its_first_month():
    assert months._calendar(["2025-11", "2026-01", "2026-03"]) == ["Nov\n2025", "Jan\n2026", "Mar"]


def test_places_keep_their_brackets_where_they_would_be_alike():
    assert [TOY.short(k) for k in PLACES] == [
        "Astara (Iran)", "Astara (Azerbaijan)", "Khorgos", "Poti",
    ]  # fmt: skip


def test_facilities_are_called_by_their_names():
    known = About("t", "0", "0", 1, 1, places=PLACES, facilities={
        ("P", "berth"): "container berths (7 and 14)", ("K", "lane-in"): "control tracks",
        ("K", "lane-out"): "control tracks",
    })  # fmt: skip
    keys = [("P", "berth"), ("P", "berth"), ("P", "yard"), ("K", "lane-in"), ("K", "lane-out")]
    assert labels(keys, known) == [
        "Poti: Container berths", "Poti: Container berths", "Poti: Yard",
        "Khorgos: Control tracks (lane in)", "Khorgos: Control tracks (lane out)",
    ]  # fmt: skip


def test_reasons_call_facilities_and_services_by_their_names():
    known = About("t", "0", "0", 1, 1, places=PLACES,
                  facilities={("P", "berth"): "container berths (7 and 14)"},
                  services={"feeder": "feeder Poti – Constanța"}).names  # fmt: skip
    assert reason("unstable: P.berth", known, 9, 9) == "overloaded: Poti, container berths"
    assert reason("unstable: P.lane-in", known, 9, 9) == "overloaded: Poti lane-in"
    assert reason("closed: feeder", known, 9, 9) == "closed: feeder Poti – Constanța"
    assert reason("closed: ship", known, 9, 9) == "closed: ship"


def test_a_label_lies_nearest_to_its_own_point():
    own, other = (40.0, 30.0), (43.0, 30.0)
    box = Placer((0, 0, 80, 60), points=[own, other]).place(own, (20, 4))
    assert math.dist(nearest(box, own), own) < math.dist(nearest(box, other), other)


def test_labels_side_by_side_are_not_read_as_one():
    placer = Placer((0, 28, 80, 32))
    right, left = placer.place((30, 30), (20, 3)), placer.place((33.3, 30), (20, 3))
    assert right[0] - left[2] >= 0.9


def test_a_leader_does_not_run_along_a_line():
    taken = [(30, 17, 50, 29), (30, 31, 50, 60)]
    without, beside = (
        Placer((0, 0, 80, 60), list(taken), shy).place((40, 30), (12, 3))
        for shy in ([], strip((31, 30), (51, 30)))
    )
    assert without[1] < 30 < without[3]
    assert beside[3] < 29 or beside[1] > 31


@pytest.mark.parametrize(
    ("value", "form", "words"),
    [(-0.04, "+.1f", "0.0"), (-2.0, "+.1f", "−2.0"), (1234.4, "+,.0f", "+1,234"),
     (0.0, "+.1f", "0.0")],
)  # fmt: skip
def test_a_change_has_a_sign_only_where_it_is_one(value, form, words):
    assert signed(value, form) == words


@pytest.mark.parametrize(
    ("size", "form", "words"),
    [(0.3, ",.0f", "<1"), (0.0, ",.0f", "0"), (0.02, ".1f", "<0.1"), (12.4, ",.0f", "12")],
)
def test_a_small_interval_is_not_called_nothing(size, form, words):
    assert distribution._half(size, form) == words


@pytest.mark.parametrize(
    ("low", "high", "runs", "words"),
    [(0.2, 0.6, 4, "equal at 0.5 (95 %: 0.2 to 0.6)"),
     (np.nan, 0.6, 4, "equal at 0.5 (95 %: 0.6 or less)"),
     (0.2, np.nan, 4, "equal at 0.5 (95 %: 0.2 or more)"),
     (np.nan, np.nan, 4, "equal at 0.5 (95 %: anywhere in the range)"),
     (np.nan, np.nan, 1, "equal at 0.5")],
)  # fmt: skip
def test_a_break_even_says_how_far_its_interval_goes(low, high, runs, words):
    row = {"value": 0.5, "ci_low": low, "ci_high": high, "replications": runs}
    assert sweep._equal(row) == words


class _Found:
    def __init__(self, ways):
        factors = {name: {"as": way, "label": name} for name, way in ways.items()}
        self.record = {"study": {"factors": factors}}


def test_what_all_values_are_is_said_once():
    rows = [{"factor": f, "label": f"{f} (times the base)"} for f in ("a", "b")]
    way, names = tornado._way(_Found({"a": "relative", "b": "relative"}), rows)
    assert (way, names) == ("times the base", ["a", "b"])
    way, names = tornado._way(_Found({"a": "relative", "b": "added"}), rows)
    assert (way, names) == ("", [row["label"] for row in rows])


@pytest.mark.parametrize(
    ("values", "ends"),
    [([31.2, 31.3], (31.2, 34.33)), ([30.0, 46.0], (30.0, 46.0)), ([-8.0, -7.9], (-8.0, -7.2)),
     ([0.0, np.nan], (0.0, 1.0))],
)  # fmt: skip
def test_small_differences_do_not_take_all_colours(values, ends):
    assert heat.span_of(np.array(values)) == pytest.approx(ends)


def test_shares_in_the_heat_map_of_a_study_are_per_cents():
    row = {"x_factor": "fee", "y_factor": "storms", "x": 0.0, "y": 1.0, "corridor": "main",
           "direction": "westbound", "scope": "terminal"}  # fmt: skip
    for quantity, said in (("on_time_share", "Lowest 50 % at"), ("days_mean", "Lowest 0.5 at")):
        data = pd.DataFrame([{**row, "quantity": quantity, "mean": mean} for mean in (0.5, 0.75)])
        assert said in heat.describe(data, STUDIES["heat"](), TOY)


def _boxes(*rows):
    columns = ["id", "from_day", "from_km", "to_day", "to_km"]
    return pd.DataFrame(rows, columns=columns)


def test_stands_at_one_place_at_one_time_lie_side_by_side():
    boxes = _boxes(
        ("a", 0, 0, 5, 0), ("a", 5, 0, 6, 100), ("a", 6, 100, 9, 100), ("a", 9, 100, 12, 100),
        ("b", 1, 0, 4, 0), ("b", 4, 0, 7, 100), ("b", 7, 100, 8, 100),
        ("c", 14, 0, 15, 0), ("c", 15, 0, 16, 200),
    )  # fmt: skip
    shift, step = shifts(boxes, [0, 100, 200], 2.0, 1.0)
    wide = LANE_MM / 2
    assert shift == pytest.approx(np.array([
        [0, 0], [0, -wide], [-wide, -wide], [-wide, -wide],
        [LANE_MM, LANE_MM], [LANE_MM, wide], [wide, wide], [0, 0], [0, 0],
    ]))  # fmt: skip
    assert set(step) == {LANE_MM}


def test_both_sides_of_a_border_share_lanes_and_near_places_share_room():
    day = range(8)
    boxes = _boxes(*(row for n in day for row in (
        (f"{n}", 0, 100, 3, 100), (f"{n}", 3, 100, 4, 101), (f"{n}", 4, 101, 9, 101))))  # fmt: skip
    shift, step = shifts(boxes, [0, 100, 101, 106, 300], 2.0, 1.0)
    assert [len(set(map(tuple, shift[3 * n : 3 * n + 3]))) for n in day] == [1] * 8
    assert len(set(shift[:, 0])) == 8
    assert step[0] == pytest.approx(LEAST_MM / 7)


def test_an_interval_is_seen_on_a_dark_bar():
    axes = utilisation.page(_weeks([("X", "t")]), TOY, "How busy").figure.axes[0]
    before = len(axes.lines)
    interval(axes, [0.0, 1.0], 0.0)
    under, over = axes.lines[before:]
    assert (under.get_color(), over.get_color()) == ("#ffffff", "#000000")
    assert under.get_linewidth() > over.get_linewidth()
