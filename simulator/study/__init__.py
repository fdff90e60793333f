"""Many runs: replications, in one process or several."""
