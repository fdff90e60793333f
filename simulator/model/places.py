"""Places and what stands there: facilities, yards, procedures, charges, other traffic."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from simulator.model.base import Count, Model, NotNegative, Positive, Share, Sourced, Year
from simulator.model.distributions import Constant, Distribution

Mode = Literal["rail", "sea", "road"]
Direction = Literal["westbound", "eastbound", "northbound", "southbound"]
Visit = Literal["origin", "transfer", "passing", "destination"]
Item = Literal[
    "rail", "sea", "road", "handling", "border", "transit", "subsidy",
    "storage", "equipment", "empty_return", "insurance",
]  # fmt: skip
ITEMS: tuple[str, ...] = (
    "rail", "sea", "road", "handling", "border", "transit", "subsidy",
    "storage", "equipment", "empty_return", "insurance",
)  # fmt: skip
"""Ledger items in the order of the output columns `<item>_usd`."""
FREIGHT_ITEMS: tuple[str, ...] = ITEMS[:7]
"""What a published tariff covers: line haul, handling, border, transit fees, less subsidies."""

ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-4]):[0-5]\d$")]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Hours(Model):
    """Opening hours, UTC."""

    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = (
        "mon", "tue", "wed", "thu", "fri", "sat", "sun",
    )  # fmt: skip
    """Days of the week on which it opens."""
    open: ClockTime = "00:00"
    """Opening time `HH:MM`."""
    close: ClockTime = "24:00"
    """Closing time `HH:MM`; at or before `open` it closes on the next day."""


class DatedClosure(Sourced):
    """Shut from a date, for days or until a date (UTC midnights; the end day is open again)."""

    start: dt.date
    """First closed day."""
    end: dt.date | None = None
    """First open day again."""
    days: Positive | None = None
    """Length, instead of `end`."""

    @model_validator(mode="after")
    def _length(self) -> DatedClosure:
        if (self.end is None) == (self.days is None):
            msg = "give either end or days"
            raise ValueError(msg)
        if self.end is not None and self.end <= self.start:
            msg = f"ends on {self.end}, not after its start {self.start}"
            raise ValueError(msg)
        return self


class RandomClosure(Sourced):
    """Open and shut by turns: breakdowns, storms, politics."""

    open_days: Distribution
    """Time from an opening to the next closure, in days at the mean hazard."""
    shut_days: Distribution
    """Length of a closure, in days."""
    monthly_hazard: Annotated[tuple[NotNegative, ...], Field(min_length=12, max_length=12)] = (
        1.0,
    ) * 12
    """January to December: how much faster (2) or slower (0.5) open time runs out."""

    @model_validator(mode="after")
    def _some_hazard(self) -> RandomClosure:
        if sum(self.monthly_hazard) <= 0:
            msg = "is zero in every month; leave the closure out instead"
            raise ValueError(msg)
        return self


class Weather(RandomClosure):
    """A random closure shared, draw for draw, by every facility that names it."""

    name: str


class Closable(Sourced):
    """Something that can be unavailable."""

    closures: dict[str, DatedClosure] = Field(default_factory=dict)
    """Dated closures by name."""
    random_closures: dict[str, RandomClosure] = Field(default_factory=dict)
    """Random closures by name; each its own draw."""
    weather: tuple[str, ...] = ()
    """Ids of weather calendars that shut it."""


class OtherTraffic(Sourced):
    """Traffic that is not ours: it takes servers and appears in the facility tables only."""

    per_day: Positive
    """Trains, ship calls or lorry batches a day."""
    erlang_k: Annotated[int, Field(ge=1, le=1000)] = 1
    """Regularity of the gaps between them: 1 is Poisson."""
    size: Count = 1
    """Units that arrive together, each served by itself (lorries in a convoy)."""
    service_hours: Distribution
    """Time a unit holds its servers."""
    servers: Count = 1
    """Servers that a unit needs at once."""
    includes_waiting: bool = False


class Facility(Closable):
    """A pool of identical servers."""

    name: str | None = None
    servers: Count
    """Berths, cranes, tracks or lanes."""
    hours: Hours | None = None
    """Opening hours; always open without them."""
    when_closed: Literal["finish", "suspend", "restart"] = "suspend"
    """What happens to a service under way when the facility closes."""
    load_minutes_per_feu: NotNegative = 0.0
    """Time to lift one FEU onto a vehicle that stands here."""
    unload_minutes_per_feu: NotNegative = 0.0
    """Time to lift one FEU off."""
    turnaround_hours: Distribution = Constant(value=0.0)
    """Time a vehicle stands here before its first lift: mooring, coupling, papers."""
    other_traffic: dict[str, OtherTraffic] = Field(default_factory=dict)


class Yard(Sourced):
    """Room for containers; a full yard holds what comes next outside."""

    capacity_feu: Count
    quota_feu: dict[Direction, Count] = Field(default_factory=dict)
    """The most that containers of one direction may take."""


class StorageTier(Model):
    """A storage rate from a day of the stay on."""

    from_day: NotNegative
    """Days after arrival at the place; a started day counts whole."""
    usd_per_feu_day: NotNegative


class Storage(Sourced):
    """Storage charged on the time from arrival at the place to departure from it."""

    tiers: Annotated[tuple[StorageTier, ...], Field(min_length=1)]
    """The first tier's `from_day` is the number of free days."""
    price_year: Year

    @model_validator(mode="after")
    def _rising(self) -> Storage:
        starts = [tier.from_day for tier in self.tiers]
        if starts != sorted(set(starts)):
            msg = f"tiers must start on later and later days, found {starts}"
            raise ValueError(msg)
        return self


