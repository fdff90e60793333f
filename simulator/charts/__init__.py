"""Charts: each kind returns a matplotlib Figure; the only user of matplotlib."""




