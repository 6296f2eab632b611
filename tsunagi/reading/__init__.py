"""A plan's document in, its measures out. Plain Python: no Django, no clock, no network."""
