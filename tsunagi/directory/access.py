"""Who may do what in the directory, and the sentence that says why not."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from tsunagi.base.access import ALLOWED, Answer, can
from tsunagi.base.models import Organisation, User
from tsunagi.directory.models import Service

Anyone = User | AnonymousUser


def can_keep(user: Anyone, organisation: Organisation) -> Answer:
    """May this person write, check and publish the organisation's records of supports?"""
    return can(user, "directory.keep", organisation)


def can_view(user: Anyone, service: Service) -> Answer:
    """May this person see the record? Everybody, once it is public."""
    return ALLOWED if service.is_public else can_keep(user, service.kept_by)
