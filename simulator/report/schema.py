"""JSON Schema of files and objects as people write them: short forms included."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from simulator.errors import InputError, Problem, near_miss, plain
from simulator.loading.build import SECTIONS
from simulator.loading.inheritance import FORK_KEYS
from simulator.model.movement import Leg, Service
from simulator.model.places import Facility, Place, Procedure, Sea, Weather
from simulator.model.scenario import Network, Scenario
from simulator.model.study import Study
from simulator.model.trade import Demand, Economy, Market, Target

Node = dict[str, Any]
FILES = ("scenario", "study", "corridor", "data")
_OBJECTS: dict[str, Any] = {
    "economy": Economy, "market": Market, "place": Place, "facility": Facility,
    "procedure": Procedure, "sea": Sea, "weather": Weather, "leg": Leg, "service": Service,
    "demand": Demand, "check": Target,
}  # fmt: skip
KINDS = (*FILES, *_OBJECTS)
"""What there is a schema of. `corridor` and `data` are both a data file."""
_BOTH_WAYS = {"forward", "backward"}
_FORK_DOCS = {
    "extends": "Another corridor that this one starts from; keys that are not given are its.",
    "until": "Place up to which the other corridor's legs are taken.",
    "rejoin": "Place from which the other corridor's legs are taken again; without it they end.",
}


def json_schema(kind: str) -> Node:
    """Give the JSON Schema (draft 2020-12) of a kind.

    Raises
    ------
    InputError
        If there is no such kind; says which there are.
    """
    known = next((k for k in KINDS if plain(k) == plain(kind)), None)
    if known is None:
        hint = near_miss(kind, KINDS) or f"one of {', '.join(KINDS)}"
        raise InputError(Problem("schema", f"there is no schema of '{kind}'", hint))
    if known == "scenario":
        made = Scenario.model_json_schema()
    elif known == "study":
        made = _study_file()
    elif known in FILES:
        made = _data_file()
    else:
        made = TypeAdapter(_OBJECTS[known]).json_schema()
    schema: Node = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema |= _with_short_forms(made)
    return schema | {"title": f"corridorsim {known}"}


def _data_file() -> Node:
    """A file of corridors/: every section may be missing, and a corridor may fork another."""
    made = Network.model_json_schema()
    made.pop("required", None)
    made["properties"] = {s: _or_empty(made["properties"][s]) for s in SECTIONS}
    corridor: Node = made["$defs"]["Corridor"]
    needed = corridor.pop("required")
    corridor["properties"] |= {
        key: {"type": "string", "description": _FORK_DOCS[key]} for key in FORK_KEYS
    }
    corridor["anyOf"] = [{"required": ["extends"]}, {"required": needed}]
    corridor["dependentRequired"] = {"until": ["extends"], "rejoin": ["extends"]}
    corridor["properties"]["legs"].pop("minProperties", None)
    made["description"] = "A data file: any part of the network that scenarios run on."
    return made


def _study_file() -> Node:
    """A study file; the keys under `scenario` are those of a scenario file."""
    made = Study.model_json_schema()
    scenario = Scenario.model_json_schema()
    made["$defs"] |= scenario.pop("$defs")
    made["$defs"]["Scenario"] = scenario
    made["properties"]["scenario"] = {"$ref": "#/$defs/Scenario"}
    return made


def _or_empty(node: Node) -> Node:
    """A section may stand there with nothing under it."""
    return {"anyOf": [{k: v for k, v in node.items() if k != "default"}, {"type": "null"}]}


def _with_short_forms(node: Any) -> Any:
    """Allow what the loader allows: one value for both ways, a number for a distribution."""
    if isinstance(node, list):
        return [_with_short_forms(part) for part in node]
    if isinstance(node, dict):
        return _short_form({key: _with_short_forms(value) for key, value in node.items()})
    return node


def _short_form(made: Node) -> Node:
    if set(made.get("properties", {})) == _BOTH_WAYS:
        return _directional(made)
    if made.get("title") == "Evidence" and "properties" in made:
        return _evidence(made)
    if made.get("discriminator", {}).get("propertyName") == "shape":
        return _distribution(made)
    if made.get("type") == "boolean":
        return {**made, "type": ["boolean", "string"], "enum": [True, False, "yes", "no"]}
    return made


def _directional(node: Node) -> Node:
    one = node["properties"]["forward"]
    return {"description": "One value, or one for each direction.", "anyOf": [one, node]}


def _evidence(node: Node) -> Node:
    facts = {"type": "array", "items": {"type": "string"}, "description": "Fact ids."}
    words = {"type": "string", "description": "`assumed: why`, or one fact id."}
    return {"anyOf": [words, facts, node]}


def _distribution(node: Node) -> Node:
    inner = {k: v for k, v in node.items() if k in ("discriminator", "oneOf")}
    outer = {k: v for k, v in node.items() if k not in inner}
    return {**outer, "anyOf": [{"type": "number", "minimum": 0}, inner]}
