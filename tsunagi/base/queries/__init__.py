"""What the base reads."""

from tsunagi.base.queries.pages import deeds, members, memberships, organisations

__all__ = ["deeds", "members", "memberships", "organisations"]
