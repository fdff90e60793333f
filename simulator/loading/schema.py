"""Which keys a model allows at a path, read from its JSON Schema."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel

from simulator.loading.yaml_reader import DataPath

Node = dict[str, Any]
BOTH_WAYS = frozenset({"forward", "backward"})


def goes_both_ways(raw: Any) -> bool:
    """Whether a value is written as `{forward: …, backward: …}` (one of them may be missing)."""
    return isinstance(raw, dict) and bool(raw) and set(raw) <= BOTH_WAYS


class Schema:
    """The JSON Schema of one model, to be walked together with raw data."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._root: Node = model.model_json_schema()
        self._definitions: dict[str, Node] = self._root.get("$defs", {})

    def at(self, raw: Any, path: DataPath) -> Node:
        """Give the schema of the value at `path` of `raw`; empty where there is no such key."""
        node = self._root
        for key in path:
            node = self._step(node, raw, key)
            raw = _child(raw, key)
        return self.resolved(node, raw)

    def keys(self, raw: Any, path: DataPath) -> list[str]:
        """Key names that the model object at `path` may have."""
        node = self.at(raw, path)
        value = raw
        for key in path:
            value = _child(value, key)
        if is_directional(node) and not goes_both_ways(value):
            node = self.resolved(node["properties"]["forward"], value)
        return list(node.get("properties", {}))

    def resolved(self, node: Node, raw: Any) -> Node:
        """Follow references, optional values and the tags of unions."""
        if "$ref" in node:
            definition = self._definitions[node["$ref"].rsplit("/", 1)[1]]
            beside = {k: v for k, v in node.items() if k != "$ref"}
            return self.resolved({**definition, **beside}, raw)
        if "anyOf" in node:
            some = [n for n in node["anyOf"] if n.get("type") != "null"]
            beside = {k: v for k, v in node.items() if k != "anyOf"}
            return {**self.resolved(some[0], raw), **beside}
        if "discriminator" in node:
            return self._tagged(node, raw)
        return node

    def _tagged(self, node: Node, raw: Any) -> Node:
        tag = raw.get(node["discriminator"]["propertyName"]) if isinstance(raw, dict) else None
        reference = node["discriminator"]["mapping"].get(tag)
        if reference is None:
            return node
        return self.resolved({"$ref": reference}, raw)

    def _step(self, node: Node, raw: Any, key: str | int) -> Node:
        node = self.resolved(node, raw)
        if is_directional(node) and not goes_both_ways(raw) and key not in BOTH_WAYS:
            node = self.resolved(node["properties"]["forward"], raw)
        if "items" in node and isinstance(key, int):
            return dict(node["items"])
        found = node.get("properties", {}).get(str(key))
        if found is None:
            found = node.get("additionalProperties")
        return dict(found) if isinstance(found, dict) else {}


@cache
def schema_of(model: type[BaseModel]) -> Schema:
    """Give the schema of a model, made once."""
    return Schema(model)


def is_directional(node: Node) -> bool:
    """Whether a schema is of a value per direction."""
    return set(node.get("properties", {})) == BOTH_WAYS


def _child(raw: Any, key: str | int) -> Any:
    if isinstance(raw, dict):
        return raw.get(str(key))
    if isinstance(raw, list) and isinstance(key, int) and key < len(raw):
        return raw[key]
    return raw if key in BOTH_WAYS else None
