"""What the base reads."""

from tsunagi.base.queries.pages import above, circle, deeds, members, organisations, places

__all__ = ["above", "circle", "deeds", "members", "organisations", "places"]
