"""Plain Python: what can be counted, over which time, and what of it may be shown."""
