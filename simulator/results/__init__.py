"""From a run log to tidy tables and files."""
