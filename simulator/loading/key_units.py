"""Units as the keys of the data name them, and keys that were meant by other words."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.errors import near_miss

_UNITS = (
    ("usd_per_feu_day", "USD per FEU and day"), ("usd_per_feu", "USD per FEU"),
    ("usd_per_tonne", "USD per tonne"), ("usd_per_vehicle", "USD per vehicle"),
    ("usd_per_day", "USD per day"), ("km_per_day", "km per day"), ("feu_per_year", "FEU per year"),
    ("minutes_per_feu", "minutes per FEU"), ("tonnes_per_feu", "tonnes per FEU"),
    ("tonnes_per_cm", "tonnes per centimetre"), ("m_per_year", "metres per year"),
    ("kg_per_tkm", "kg per tonne-km"), ("kg_per_lift", "kg per lift"),
    ("share_of_value", "share of the cargo's value"),
    ("share_of_tariff", "share of the leg's tariff"), ("share_per_year", "share per year"),
    ("per_day", "per day"), ("from_day", "days"), ("hours", "hours"), ("days", "days"),
    ("usd", "USD"), ("km", "km"), ("feu", "FEU"), ("year", "year"), ("lat", "degrees north"),
    ("lon", "degrees east"), ("share", "share from 0 to 1"), ("gauge", "mm"), ("gauges", "mm"),
    ("m", "metres"), ("t", "tonnes"), ("cv", "ratio"), ("vessels", "vessels"),
    ("servers", "servers"), ("k", "number"), ("size", "units"), ("group", "FEU"),
    ("replications", "runs"),
)  # fmt: skip
"""Ending of a key → unit, the longest first among those that end alike."""

_SAME_IN_OTHER_UNITS = (
    ("minutes", "hours", "days", "weeks"), ("km", "miles", "m"), ("km_per_day", "km_per_hour"),
)  # fmt: skip
"""Endings of keys that say the same in units that are not those of the model."""

_OTHER_WORDS = {
    "length": ("km",), "distance": ("km",), "distance_km": ("km",), "length_km": ("km",),
    "speed": ("speed_km_per_day",), "from": ("start",), "to": ("end",), "origin": ("start",),
    "destination": ("end",), "time": ("hours", "move_hours", "service_hours"),
    "duration": ("hours", "move_hours", "service_hours"), "latitude": ("lat",),
    "longitude": ("lon",), "price": ("tariff_usd_per_feu", "usd_per_feu"), "type": ("kind",),
    "cost": ("tariff_usd_per_feu", "usd_per_feu"), "rate": ("tariff_usd_per_feu",),
    "volume": ("feu_per_year",), "year": ("price_year",), "horizon": ("horizon_days",),
    "slots": ("slots_feu",), "ships": ("vessels",), "corridor": ("corridors", "shares"),
    "source": ("sources",), "facility": ("facilities",), "distribution": ("shape",),
    "runs": ("replications",), "usd": ("usd_per_feu",),
}  # fmt: skip


def unit_of(key: str) -> str:
    """Give the unit that a key names, or an empty string: `tariff_usd_per_feu` → `USD per FEU`."""
    for ending, unit in _UNITS:
        if key == ending or key.endswith("_" + ending):
            return unit
    return ""


def _in_other_units(key: str, known: Iterable[str]) -> tuple[str, ...]:
    """Keys that say the same in another unit: `move_hours` for `move_days`."""
    for endings in _SAME_IN_OTHER_UNITS:
        for ending in sorted(endings, key=len, reverse=True):
            if key == ending or key.endswith(f"_{ending}"):
                stem = key.removesuffix(ending)
                same = {stem + other for other in endings}
                return tuple(k for k in known if k in same)
    return ()


def key_hint(key: str, allowed: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """Hint for a key that a model does not know, and the keys that it may stand for."""
    known = list(allowed)
    short = key.casefold().strip("_")
    begun = tuple(k for k in known if k.startswith(short + "_") and unit_of(k))
    meant = begun or tuple(k for k in _OTHER_WORDS.get(short, ()) if k in known)
    if meant:
        listed = " or ".join(f"`{k}`" for k in meant)
        why = "with its unit: " if all(unit_of(k) for k in meant) else "the key is "
        return f"{why}{listed}", meant
    converted = _in_other_units(short, known)
    if converted:
        listed = " or ".join(f"`{k}`, in {unit_of(k)}" for k in converted)
        return f"the key is {listed}", converted
    close = near_miss(key, known)
    if close:
        return close, (close.removeprefix("did you mean ").removesuffix("?"),)
    return (f"allowed: {', '.join(known)}" if known else ""), ()
