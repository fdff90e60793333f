import pytest
from loading_tiny import SOURCES, changed, rail, tiny

from simulator.loading.catalogue import load_catalogue
from simulator.loading.doubts import doubts
from simulator.loading.key_units import key_hint
from simulator.loading.number_words import readings
from simulator.loading.tree import Tree
from simulator.loading.validation import warnings
from simulator.loading.yaml_reader import parse_yaml


def test_the_tiny_catalogue_is_fine(shipped):
    assert shipped.problems() == []


FORM = [
    ("legs/alpha-beta/distance", 500,
     "legs.alpha-beta.distance: unknown key `distance` (with its unit: `km`)"),
    ("legs/alpha-beta/tariff", 5, "legs.alpha-beta.tariff: unknown key `tariff` "
     "(with its unit: `tariff_usd_per_feu` or `tariff_usd_per_tonne`)"),
    ("legs/alpha-beta/speed", 5,
     "legs.alpha-beta.speed: unknown key `speed` (with its unit: `speed_km_per_day`)"),
    ("services/feeder/vessel/slots", 5,
     "services.feeder.vessel.slots: unknown key `slots` (with its unit: `slots_feu`)"),
    ("services/first-train/capacity", 5,
     "services.first-train.capacity: unknown key `capacity` (with its unit: `capacity_feu`)"),
    ("places/GAMMA/facilties", {},
     "places.GAMMA.facilties: unknown key `facilties` (did you mean facilities?)"),
    ("legs/gamma-delta/move_hours/meen", 5, "legs.gamma-delta.move_hours.meen: "
     "unknown key `meen` (did you mean mean?)"),
    ("legs/alpha-beta/km", -5, "legs.alpha-beta.km: must be above 0, found -5 (in km)"),
    ("legs/alpha-beta/km", "12",
     "legs.alpha-beta.km: expected a number, found '12' (without quotes)"),
    ("legs/alpha-beta/km", "500 km", "legs.alpha-beta.km: expected a number, found '500 km' "
     "(the key's unit is km; leave it out of the value)"),
    ("legs/alpha-beta/km", "1,200", "legs.alpha-beta.km: expected a number, found '1,200' "
     "(a number has a point for decimals and no separators: 1200 or 1.200)"),
    ("legs/gamma-delta/move_hours", "14,5", "legs.gamma-delta.move_hours: expected a number or a "
     "distribution, found '14,5' (a number has a point for decimals and no separators: 14.5)"),
    ("legs/gamma-delta/move_hours", "14h", "legs.gamma-delta.move_hours: expected a number or a "
     "distribution, found '14h' (the key's unit is hours; leave it out of the value)"),
    ("legs/gamma-delta/move_hours/mean", "14 h", "legs.gamma-delta.move_hours.mean: expected a "
     "number, found '14 h' (the key's unit is hours; leave it out of the value)"),
    ("legs/alpha-beta/move_days", 1, "legs.alpha-beta.move_days: unknown key `move_days` "
     "(the key is `move_hours`, in hours)"),
    ("legs/alpha-beta/km", True, "legs.alpha-beta.km: expected a number, found true"),
    ("legs/alpha-beta/km", None, "legs.alpha-beta: `km` is missing (in km)"),
    ("legs/alpha-beta", 5,
     "legs.alpha-beta: expected a mapping (`key: value` lines), found 5"),
    ("legs/alpha-beta/mode", "ral",
     "legs.alpha-beta.mode: expected one of rail, sea, road, found 'ral' (did you mean rail?)"),
    ("legs/alpha-beta/gauge", 1500, "legs.alpha-beta.gauge: expected one of 1000, 1067, 1435, "
     "1520, 1668, 1676, found 1500"),
    ("legs/alpha-beta/speed_km_per_day", {"forward": 800},
     "legs.alpha-beta.speed_km_per_day: `backward` is missing"),
    ("legs/alpha-beta/speed_km_per_day", "fast",
     "legs.alpha-beta.speed_km_per_day: expected a number, found 'fast'"),
    ("legs/gamma-delta/move_hours", "fast", "legs.gamma-delta.move_hours: "
     "expected a number or a distribution, found 'fast'"),
    ("legs/gamma-delta/move_hours", {"mean": 3}, "legs.gamma-delta.move_hours: `shape` is missing "
     "(a plain number, or a distribution such as {shape: lognormal, mean: 5, cv: 0.4})"),
    ("legs/gamma-delta/move_hours/shape", "lognorml", "legs.gamma-delta.move_hours: unknown shape "
     "'lognorml' (did you mean lognormal? allowed: constant, uniform, triangular, pert, normal, "
     "lognormal, gamma, erlang, exponential, weibull, empirical, mixture, shifted)"),
    ("legs/gamma-delta/move_hours", {"shape": "pert", "low": 3, "mode": 1, "high": 2},
     "legs.gamma-delta.move_hours: needs low <= mode <= high and low < high, found 3, 1, 2"),
    ("legs/gamma-delta/move_hours", None,
     "legs.gamma-delta: give the running time once: either move_hours or speed_km_per_day"),
    ("services/feeder/kind", "flete", "services.feeder: unknown kind 'flete' "
     "(did you mean fleet? allowed: timetable, fill_and_go, on_demand, fleet)"),
    ("services/feeder/vessels", 1.5, "services.feeder.vessels: expected a whole number, found 1.5"),
    ("places/ALPHA/country", "Xalandia", "places.ALPHA.country: expected a country's two capital "
     "letters, found 'Xalandia' (ISO 3166)"),
    ("places/ALPHA/lat", 100, "places.ALPHA.lat: must be at most 90, found 100 (in degrees north)"),
    ("places/ALPHA/name", 12,
     "places.ALPHA.name: expected a text, found 12 (put it in quotes)"),
    ("places/GAMMA/procedures/customs/includes_waiting", "perhaps",
     "places.GAMMA.procedures.customs.includes_waiting: expected true or false, found 'perhaps'"),
    ("places/GAMMA/procedures/customs/includes_waiting", "off",
     "places.GAMMA.procedures.customs.includes_waiting: expected true or false, found 'off'"),
    ("places/GAMMA/procedures/customs/includes_waiting", None,
     "places.GAMMA.procedures.customs: `includes_waiting` is missing"),
    ("places/GAMMA/procedures/customs/includes_waiting", True,
     "places.GAMMA.procedures.customs: a time that includes waiting may not also queue for a "
     "facility: waiting would count twice; drop `facility`, or give the free-flow time"),
    ("economy/co2e_kg_per_tkm", {"train": 1},
     "economy.co2e_kg_per_tkm.train: `train` cannot be a key here (one of rail, sea, road)"),
    ("demands/west/shares", {}, "demands.west.shares: is empty; it needs at least 1 entry"),
    ("corridors/main/opens", 20250101,
     "corridors.main.opens: expected a date like 2025-01-31, found 20250101"),
    ("weather/storms/monthly_hazard", [1, 1],
     "weather.storms.monthly_hazard: needs at least 12 entries, found 2"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "message"), FORM)
