"""Words and tables for people: what `run`, `list`, `show` and `check` print."""
