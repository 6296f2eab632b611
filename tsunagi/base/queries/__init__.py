"""What the base reads."""

from tsunagi.base.queries.pages import above, circle, deeds, members, memberships, organisations

__all__ = ["above", "circle", "deeds", "members", "memberships", "organisations"]