def test_form(shipped, path, value, message):
    assert shipped.refuses(changed(path, value)) == [message]


@pytest.mark.parametrize(
    ("section", "written", "message"),
    [
        ("legs", "gamma-delta: {km: 470,5}", "legs.gamma-delta.km: @ 470,5 (# 470.5)"),
        ("legs", "gamma-delta: {km: 1,200}", "legs.gamma-delta.km: @ 1,200 (# 1200 or 1.200)"),
        ("legs", "gamma-delta: {km: 1,200,400}", "legs.gamma-delta.km: @ 1,200,400 (# 1200400)"),
        ("legs", "gamma-delta: {move_hours: {forward: 14,5, backward: 3}}",
         "legs.gamma-delta.move_hours.forward: @ 14,5 (# 14.5)"),
        ("demands", "west: {shares: {main: 0,5}}", "demands.west.shares.main: @ 0,5 (# 0.5)"),
    ],
)  # fmt: skip
def test_a_comma_that_cuts_a_number_in_two(shipped, section, written, message):
    data = tiny()
    ((key, more),) = parse_yaml(written)[0].items()
    old = data[section][key]
    data[section][key] = more | {k: v for k, v in old.items() if k not in more}
    message = message.replace("@", "a comma cannot stand in a number: found")
    message = message.replace("#", "a number has a point for decimals and no separators:")
    assert message in shipped.refuses(data)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("470,5", ["470.5"]), ("-1,5", ["-1.5"]), ("1 200", ["1200"]), ("1_200", ["1200"]),
        ("1,200.5", ["1200.5"]), ("1.200,5", ["1200.5"]), ("1.200.000", ["1200000"]),
        ("1,200", ["1200", "1.200"]), ("5 km", []), ("1,2,3", []), ("x", []),
    ],
)  # fmt: skip
def test_numbers_with_commas(text, meant):
    assert readings(text) == meant


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("longest_wait_days", "the key is `longest_wait_hours`, in hours"),
        ("days", "the key is `hours`, in hours"),
        ("speed_km_per_hour", "the key is `speed_km_per_day`, in km per day"),
        ("distance_miles", "allowed: hours, longest_wait_hours, speed_km_per_day"),
    ],
)
def test_keys_in_other_units(key, hint):
    assert key_hint(key, ("hours", "longest_wait_hours", "speed_km_per_day"))[0] == hint


