"""Legs between places and the services that carry them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from simulator.model.base import Count, Directional, Model, NotNegative, Positive, Sourced, Year
from simulator.model.distributions import Distribution
from simulator.model.places import Charge, ClockTime, Closable, Mode, Weekday


class Leg(Closable):
    """A move between two places: physical, shared by every corridor and service on it."""

    start: str
    """Place id of one end; forward runs from here."""
    end: str
    """Place id of the other end."""
    mode: Mode
    km: Positive
    gauge: Literal[1000, 1067, 1435, 1520, 1668, 1676] | None = None
    """Rail gauge in mm."""
    move_hours: Directional[Distribution] | None = None
    """Running time, or give speed_km_per_day."""
    speed_km_per_day: Directional[Positive] | None = None
    """Mean running speed, stops for traffic on the way included."""
    move_cv: NotNegative = 0.0
    """Spread of the running time at that speed (gamma)."""
    includes_waiting: bool = False
    """True where the running time contains storms, closures or queues for the line."""
    paths_per_day: Directional[Positive | None] = Directional(forward=None, backward=None)
    """Train paths a day; without it the line never holds a train back."""
    tariff_usd_per_feu: Directional[NotNegative] | None = None
    """Line haul."""
    tariff_usd_per_tonne: Directional[NotNegative] | None = None
    price_year: Year | None = None
    """Year of the tariff's money."""
    charges: dict[str, Charge] = Field(default_factory=dict)
    """Transit fees, subsidies and the like met on the way."""
    co2e_kg_per_tkm: NotNegative | None = None
    """Well-to-wheel, instead of the mode's factor."""

    @model_validator(mode="after")
    def _complete(self) -> Leg:
        if (self.move_hours is None) == (self.speed_km_per_day is None):
            msg = "give the running time once: either move_hours or speed_km_per_day"
            raise ValueError(msg)
        if self.start == self.end:
            msg = f"starts and ends at {self.start}"
            raise ValueError(msg)
        if self.mode == "rail" and self.gauge is None:
            msg = "a rail leg needs its gauge (1435, 1520, …)"
            raise ValueError(msg)
        if self.mode != "rail" and self.gauge is not None:
            msg = f"a {self.mode} leg has no gauge"
            raise ValueError(msg)
        priced = self.tariff_usd_per_feu is not None or self.tariff_usd_per_tonne is not None
        if priced and self.price_year is None:
            msg = "a tariff needs its price_year"
            raise ValueError(msg)
        return self


class CorridorLeg(Sourced):
    """A leg as one corridor uses it: the service that carries it, and its own price if any."""

    service: str
    """Id of the service that carries it."""
    tariff_usd_per_feu: Directional[NotNegative] | None = None
    """Instead of the leg's tariff (forward and backward as the leg runs)."""
    tariff_usd_per_tonne: Directional[NotNegative] | None = None
    price_year: Year | None = None
    charges: dict[str, Charge] = Field(default_factory=dict)
    """Beside the leg's own charges; one with the same id replaces it."""

    @model_validator(mode="after")
    def _dated(self) -> CorridorLeg:
        priced = self.tariff_usd_per_feu is not None or self.tariff_usd_per_tonne is not None
        if priced and self.price_year is None:
            msg = "a tariff needs its price_year"
            raise ValueError(msg)
        return self


class Timetable(Model):
    """Departures on fixed days and times, or at a fixed interval from the scenario's start."""

    days: tuple[Weekday, ...] = ()
    at: ClockTime = "00:00"
    every_hours: Positive | None = None
    offset_hours: NotNegative = 0.0

    @model_validator(mode="after")
    def _one_rule(self) -> Timetable:
        if bool(self.days) == (self.every_hours is not None):
            msg = "give either days (with at) or every_hours"
            raise ValueError(msg)
        return self


class Vessel(Sourced):
    """What a ship can carry."""

    slots_feu: Count
    deadweight_t: Positive | None = None
    """Cargo tonnes at full draught."""
    full_draught_m: Positive | None = None
    tonnes_per_cm: Positive | None = None
    """Cargo lost for each centimetre of draught."""
    under_keel_m: NotNegative = 0.0

    @model_validator(mode="after")
    def _together(self) -> Vessel:
        draught = (self.deadweight_t, self.full_draught_m, self.tonnes_per_cm)
        if any(v is None for v in draught) and any(v is not None for v in draught):
            msg = "deadweight_t, full_draught_m and tonnes_per_cm go together"
            raise ValueError(msg)
        return self


class Call(Model):
    """How a service uses one of its places."""

    facility: str | None = None
    """Berth or track taken while unloading and loading; none: boxes move at once."""
    load_facility: str | None = None
    """Where it loads, if not where it unloads: a full yard then cannot hold up departures."""
    load: bool = True
    """Whether containers may board here."""
    unload: bool = True

    def place_of_work(self, loading: bool) -> str | None:
        """Facility for loading, or for unloading."""
        return self.load_facility or self.facility if loading else self.facility


class Detention(Sourced):
    """What a vehicle costs its customers while it stands with their cargo.

    Counted at each place by itself: the time aboard there, beside that of running (gates, border
    procedures, queues, waiting to be unloaded), less the free hours; a started day counts whole.
    """

    free_hours: NotNegative
    """Hours at a place that the freight covers."""
    usd_per_feu_day: NotNegative
    price_year: Year


class _Service(Closable):
    name: str | None = None
    detention: Detention | None = None
    """Charged by the day to the containers aboard; without it standing costs nothing."""
    legs: Annotated[tuple[str, ...], Field(min_length=1)]
    """Leg ids from the service's first place to its last; containers stay aboard between."""
    calls: dict[str, Call] = Field(default_factory=dict)
    """By place id. The first and last place always load and unload; a place between them
    only if it is named here."""


class TimetableService(_Service):
    """Leaves at its slot with what is there, up to capacity; an empty slot is not run."""

    kind: Literal["timetable"]
    capacity_feu: Directional[Count]
    timetable: Directional[Timetable]


class FillAndGoService(_Service):
    """Leaves when full, or after a longest wait counted from the first container."""

    kind: Literal["fill_and_go"]
    capacity_feu: Directional[Count]
    longest_wait_hours: Directional[NotNegative | None] = Directional(forward=None, backward=None)
    """None: only when full."""


class OnDemandService(_Service):
    """A lorry for every container, at once."""

    kind: Literal["on_demand"]


class FleetService(_Service):
    """A finite fleet in rotation between the two ends."""

    kind: Literal["fleet"]
    vessels: Count
    vessel: Vessel
    least_load_feu: Directional[NotNegative] = Directional(forward=1.0, backward=1.0)
    """May sail from this load on; 0 never waits for cargo."""
    longest_wait_hours: Directional[NotNegative]
    """Must sail after this long, counted from the later of vessel ready and the first
    container waiting at either end."""
    waits_at: Literal["berth", "anchorage"] = "berth"
    needs_both_open: bool = False
    """Leaves only while its destination is open, too."""

    @model_validator(mode="after")
    def _one_berth(self) -> FleetService:
        if any(call.load_facility is not None for call in self.calls.values()):
            msg = "a vessel loads at the berth where it unloads; drop load_facility"
            raise ValueError(msg)
        return self


Service = Annotated[
    TimetableService | FillAndGoService | OnDemandService | FleetService,
    Field(discriminator="kind"),
]
