"""What a fleet must not be told to do."""

from __future__ import annotations

from simulator.loading.checking import Checker
from simulator.model.distributions import Constant
from simulator.model.movement import FleetService, Leg
from simulator.model.places import Place

NOWHERE = Constant(value=0.0)


def check_fleets(check: Checker) -> None:
    """Check that vessels can take time, and leave their berths."""
    for key, service in check.network.services.items():
        if isinstance(service, FleetService):
            _takes_time(check, key, service)
            _leaves_berth(check, key, service)


def _takes_time(check: Checker, key: str, service: FleetService) -> None:
    waits = service.least_load_feu.forward > 0 or service.least_load_feu.backward > 0
    legs = check.legs(service.legs)
    if legs is None:
        return  # what they lack is told elsewhere
    if not waits and all(_no_time(leg) for leg in legs):
        message = "a vessel that never waits for cargo sails legs that take no time, for ever"
        hint = "give the legs a running time, or a least load of 1"
        check.say(("services", key, "least_load_feu"), message, hint)


def _no_time(leg: Leg) -> bool:
    return (
        leg.move_hours is not None and NOWHERE == leg.move_hours.forward == leg.move_hours.backward
    )


def _leaves_berth(check: Checker, key: str, service: FleetService) -> None:
    """A vessel keeps its berth until it sails, so it may not queue there for itself."""
    for place_id, call in service.calls.items():
        place: Place | None = check.network.places.get(place_id)
        if place is None or call.facility is None:
            continue
        for name, procedure in place.procedures.items():
            queues = procedure.per == "vehicle" and procedure.at == "departure"
            if queues and procedure.facility == call.facility:
                message = f"queues for {call.facility}, which vessels of {key} hold until they sail"
                hint = "give the formalities a facility of their own"
                check.say(("places", place_id, "procedures", name, "facility"), message, hint)