def test_a_key_without_its_unit_stands_for_the_missing_one(shipped):
    data = changed("legs/alpha-beta/km", None)
    data["legs"]["alpha-beta"]["length"] = 500
    assert shipped.refuses(data) == [
        "legs.alpha-beta.length: unknown key `length` (with its unit: `km`)"
    ]


def test_yes_and_no_serve_as_true_and_false(shipped):
    assert shipped.refuses(changed("legs/alpha-beta/includes_waiting", "no")) == []


REFERENCES = [
    ("legs/alpha-beta/end", "BETTA",
     "legs.alpha-beta.end: there is no place 'BETTA' (did you mean BETA?)"),
    ("legs/gamma-delta/start", "Port Gamma",
     "legs.gamma-delta.start: there is no place 'Port Gamma' (its id is GAMMA)"),
    ("services/feeder/legs", ["gama-delta"],
     "services.feeder.legs.0: there is no leg 'gama-delta' (did you mean gamma-delta?)"),
    ("corridors/main/market", "east-wst",
     "corridors.main.market: there is no market 'east-wst' (did you mean east-west?)"),
    ("corridors/main/legs/alpha-beta/service", "frist-train",
     "corridors.main.legs.alpha-beta.service: there is no service 'frist-train' "
     "(did you mean first-train?)"),
    ("places/GAMMA/facilities/berth/weather", ["strms"], "places.GAMMA.facilities.berth.weather.0: "
     "there is no weather calendar 'strms' (did you mean storms?)"),
    ("places/GAMMA/sea", "caspian", "places.GAMMA.sea: there is no sea 'caspian'"),
    ("places/GAMMA/procedures/customs/facility", "berh",
     "places.GAMMA.procedures.customs.facility: Gämma Port (GAMMA) has no facility "
     "'berh' (did you mean berth?)"),
    ("services/feeder/calls/GAMMA/facility", "quay", "services.feeder.calls.GAMMA.facility: "
     "Gämma Port (GAMMA) has no facility 'quay' (there are berth)"),
    ("services/second-train/calls", {"GAMMA": {"load_facility": "brth"}},
     "services.second-train.calls.GAMMA.load_facility: Gämma Port (GAMMA) has no facility 'brth' "
     "(did you mean berth?)"),
    ("services/feeder/calls/ALPHA", {}, "services.feeder.calls.ALPHA: the service does not pass "
     "ALPHA (it runs GAMMA – DELTA)"),
    ("places/GAMMA/procedures/customs/when", {"came_from": ["BETTA"]},
     "places.GAMMA.procedures.customs.when.came_from.0: there is no place 'BETTA', nor a country "
     "with places (did you mean BETA?)"),
    ("demands/west/shares", {"mane": 1},
     "demands.west.shares.mane: there is no corridor 'mane' (did you mean main?)"),
    ("demands/west/end", "OMEGA", "demands.west.end: there is no place 'OMEGA'"),
    ("demands/west/cargo", {"tons_per_feu": 3}, "demands.west.cargo.tons_per_feu: unknown key "
     "`tons_per_feu` (did you mean tonnes_per_feu?)"),
    ("corridors/main/border/end", "OMEGA", "corridors.main.border.end: there is no place 'OMEGA'"),
    ("places/ALPHA/name", "Beta", "places.BETA.name: the name 'Beta' belongs to ALPHA already"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "message"), REFERENCES)
