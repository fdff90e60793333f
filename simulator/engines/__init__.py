"""Engines: each takes a plan and returns the run log; they agree to the last bit."""
