"""corridorsim: cost and time of a 40-foot container (FEU) across Eurasia, by corridor."""

__version__ = "0.1.0"
