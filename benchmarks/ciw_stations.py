"""The six stations in Ciw, as its documentation builds networks."""

import math

from benchmarks.idiomatic import MU, SIGMA
from benchmarks.worlds import SERVICE_HOURS, STATIONS


def stations(boxes):
    """Records of the containers that are done, in Ciw's own tables."""
    import ciw

    desk, way = ciw.dists.Exponential(rate=1 / SERVICE_HOURS), ciw.dists.Lognormal(MU, SIGMA)
    nodes = 2 * STATIONS
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=1.0)] + [None] * (nodes - 1),
        service_distributions=[desk, way] * STATIONS,
        number_of_servers=[2, math.inf] * STATIONS,
        routing=[[float(to == node + 1) for to in range(nodes)] for node in range(nodes)],
    )
    ciw.seed(1)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(boxes, method="Finish")
    return simulation.nodes[-1].all_individuals
