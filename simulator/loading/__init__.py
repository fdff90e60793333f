"""Files to objects: strict YAML with line marks, the catalogue, overrides, checks, scenarios."""
