"""The report of a run, of two runs or of a study: facts → sections → HTML, Markdown or PDF."""
