"""What the base reads."""

from tsunagi.base.queries.pages import above, circle, members, organisations, places

__all__ = ["above", "circle", "members", "organisations", "places"]