def test_references(shipped, path, value, message):
    assert shipped.refuses(changed(path, value)) == [message]


def test_countries_serve_in_conditions(shipped):
    assert (
        shipped.refuses(changed("places/GAMMA/procedures/customs/when", {"came_from": ["XA"]}))
        == []
    )


CHAINS = [
    ("corridors/main/border", {"start": "DELTA", "end": "BETA"}, [
        "corridors.main.border: DELTA does not come before BETA in this direction"]),
    ("services/first-train/legs", ["alpha-beta", "gamma-delta"], [
        "services.first-train.legs.1: the leg 'gamma-delta' (GAMMA – DELTA) does not join "
        "'alpha-beta' (ALPHA – BETA)"]),
    ("services/first-train/legs", ["alpha-beta", "beta-gamma"], [
        "corridors.main.legs.alpha-beta.service: containers change at BETA, where the service "
        "'first-train' does not call (add `BETA: {}` to `services.first-train.calls`)",
        "demands.west.shares.main: containers cannot leave the service 'first-train' at BETA "
        "(name it in `services.first-train.calls`, with `unload: true`)",
        "services.first-train.legs.1: one train cannot run on 'alpha-beta' (1435 mm) and "
        "'beta-gamma' (1520 mm) (end the service at the gauge change and begin another)"]),
    ("corridors/main/legs/beta-gamma/service", "feeder", [
        "corridors.main.legs.beta-gamma.service: the service 'feeder' does not carry the leg "
        "'beta-gamma' (it carries gamma-delta)"]),
    ("places/BETA/gauges", [1435], [
        "legs.beta-gamma.gauge: a leg of gauge 1520 mm cannot end at Beta (BETA) (gauges there: "
        "1435; a gauge change needs both in `places.BETA.gauges`)"]),
    ("legs/alpha-beta/gauge", 1676, [
        "legs.alpha-beta.gauge: a leg of gauge 1676 mm cannot end at Alpha (ALPHA) (gauges there: "
        "1435; a gauge change needs both in `places.ALPHA.gauges`)",
        "legs.alpha-beta.gauge: a leg of gauge 1676 mm cannot end at Beta (BETA) (gauges there: "
        "1435, 1520; a gauge change needs both in `places.BETA.gauges`)"]),
    ("demands/west/end", "ALPHA", ["demands.west.end: starts and ends at ALPHA"]),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "messages"), CHAINS)
def test_chains(shipped, path, value, messages):
    assert sorted(shipped.refuses(changed(path, value))) == messages


def test_legs_of_a_corridor_that_do_not_join(shipped):
    legs = {"alpha-beta": {"service": "first-train"}, "gamma-delta": {"service": "feeder"}}
    data = changed("corridors/main/legs", legs)
    assert shipped.refuses(data) == [
        "corridors.main.legs.gamma-delta: the leg 'gamma-delta' (GAMMA – DELTA) does not join "
        "'alpha-beta' (ALPHA – BETA)"
    ]


def test_legs_may_be_taken_backwards(shipped):
    data = changed("legs/beta-gamma/start", "GAMMA")
    data["legs"]["beta-gamma"]["end"] = "BETA"
    assert shipped.refuses(data) == []


def test_demand_away_from_its_corridor(shipped):
    data = changed("places/OMEGA", {"name": "Omega", "country": "XB", "lat": 1, "lon": 1})
    data["demands"]["west"]["end"] = "OMEGA"
    assert shipped.refuses(data) == [
        "demands.west.shares.main: the corridor 'main' does not pass OMEGA "
        "(it runs ALPHA – BETA – GAMMA – DELTA)"
    ]


