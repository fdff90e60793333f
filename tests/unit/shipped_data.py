"""The data and scenarios that come with the program, read once."""

from functools import cache

from simulator.loading.assembly import assemble
from simulator.loading.catalogue import load_catalogue
from simulator.loading.scenario import resolve_scenario


@cache
def catalogue():
    return load_catalogue()


@cache
def network():
    """The catalogue without any scenario."""
    made, problems = assemble(catalogue().tree, catalogue().known)
    assert problems == []
    return made


@cache
def _resolved(name):
    return resolve_scenario(catalogue(), name)


def resolved(name):
    return _resolved(name)[0]


def problems(name):
    return _resolved(name)[1]


def names():
    """Names of the shipped scenarios, in order."""
    return sorted(catalogue().scenarios)


def scenarios():
    """Every scenario with its network."""
    return [resolved(name) for name in names()]
