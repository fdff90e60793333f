"""How fast the engines are, as ratios measured in one run on one core."""