def test_demand_at_a_place_where_the_train_only_passes(shipped):
    data = tiny()
    data["places"]["BETA"]["gauges"] = [1435]
    data["places"]["GAMMA"]["gauges"] = [1435]
    data["legs"]["beta-gamma"] = rail("BETA", "GAMMA", 1435)
    data["services"]["first-train"]["legs"] = ["alpha-beta", "beta-gamma"]
    del data["services"]["second-train"]
    data["corridors"]["main"]["legs"]["beta-gamma"]["service"] = "first-train"
    assert shipped.refuses(data) == []
    data["demands"]["west"]["start"] = "BETA"
    assert shipped.refuses(data) == [
        "demands.west.shares.main: containers cannot board the service 'first-train' at BETA "
        "(name it in `services.first-train.calls`, with `load: true`)"
    ]
    data["services"]["first-train"]["calls"] = {"BETA": {"load": True, "unload": False}}
    assert shipped.refuses(data) == []


VALUES = [
    ("legs/alpha-beta/km", 300, "legs.alpha-beta.km: 300 km is shorter than the straight line "
     "between Alpha and Beta, 426 km (check the distance, lat and lon)"),
    ("legs/alpha-beta/km", 5000, "legs.alpha-beta.km: 5000 km is more than 3 times the straight "
     "line between Alpha and Beta, 426 km (check the distance, lat and lon)"),
    ("legs/alpha-beta/speed_km_per_day", 9000, "legs.alpha-beta.speed_km_per_day: 9,000 km a day "
     "is too fast for rail (at most 2,500)"),
    ("legs/gamma-delta/move_hours", 2, "legs.gamma-delta.move_hours: 2 hours for 500 km is "
     "6,000 km a day, too fast for sea (at most 1,500 km a day)"),
    ("legs/alpha-beta/tariff_usd_per_feu", 90000, "legs.alpha-beta.tariff_usd_per_feu: "
     "90,000 USD per FEU cannot be meant (at most 50,000)"),
    ("places/GAMMA/procedures/customs/hours", 5000, "places.GAMMA.procedures.customs.hours: takes "
     "208 days on average, which cannot be meant (the unit is hours; at most 90 days)"),
    ("places/GAMMA/procedures/customs/servers", 5, "places.GAMMA.procedures.customs.servers: needs "
     "5 servers at once where there are 2"),
    ("places/GAMMA/facilities/berth/hours", {"open": "08:00", "close": "08:00"},
     "places.GAMMA.facilities.berth.hours: never opens: 08:00 to 08:00 (for day and night write "
     "open: '00:00', close: '24:00')"),
    ("services/feeder/least_load_feu", 150, "services.feeder.least_load_feu: can never leave by "
     "its load: the least load is 150 FEU and a vessel holds 100 (at most vessel.slots_feu)"),
    ("weather/storms/open_days", 0,
     "weather.storms.open_days: is zero: it would never be open"),
    ("places/GAMMA/yard/quota_feu", {"westbound": 900},
     "places.GAMMA.yard.quota_feu.westbound: a quota of 900 FEU in a yard of 400"),
    ("places/GAMMA/charges", {"fee": {"item": "sea", "share_of_tariff": 1, "sources": SOURCES}},
     "places.GAMMA.charges.fee.share_of_tariff: only a leg has a tariff to take a share of "
     "(give usd_per_feu, usd_per_tonne or usd_per_vehicle)"),
    ("legs/gamma-delta/charges", {"fee": {"item": "sea", "share_of_tariff": 1, "sources": SOURCES}},
     "legs.gamma-delta.charges.fee.share_of_tariff: there is no tariff here to take a share of "
     "(give usd_per_feu, usd_per_tonne or usd_per_vehicle)"),
    ("legs/alpha-beta/charges", {"fee": {"item": "rail", "usd_per_feu": 9, "sources": SOURCES}},
     "legs.alpha-beta.charges.fee: USD need their price_year, and a share of a tariff has none of "
     "its own"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "message"), VALUES)