class When(Model):
    """Which visits a procedure or charge is for; every given key must match."""

    visit: tuple[Visit, ...] = ()
    """How the container uses the place: origin, transfer (changes service), passing (stays
    aboard), destination. Nothing given: all."""
    came_from: tuple[str, ...] = ()
    """Ids, or countries (ISO 2 letters), of the previous place on the way."""
    goes_to: tuple[str, ...] = ()
    """Ids, or countries, of the next place on the way."""
    arrives_by: tuple[Mode, ...] = ()
    leaves_by: tuple[Mode, ...] = ()
    direction: tuple[Direction, ...] = ()
    gauge_change: bool | None = None
    """Only where the gauges before and after differ (or only where they do not)."""


class Charge(Sourced):
    """Money at a place or on a leg."""

    item: Item
    usd_per_feu: float | None = None
    usd_per_tonne: float | None = None
    usd_per_vehicle: float | None = None
    """Shared by the containers aboard at the capacity of the service whose vehicle is charged."""
    vehicle: Literal["arriving", "leaving"] = "arriving"
    """Which vehicle that is where a container changes; at its origin there is only the leaving
    one, at its destination only the arriving one."""
    share_of_tariff: float | None = None
    """On a leg: of the line haul that is paid there (0.1 for a margin of a tenth on top)."""
    price_year: Year | None = None
    """Year of the money; a share of a tariff has the tariff's."""
    when: When = When()

    @model_validator(mode="after")
    def _one_basis(self) -> Charge:
        given = (self.usd_per_feu, self.usd_per_tonne, self.usd_per_vehicle, self.share_of_tariff)
        if sum(v is not None for v in given) != 1:
            msg = "give exactly one of usd_per_feu, usd_per_tonne, usd_per_vehicle, share_of_tariff"
            raise ValueError(msg)
        if self.vehicle == "leaving" and self.usd_per_vehicle is None:
            msg = "vehicle says whom usd_per_vehicle is for; drop it"
            raise ValueError(msg)
        if (self.price_year is None) != (self.share_of_tariff is not None):
            msg = "USD need their price_year, and a share of a tariff has none of its own"
            raise ValueError(msg)
        amount = next(v for v in given if v is not None)
        if (amount < 0) != (self.item == "subsidy") and amount != 0:
            msg = "a subsidy is negative and every other item is not"
            raise ValueError(f"{msg}; found {self.item} {amount:g}")
        return self


class Procedure(Sourced):
    """Something that takes time at a place: customs, inspection, documents, gauge change."""

    name: str | None = None
    per: Literal["feu", "vehicle"] = "feu"
    """Whether each container or the whole train, vessel or lorry goes through it."""
    at: Literal["arrival", "departure"] = "arrival"
    """For `per: vehicle` where containers change: before unloading or after loading."""
    when: When = When()
    facility: str | None = None
    """Where it queues; without it the time is a hold that needs no server."""
    servers: Count = 1
    """Servers needed at once."""
    hours: Distribution
    """Service time (free-flow), or the length of the hold."""
    includes_waiting: bool
    """True where the time already contains queues and closures: then only as a hold."""
    share: Share = 1.0
    """Share of containers or vehicles that are picked (inspection)."""

    @model_validator(mode="after")
    def _waiting_once(self) -> Procedure:
        if self.includes_waiting and self.facility is not None:
            msg = "a time that includes waiting may not also queue for a facility: waiting would"
            raise ValueError(msg + " count twice; drop `facility`, or give the free-flow time")
        return self


class Place(Closable):
    """A node of the network, shared by every corridor that calls there."""

    name: str
    aliases: tuple[str, ...] = ()
    """Other names it goes by."""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    """ISO 3166 two-letter code."""
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    gauges: tuple[Literal[1000, 1067, 1435, 1520, 1668, 1676], ...] = ()
    """Rail gauges in mm; a gauge change needs both."""
    sea: str | None = None
    """Id of the sea whose level moves the depth here."""
    depth_m: Positive | None = None
    """Draught that a vessel can bring in at the sea's reference level."""
    facilities: dict[str, Facility] = Field(default_factory=dict)
    yard: Yard | None = None
    storage: Storage | None = None
    procedures: dict[str, Procedure] = Field(default_factory=dict)
    """In the order in which a container meets them."""
    charges: dict[str, Charge] = Field(default_factory=dict)


class Sea(Sourced):
    """A sea whose level moves."""

    name: str
    reference_level_m: float
    """Level (Baltic datum) at which the ports' depths are stated."""
    level_m: float
    """Mean level at the scenario's start."""
    trend_m_per_year: float = 0.0
    """Rise (+) or fall (−) a year."""
    seasonal_m: Annotated[tuple[float, ...], Field(min_length=12, max_length=12)] = (0.0,) * 12
    """Deviation from the mean, January to December."""
