"""The columns of every table, in order, with what they mean: used by tables, writer and docs."""

from __future__ import annotations

from simulator.model.places import ITEMS

ITEM_COLUMNS: dict[str, str] = {f"{item}_usd": f"USD of {item.replace('_', ' ')}" for item in ITEMS}

KEY: dict[str, str] = {
    "market": "market id",
    "corridor": "corridor id",
    "direction": "westbound, eastbound, northbound or southbound",
    "scope": "terminal, border or section",
    "origin": "place id at which the scope starts",
    "destination": "place id at which the scope ends",
}
SUMMARY: dict[str, str] = {
    "scenario": "name of the scenario",
    **KEY,
    "feu": "FEU released in the window, all replications",
    "delivered": "of these, discharged at the destination within follow_days of their release",
    "inside_at_end": "feu - delivered",
    "days_mean": "days from arrival (or release) at the origin to discharge (or delivery)",
    "days_ci_low": "95 % t-interval over replication means, low",
    "days_ci_high": "95 % t-interval over replication means, high",
    "days_p05": "5 % of the FEU take at most this many days",
    "days_p50": "median days",
    "days_p95": "95 % of the FEU take at most this many days",
    "days_sd": "standard deviation of the days, pooled over delivered FEU",
    "usd_mean": "out-of-pocket cost, USD per FEU",
    "usd_ci_low": "95 % t-interval over replication means, low",
    "usd_ci_high": "95 % t-interval over replication means, high",
    "usd_p05": "5 % of the FEU cost at most this",
    "usd_p50": "median cost",
    "usd_p95": "95 % of the FEU cost at most this",
    "freight_usd_mean": "of usd_mean, what a published tariff covers",
    "stock_usd_mean": "cost of the stock in transit, USD per FEU, not part of usd_mean",
    "generalised_usd_mean": "usd_mean + v (days_mean + r days_sd)",
    "value_of_time_usd_per_day": "v, mean over the FEU of the row",
    "reliability_ratio": "r, mean over the FEU of the row",
    "co2e_kg_mean": "kg CO2e per FEU, well to wheel",
    "on_time_share": "delivered within promised_days / feu",
    "promised_days": "days promised",
    "km": "length of the scope",
    "usd_per_km": "usd_mean / km",
    "km_per_day": "km / days_mean",
    "km_per_day_moving": "km / mean days in motion",
    "price_year": "year of the USD",
    "replications": "replications run",
    "seed": "seed of the run",
    "warnings": "what to know before using the row; parts are separated by `; `",
}
MONTHS: dict[str, str] = {**SUMMARY, "month": "month of release, YYYY-MM"}
STAGES: dict[str, str] = {
    "market": KEY["market"],
    "corridor": KEY["corridor"],
    "direction": KEY["direction"],
    "order": "position along the corridor, from 1",
    "place": "place id; for a leg, the place it leaves",
    "leg": "leg id, empty at a place",
    "stage": "run, departure, discharge, path, gate, a procedure's id, or charges (money only)",
    "mode": "mode of the leg",
    "km": "length of the leg",
    "wait_days_mean": "days waiting without being served",
    "wait_days_p95": "95 % of the FEU wait at most this",
    "service_days_mean": "days being served",
    "move_days_mean": "days in motion",
    "usd_mean": "USD per FEU at this stage",
    **ITEM_COLUMNS,
}
_FACILITY: dict[str, str] = {
    "place": "place id",
    "facility": "facility id; `yard` is the container yard (servers: its room in FEU)",
    "servers": "number of servers",
    "arrivals": "travellers that came to it, other traffic included",
    "wait_days_mean": "days from coming to it until served",
    "wait_days_p95": "95 % wait at most this",
    "queue_mean": "travellers waiting, mean over time",
    "queue_p95": "95 % of the time at most this many wait",
    "in_system_mean": "travellers waiting or served, mean over time",
    "utilisation": "busy server-time / (servers x time)",
    "closed_share": "share of the time it is closed",
}
FACILITIES: dict[str, str] = {**_FACILITY, "arrivals": "arrivals in the window, all replications"}
FACILITY_DAYS: dict[str, str] = {
    "replication": "number of the replication, from 0",
    "day": "day from the scenario's start, from 0 (the warm-up and the days after included)",
    "date": "that day, YYYY-MM-DD",
    **_FACILITY,
}
DEPARTURES: dict[str, str] = {
    "replication": "number of the replication, from 0",
    "service": "service id",
    "origin": "first place of the trip",
    "destination": "last place of the trip",
    "trip": "number of the trip on its line",
    "vessel": "vessel of a fleet, from 0; null otherwise",
    "formed_days": "days from the scenario's start when loading began to be waited for",
    "departure_days": "days from the start when it left its first place; null if it has not",
    "arrival_days": "days from the start when it came to its last place; null if it has not",
    "feu": "FEU lifted aboard at all its places",
    "capacity_feu": "capacity on the day it was formed",
    "waited_days": "days spent waiting for paths and gates",
}
CONTAINERS: dict[str, str] = {
    "feu_id": "<demand>/<replication>/<ordinal>",
    "replication": "number of the replication, from 0",
    "market": KEY["market"],
    "corridor": KEY["corridor"],
    "direction": KEY["direction"],
    "demand": "demand id",
    "ordinal": "number of the FEU in its demand, from 0",
    "release_days": "days from the scenario's start to its release",
    "delivery_days": "days from the start to its delivery; null if not within follow_days",
    "in_window": "whether it was released in the window",
    "journey": "number of its journey: key of the `journeys` metadata",
    **ITEM_COLUMNS,
    "usd": "sum of the items: what it has paid by its delivery (or the end of the run)",
    "co2e_kg": "kg CO2e",
    "stock_usd": "cost of the stock in transit, not part of usd",
    "wait_days": "days waiting, by stage",
    "service_days": "days served, by stage",
    "move_days": "days in motion, by stage",
    "stage_usd": "USD, by stage",
}
METRICS: tuple[str, ...] = (
    "feu", "delivered", "days_mean", "days_p05", "days_p50", "days_p95", "days_sd", "usd_mean",
    "usd_p05", "usd_p50", "usd_p95", "freight_usd_mean", "stock_usd_mean",
    "generalised_usd_mean", "co2e_kg_mean", "on_time_share", "km_per_day", "km_per_day_moving",
)  # fmt: skip
"""Columns of the summary that exist replication by replication and can be compared."""
REPLICATIONS: dict[str, str] = {
    **KEY,
    "replication": "number of the replication, from 0",
    **{name: f"{SUMMARY[name]}; of this replication alone" for name in METRICS},
}
COMPARE: dict[str, str] = {
    **KEY,
    "metric": "column of summary.csv",
    "a": "mean over the paired replications in run A, each with its own figure: of quantiles, SD "
    "and generalised cost too, which summary.csv makes of all containers together",
    "b": "the same in run B",
    "difference": "mean of the paired differences B - A",
    "ci_low": "95 % t-interval of the difference, low",
    "ci_high": "95 % t-interval of the difference, high",
    "replications": "pairs of replications",
}
EVENTS: dict[str, str] = {
    "replication": "number of the replication, from 0",
    "traveller": "feu_id, traffic/<ordinal> or <line>/<trip>",
    "kind": "container, traffic or vehicle",
    "step": "number of the step",
    "what": "enter, hold, use, board; load, hold, use, depart, run, unload",
    "where": "place.facility, place.yard, line, grid's leg, or empty",
    "arrive_days": "when it came to the step",
    "start_days": "when it was served or lifted aboard",
    "end_days": "when it was over",
    "served_days": "time served",
    "trip": "trip boarded, or null",
    "feu": "FEU lifted, or null",
}
CSV_TABLES: dict[str, dict[str, str]] = {
    "summary": SUMMARY, "stages": STAGES, "months": MONTHS, "facilities": FACILITIES,
}  # fmt: skip
PARQUET_TABLES: dict[str, dict[str, str]] = {
    "replications": REPLICATIONS, "facility_days": FACILITY_DAYS, "departures": DEPARTURES,
    "containers": CONTAINERS, "events": EVENTS,
}  # fmt: skip
TEXT_COLUMNS = frozenset(
    {*KEY, "scenario", "warnings", "month", "place", "leg", "stage", "mode", "facility", "metric"}
)
"""Columns of the CSV files that hold words; every other one holds numbers."""
