"""The shipped data on the map: distances, and places in their countries."""

import pytest
import searoute
import shipped_data
import topojson

from simulator.loading.checks_values import great_circle_km

ISO_NUMERIC = {
    "AF": "004", "AM": "051", "AZ": "031", "BY": "112", "CN": "156", "DE": "276", "GE": "268",
    "IN": "356", "IR": "364", "KZ": "398", "NL": "528", "PK": "586", "PL": "616", "RO": "642",
    "RU": "643", "TM": "795", "TR": "792", "UZ": "860",
}  # fmt: skip
"""Codes of ISO 3166-1, two letters → number."""
AT_THE_BORDER_KM = 15
"""How far off its country's land the map (1 : 50 million) may show a port or border town."""
ON_ISLANDS = {"CNSHA": "Yangshan lies on islands that the map leaves out"}
LONGEST_LAND = 2
"""Times the great circle."""
WINDING = {}
"""Legs by rail or road that are longer still, with a reason in their note."""
SEA_WITHIN = 0.10
SHUT = {"shanghai-rotterdam-cape": ["suez", "northwest"]}
"""Passages that a leg does not take."""
OFF_THE_LANES = {"aktau-alat", "kuryk-alat"}
"""Sea legs further from the router's distance, with a reason in their note."""


def legs(*modes):
    return [key for key, leg in shipped_data.network().legs.items() if leg.mode in modes]


def ends(leg):
    places = shipped_data.network().places
    return places[leg.start], places[leg.end]


def routed_km(key, leg):
    """Length of the shipping lanes between the ends, with the way from port to lane."""
    points = [[place.lon, place.lat] for place in ends(leg)]
    shut = SHUT.get(key, ["northwest"])
    route = searoute.searoute(*points, restrictions=shut, append_orig_dest=True)
    return route.properties["length"]


@pytest.mark.parametrize("key", legs("rail", "road"))
def test_a_land_leg_is_no_shorter_than_the_great_circle_nor_twice_it(key):
    leg = shipped_data.network().legs[key]
    times = leg.km / great_circle_km(*ends(leg))
    assert times >= 1
    assert (times > LONGEST_LAND) == (key in WINDING)
    assert key not in WINDING or leg.note


@pytest.mark.parametrize("key", legs("sea"))
def test_a_sea_leg_is_as_long_as_the_shipping_lanes(key):
    leg = shipped_data.network().legs[key]
    assert leg.km >= great_circle_km(*ends(leg))
    if key in OFF_THE_LANES:
        assert "Routers" in leg.note
    else:
        assert leg.km == pytest.approx(routed_km(key, leg), rel=SEA_WITHIN)


@pytest.mark.parametrize("key", shipped_data.network().places)
def test_a_place_lies_in_its_country(key):
    place = shipped_data.network().places[key]
    off = topojson.km_outside(ISO_NUMERIC[place.country], place.lon, place.lat)
    assert (off > AT_THE_BORDER_KM) == (key in ON_ISLANDS)


@pytest.mark.parametrize(
    ("code", "lon", "lat", "low", "high"),
    [
        ("398", 67.71, 47.80, 0, 0),  # Zhezkazgan, in Kazakhstan
        ("031", 45.41, 39.21, 0, 0),  # Nakhchivan, apart from the rest of Azerbaijan
        ("051", 45.41, 39.21, 10, 60),  # and not in Armenia
        ("276", 4.05, 51.95, 120, 180),  # Rotterdam from Germany
    ],
)
def test_the_map_tells_countries_apart(code, lon, lat, low, high):
    assert low <= topojson.km_outside(code, lon, lat) <= high


def test_places_apart_have_coordinates_apart():
    """But for a rail border and the road border beside it."""
    seen = {}
    for key, place in shipped_data.network().places.items():
        seen.setdefault((place.lat, place.lon), []).append(key)
    same = [set(keys) for keys in seen.values() if len(keys) > 1]
    assert same == [{"FARAPROAD", "TMFAR"}]