def test_values(shipped, path, value, message):
    assert shipped.refuses(changed(path, value)) == [message]


def test_waiting_may_not_count_twice(shipped):
    data = changed("legs/gamma-delta/includes_waiting", True)
    data["legs"]["gamma-delta"]["weather"] = ["storms"]
    traffic = {"per_day": 2, "service_hours": 5, "includes_waiting": True, "sources": SOURCES}
    data["places"]["GAMMA"]["facilities"]["berth"]["other_traffic"] = {"ferries": traffic}
    assert shipped.refuses(data) == [
        "places.GAMMA.facilities.berth.other_traffic.ferries.includes_waiting: a time that "
        "includes waiting may not take servers: waiting would count twice "
        "(give the free-flow service_hours)",
        "legs.gamma-delta.weather: the running time includes waiting, so closures would count it "
        "twice (drop `weather`, or give the free-flow time and `includes_waiting: false`)",
    ]
    data = changed("legs/alpha-beta/includes_waiting", True)
    data["legs"]["alpha-beta"]["paths_per_day"] = 10
    assert shipped.refuses(data) == [
        "legs.alpha-beta.paths_per_day: the running time includes waiting, so the wait for a path "
        "would count twice (drop `paths_per_day`, or give the free-flow time and "
        "`includes_waiting: false`)"
    ]


def test_a_batch_larger_than_a_yard(shipped):
    data = changed("demands/west/start", "GAMMA")
    data["demands"]["west"]["arrivals"] = {"group": 500, "sources": SOURCES}
    assert shipped.refuses(data) == [
        "demands.west.arrivals.group: 500 containers are released together at GAMMA, whose yard "
        "holds 400 FEU of them (a batch larger than a yard can never enter it)"
    ]


def test_published_figures_are_of_their_corridor(shipped):
    figure = {
        "corridor": "main", "direction": "westbound", "start": "DELTA", "end": "BETA",
        "quantity": "days", "low": 1, "high": 2, "facts": ["X1"],
    }  # fmt: skip
    shipped.base.joinpath("corridors/facts.csv").write_text(
        "id,corridor,kind,place_from,place_to,quantity,value,low,high,unit,year,basis,source,"
        "url,note\nX1,,,,,,,,,,,,,,\n"
    )
    assert shipped.refuses(tiny() | {"checks": {"a": figure}}) == [
        "checks.a: DELTA does not come before BETA in this direction"
    ]
    assert shipped.refuses(tiny() | {"checks": {"a": figure | {"direction": "eastbound"}}}) == []
    assert shipped.refuses(tiny() | {"checks": {"a": figure | {"direction": "northbound"}}}) == [
        "checks.a.direction: the corridor 'main' runs westbound and eastbound"
    ]


def test_problems_of_form_and_of_reference_come_together(shipped):
    data = changed("legs/alpha-beta/km", -5)
    data["demands"]["west"]["shares"] = {"mane": 1}
    data["economy"]["price_yr"] = 3
    assert shipped.refuses(data) == [
        "economy.price_yr: unknown key `price_yr` (did you mean price_year?)",
        "legs.alpha-beta.km: must be above 0, found -5 (in km)",
        "demands.west.shares.mane: there is no corridor 'mane' (did you mean main?)",
    ]


def test_every_problem_says_file_line_and_column(shipped):
    path = shipped.data(changed("legs/alpha-beta/km", -5))
    line = next(i for i, t in enumerate(path.read_text().splitlines(), 1) if t == "    km: -5")
    assert shipped.problems()[0].startswith(f"corridors/tiny.yaml:{line}:5: legs.alpha-beta.km: ")


def test_ids_that_cannot_be_one(shipped):
    data = changed("markets/no.good", {"name": "No good"})
    data["markets"]["East West"] = {"name": "Again"}
    assert shipped.refuses(data) == [
        "markets.no.good: 'no.good' cannot be an id (use letters, digits, - and _)",
        "markets.East West: 'East West' cannot be an id (use letters, digits, - and _)",
        "markets.East West: the id 'East West' differs from 'east-west' only in case or signs",
    ]


