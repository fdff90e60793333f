"""A small catalogue of four places, written into a folder, for the tests of loading."""

import copy

import yaml

SOURCES = {"all": "assumed: made up for a test"}


def place(name, lon, gauges=(), **more):
    body = {"name": name, "country": "XA", "lat": 40.0, "lon": lon, "gauges": list(gauges)}
    return {**body, **more}


def rail(start, end, gauge, **more):
    return {
        "start": start, "end": end, "mode": "rail", "km": 500, "gauge": gauge,
        "speed_km_per_day": 800, "tariff_usd_per_feu": 600, "price_year": 2025,
        "sources": SOURCES, **more,
    }  # fmt: skip


def tiny():
    """Alpha – Beta (1435), Beta – Gamma (1520), Gamma – Delta (sea)."""
    gamma = place("Gämma Port", 50.0, [1520], aliases=["Port Gamma"])
    gamma["facilities"] = {"berth": {"servers": 2, "weather": ["storms"], "sources": SOURCES}}
    gamma["yard"] = {"capacity_feu": 400, "sources": SOURCES}
    gamma["procedures"] = {
        "customs": {"facility": "berth", "hours": {"shape": "pert", "low": 1, "mode": 2, "high": 6},
                    "includes_waiting": False, "sources": SOURCES},
    }  # fmt: skip
    return {
        "economy": {
            "price_year": 2025,
            "price_index": {"2024": 97.0, "2025": 100.0},
            "co2e_kg_per_tkm": {"rail": 0.02, "sea": 0.01},
            "sources": SOURCES,
            "cargo": {
                "value_usd_per_feu": 90000, "tonnes_per_feu": 14,
                "value_of_time_usd_per_day": 60, "reliability_ratio": 1.0,
                "stock_share_per_year": 0.1, "price_year": 2025, "sources": SOURCES,
            },
        },
        "markets": {"east-west": {"name": "East to West"}},
        "weather": {
            "storms": {"name": "Storms", "open_days": 20, "shut_days": 1.5, "sources": SOURCES}
        },
        "places": {
            "ALPHA": place("Alpha", 40.0, [1435]),
            "BETA": place("Beta", 45.0, [1435, 1520]),
            "GAMMA": gamma,
            "DELTA": place("Delta", 55.0),
        },
        "legs": {
            "alpha-beta": rail("ALPHA", "BETA", 1435),
            "beta-gamma": rail("BETA", "GAMMA", 1520),
            "gamma-delta": {
                "start": "GAMMA", "end": "DELTA", "mode": "sea", "km": 500,
                "move_hours": {"shape": "lognormal", "mean": 30, "cv": 0.3},
                "sources": SOURCES,
            },
        },
        "services": {
            "first-train": {
                "kind": "timetable", "legs": ["alpha-beta"], "capacity_feu": 50,
                "timetable": {"every_hours": 24}, "sources": SOURCES,
            },
            "second-train": {
                "kind": "fill_and_go", "legs": ["beta-gamma"], "capacity_feu": 50,
                "longest_wait_hours": 72, "sources": SOURCES,
            },
            "feeder": {
                "kind": "fleet", "legs": ["gamma-delta"], "vessels": 3,
                "vessel": {"slots_feu": 100, "sources": SOURCES}, "longest_wait_hours": 96,
                "calls": {"GAMMA": {"facility": "berth"}}, "sources": SOURCES,
            },
        },
        "corridors": {
            "main": {
                "name": "Main corridor", "market": "east-west", "direction": "westbound",
                "legs": {
                    "alpha-beta": {"service": "first-train"},
                    "beta-gamma": {"service": "second-train"},
                    "gamma-delta": {"service": "feeder"},
                },
                "border": {"start": "BETA", "end": "DELTA"},
                "costs": {"equipment_usd_per_day": 4, "price_year": 2025, "sources": SOURCES},
            },
        },
        "demands": {
            "west": {
                "name": "Westbound", "start": "ALPHA", "end": "DELTA", "shares": {"main": 1},
                "feu_per_year": 5000, "sources": SOURCES,
            },
        },
    }  # fmt: skip


def changed(path, value):
    """The tiny catalogue with one value changed; None as value removes the key."""
    data = copy.deepcopy(tiny())
    *way, last = path.split("/")
    inner = data
    for key in way:
        inner = inner[key] if isinstance(inner, dict) else inner[int(key)]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return data


def write(path, data):
    """Write data as YAML, keys in their order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = data if isinstance(data, str) else yaml.safe_dump(data, sort_keys=False)
    path.write_text(text, "utf-8")
    return path
