"""What the base reads."""

from tsunagi.base.queries.pages import above, circle, departments, members, organisations, places, roles

__all__ = ["above", "circle", "departments", "members", "organisations", "places", "roles"]
