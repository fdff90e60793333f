"""What `show` prints about a place: facilities, procedures, charges, and who calls there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from simulator.model.moments import mean_of
from simulator.model.places import Charge, Facility, Hours, Place, Procedure, When
from simulator.model.scenario import Network
from simulator.plan.routes import corridor_route
from simulator.report.text import Column, hundredths, prose, table, tenths, whole

T = TypeVar("T")


def place_page(network: Network, key: str) -> str:
    """Write the page of a place."""
    place = network.places[key]
    parts = [_head(network, key, place)]
    parts += [
        _table(["facility", "servers", "open", "minutes per FEU on / off", "other traffic"],
               place.facilities, _facility),
        _table(["procedure", "for each", "mean hours", "share", "queues at", "when"],
               place.procedures, _procedure),
        _table(["charge", "item", "USD", "per", "of", "when"], place.charges, _charge),
    ]  # fmt: skip
    parts += [_yard(place), _storage(place)]
    return "\n\n".join(part for part in parts if part)


def _head(network: Network, key: str, place: Place) -> str:
    calls = [c for c in network.corridors if key in corridor_route(network, c, True).places]
    text = f"{place.country}, {place.lat:.2f}, {place.lon:.2f}"
    text += f"; gauges {' and '.join(map(str, place.gauges))} mm" if place.gauges else ""
    text += f"; also called {', '.join(place.aliases)}" if place.aliases else ""
    text += f"; {place.depth_m:g} m deep" if place.depth_m else ""
    text += f"; on the corridors {', '.join(calls)}." if calls else "; on no corridor."
    return f"{key}: {place.name}\n{prose(text)}"


def _table(titles: list[str], things: Mapping[str, T], cells: Callable[[str, T], list[str]]) -> str:
    if not things:
        return ""
    columns = [Column(t, number=t in ("servers", "mean hours", "USD")) for t in titles]
    return table(columns, [cells(key, thing) for key, thing in things.items()])


def _facility(key: str, facility: Facility) -> list[str]:
    lifts = f"{facility.load_minutes_per_feu:g} / {facility.unload_minutes_per_feu:g}"
    traffic = [f"{t.per_day:g} a day ({n})" for n, t in facility.other_traffic.items()]
    return [key, str(facility.servers), _hours(facility.hours), lifts, ", ".join(traffic)]


def _hours(hours: Hours | None) -> str:
    if hours is None:
        return "always"
    days = "" if len(hours.days) == 7 else f"{', '.join(hours.days)} "
    return f"{days}{hours.open}–{hours.close} UTC"


def _procedure(key: str, procedure: Procedure) -> list[str]:
    hours = tenths(mean_of(procedure.hours))
    share = "" if procedure.share == 1 else f"{100 * procedure.share:g} %"
    queue = procedure.facility or ("(waiting included)" if procedure.includes_waiting else "")
    per = {"feu": "FEU", "vehicle": "train, ship or lorry"}[procedure.per]
    return [key, per, hours, share, queue, when(procedure.when)]


def _charge(key: str, charge: Charge) -> list[str]:
    amounts = {
        "FEU": charge.usd_per_feu,
        "tonne": charge.usd_per_tonne,
        "vehicle": charge.usd_per_vehicle,
    }
    per, usd = next((k, v) for k, v in amounts.items() if v is not None)
    shown = whole(usd) if usd == round(usd) else hundredths(usd)
    return [key, charge.item, shown, per, str(charge.price_year), when(charge.when)]


def when(condition: When) -> str:
    """Write for which visits something is."""
    words = {
        "visit": "", "came_from": "from ", "goes_to": "to ", "arrives_by": "arriving by ",
        "leaves_by": "leaving by ", "direction": "",
    }  # fmt: skip
    said = [
        f"{word}{' or '.join(getattr(condition, key))}"
        for key, word in words.items()
        if getattr(condition, key)
    ]
    if condition.gauge_change is not None:
        said.append("with gauge change" if condition.gauge_change else "without gauge change")
    return ", ".join(said) or "always"


def _yard(place: Place) -> str:
    if place.yard is None:
        return ""
    quotas = [f"{d} {n:,}" for d, n in place.yard.quota_feu.items()]
    tail = f", at most {', '.join(quotas)}" if quotas else ""
    return f"Yard: {place.yard.capacity_feu:,} FEU{tail}."


def _storage(place: Place) -> str:
    if place.storage is None:
        return ""
    rates = [
        f"{t.usd_per_feu_day:g} USD per FEU and day after day {t.from_day:g}"
        for t in place.storage.tiers
    ]
    return f"Storage: {', '.join(rates)} (USD of {place.storage.price_year})."
