"""From a scenario to arrays: step rows, calendars, draws; and the record of a run."""
