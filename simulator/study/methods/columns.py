"""The columns of the tables that methods make, in order, with what they mean."""

from __future__ import annotations

_OUTPUT: dict[str, str] = {
    "quantity": "column of summary.csv that is looked at",
    "corridor": "corridor id",
    "direction": "westbound, eastbound, northbound or southbound",
    "scope": "terminal, border or section",
}
_NOTE = {"note": "why a figure is missing, or what to know before using it"}

SENSITIVITY: dict[str, str] = {
    **_OUTPUT,
    "factor": "name of the factor",
    "label": "what it is called",
    "index": "what the value is: low_effect, high_effect, swing (one_at_a_time); spearman, "
    "regression, r_squared (latin_hypercube); mu, mu_star, sigma (morris); first, total, second "
    "(sobol); median, maximum (pawn); delta, first (delta)",
    "other_factor": "the second factor of a second-order index",
    "value": "the index; effects, swings, mu, mu_star and sigma have the unit of the quantity",
    "ci_low": "95 % interval, low: over paired replications (one_at_a_time), of the estimate from "
    "the sample otherwise",
    "ci_high": "95 % interval, high",
    "low_input": "value of the factor at its low end (one_at_a_time)",
    "high_input": "value at its high end",
    "points": "points that the index rests on",
    "missing": "points that failed or have no figure",
    **_NOTE,
}
COMPARISON: dict[str, str] = {
    "point": "number of the point",
    "name": "scenario, or the values of the point's factors",
    **_OUTPUT,
    "value": "mean over replications",
    "ci_low": "95 % t-interval, low",
    "ci_high": "95 % t-interval, high",
    "difference": "value less that of point 0, paired by replication",
    "difference_ci_low": "95 % t-interval of the difference, low",
    "difference_ci_high": "95 % t-interval of the difference, high",
    "warnings": "the row's warnings, or the error of a point that failed",
}
BREAKEVEN: dict[str, str] = {
    "factor": "name of the factor that is moved",
    "label": "what it is called",
    "a": "corridor A",
    "b": "corridor B",
    **{k: v for k, v in _OUTPUT.items() if k != "corridor"},
    "result": "switch, none (no switch in the range) or unknown",
    "value": "value of the factor at which A equals B",
    "ci_low": "95 % confidence set of the value, low; blank where it reaches beyond the range",
    "ci_high": "high",
    "cheaper_below": "corridor with the lower figure below the value",
    "cheaper_above": "corridor with the lower figure above it",
    "low": "lowest value looked at",
    "high": "highest value looked at",
    "base": "value that the base scenario has; blank where it has no single one",
    "difference_low": "A less B at the lowest value that has figures, mean of paired replications",
    "difference_low_ci_low": "95 % t-interval, low",
    "difference_low_ci_high": "95 % t-interval, high",
    "difference_high": "A less B at the highest value that has figures",
    "difference_high_ci_low": "95 % t-interval, low",
    "difference_high_ci_high": "95 % t-interval, high",
    "monotone": "whether A less B only rose, or only fell, over the values looked at",
    "replications": "pairs of replications",
    "points": "points run",
    **_NOTE,
}
FRONTIER: dict[str, str] = {
    "x": "value of the first factor",
    "y": "value of the second factor",
    "winner": "corridor with the lowest figure",
    "runner_up": "corridor with the second lowest",
    "margin": "runner-up less winner, mean of paired replications",
    "ci_low": "95 % t-interval of the margin, low",
    "ci_high": "95 % t-interval of the margin, high",
    "uncertain": "true where the interval holds zero, or there is none",
    "no_figure": "corridors without a figure there (saturated, closed, or the point failed)",
    "source": "run, filled (all corners of the cell around it agree) or base (the base case)",
    "point": "number of the point that was run, blank if filled",
}
CAPACITY: dict[str, str] = {
    "corridor": "corridor id",
    "direction": "westbound, eastbound, northbound or southbound",
    "scale": "factor by which the demand was multiplied",
    "feu_per_year": "demand of the corridor in that direction at this scale, FEU per year",
    "days_mean": "mean days, terminal to terminal; blank where they would mislead",
    "ci_low": "95 % t-interval, low",
    "ci_high": "95 % t-interval, high",
    "delay_days": "mean days above those at the lowest demand, paired by replication",
    "delay_ci_low": "95 % t-interval, low",
    "delay_ci_high": "95 % t-interval, high",
    "busiest": "facility, service or train path of the corridor with the highest offered load",
    "offered_load": "its offered load: work that arrives over what is open; 1 cannot last",
    "longest_wait": "facility whose mean wait has grown most since the lowest demand",
    "wait_growth_days": "by so many days",
    "saturated": "true where the delay passes the limit or something is unstable",
    "reason": "unstable, closed (unstable for its closures), delay or undelivered",
    "first": "true at the lowest scale found saturated",
    "point": "number of the point",
    "warnings": "the row's warnings, or the error of a point that failed",
}
SHARES: dict[str, str] = {
    "scenario": "scenario",
    "market": "market id",
    "direction": "westbound, eastbound, northbound or southbound",
    "origin": "place at which the demand joins",
    "destination": "place at which it leaves",
    "feu_per_year": "demand between the two that may choose, FEU per year",
    "iteration": "step on the way to the fixed point, from 0",
    "corridor": "corridor id",
    "share": "share that was simulated",
    "generalised_usd": "generalised cost that came of it; the last known where nothing moved",
    "target": "share that the logit gives at that cost",
    "residual": "target less share: what is left to the fixed point",
    "share_in_data": "share that the scenario's own data give it",
    "settled": "whether the scenario settled in this iteration",
    "point": "number of the point",
    **_NOTE,
}
DISCOVERY: dict[str, str] = {
    "box": "number of the box, from 1",
    "factor": "factor that the box limits",
    "label": "what it is called",
    "low": "lowest value in the box",
    "high": "highest value in the box",
    "lowest": "lowest value tried",
    "highest": "highest value tried",
    "p_value": "chance of a limit as telling as this one if the factor did not matter",
    "coverage": "share of all points won that lie in the box",
    "density": "share of the points in the box that are won",
    "mass": "share of all points that lie in the box",
    "points": "points that the box rests on",
    "missing": "points that failed or have no figure",
}
TABLES: dict[str, dict[str, str]] = {
    "sensitivity": SENSITIVITY, "comparison": COMPARISON, "breakeven": BREAKEVEN,
    "frontier": FRONTIER, "capacity": CAPACITY, "shares": SHARES, "discovery": DISCOVERY,
}  # fmt: skip
ABOUT: dict[str, str] = {
    "sensitivity": "What moves the outputs: one row per output, factor and index.",
    "comparison": "Points of a grid or list against the first.",
    "breakeven": "One row per value at which two corridors are equal, or one that says there is "
    "none.",
    "frontier": "Which corridor wins, over two factors.",
    "capacity": "The delay-against-demand curve of each corridor, and what saturates first.",
    "shares": "The path to the fixed point of the route choice.",
    "discovery": "The boxes of assumptions in which a corridor wins.",
}
"""File stem → what its table holds."""