def test_a_fleet_that_would_sail_for_ever_within_an_instant(shipped):
    data = changed("services/feeder/least_load_feu", 0)
    data["legs"]["gamma-delta"]["move_hours"] = 0
    assert (
        "services.feeder.least_load_feu: a vessel that never waits for cargo sails legs that take "
        "no time, for ever (give the legs a running time, or a least load of 1)"
    ) in shipped.refuses(data)


def test_a_vessel_that_would_wait_for_its_own_berth(shipped):
    papers = {
        "facility": "berth", "per": "vehicle", "at": "departure", "hours": 2,
        "includes_waiting": False, "sources": SOURCES,
    }  # fmt: skip
    data = changed("places/GAMMA/procedures/papers", papers)
    assert shipped.refuses(data) == [
        "places.GAMMA.procedures.papers.facility: queues for berth, which vessels of feeder hold "
        "until they sail (give the formalities a facility of their own)"
    ]


def warned(shipped, path, value):
    """Warnings of a catalogue that has no problem, without their places."""
    shipped.data(changed(path, value))
    assert shipped.problems() == []
    return [f"{w.path}: {w.message} ({w.hint})" for w in warnings(load_catalogue())]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("legs/gamma-delta/move_hours", 1400, "legs.gamma-delta.move_hours: warning: 500 km by sea "
         "in 1,400 hours, a mean speed of 0.36 km/h, is hardly meant (usual are 4 to 50 km/h; "
         "check km and move_hours)"),
        ("legs/gamma-delta/move_hours", {"forward": 9, "backward": 30}, "legs.gamma-delta."
         "move_hours: warning: 500 km by sea in 9 hours, a mean speed of 56 km/h, is hardly meant "
         "(usual are 4 to 50 km/h; check km and move_hours)"),
        ("legs/alpha-beta/speed_km_per_day", 40, "legs.alpha-beta.speed_km_per_day: warning: "
         "500 km by rail in 300 hours, a mean speed of 1.7 km/h, is hardly meant (usual are 2 to "
         "100 km/h; check km and speed_km_per_day)"),
        ("demands/west/shares", {"main": 0.6}, "demands.west.shares: warning: shares are weights: "
         "main alone takes all of this demand, not 0.6 (write 1; for fewer containers give less "
         "feu_per_year)"),
    ],
)  # fmt: skip
def test_values_that_are_hardly_meant(shipped, path, value, message):
    assert warned(shipped, path, value) == [message]


def test_a_slow_leg_that_includes_waiting_is_no_doubt(shipped):
    slow = tiny()["legs"]["gamma-delta"] | {"move_hours": 400}
    assert len(warned(shipped, "legs/gamma-delta", slow)) == 1
    assert warned(shipped, "legs/gamma-delta", slow | {"includes_waiting": True}) == []


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ((60, 30), "add up to 90, not to 100: they are weights, so a takes 66.7 % of this"),
        ((0.6, 0.2), "add up to 0.8, not to 1: they are weights, so a takes 75 % of this"),
        ((0.33, 0.33, 0.33), ""), ((0.5, 0.5), ""), ((60, 40), ""), ((2, 1), ""),
        ((8, 3), ""), ((1,), ""), ((100,), ""), ((0, 1), ""),
    ],
)  # fmt: skip
def test_shares_that_do_not_add_up(shipped, shares, said):
    network = shipped.load().network
    weights = dict(zip("abc", shares, strict=False))
    demand = network.demands["west"].model_copy(update={"shares": weights})
    some = network.model_copy(update={"demands": {"west": demand}, "corridors": {}})
    found = [d.message for d in doubts(some, Tree())]
    assert bool(found) == bool(said)
    assert all(said in message for message in found)


def test_the_shipped_data_raise_no_doubt():
    assert warnings(load_catalogue()) == []


def test_a_fleet_whose_legs_are_wrong_has_no_fault_of_its_own(shipped):
    data = changed("services/feeder/least_load_feu", 0)
    data["legs"]["gamma-delta"]["km"] = -3
    assert shipped.refuses(data) == ["legs.gamma-delta.km: must be above 0, found -3 (in km)"]
