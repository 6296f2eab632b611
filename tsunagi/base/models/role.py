"""Rights as data: a role is a list of permissions, a membership gives it to a person in an organisation."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models.organisation import Organisation
from tsunagi.base.models.user import User


class Role(models.Model):
    """A set of permissions under a name. The first ones come with the migrations; a body may add its own."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("名称(英語)"), max_length=60)
    permissions = models.JSONField(default=list)
    """Codes such as "register.publish"."""

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name


class Membership(models.Model):
    """A person's role in an organisation, from a day on, until it ends. Ended ones are kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="memberships")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "user", "organisation", "role", name="membership_once", condition=Q(until__isnull=True)
            ),
            models.CheckConstraint(name="membership_ends_after_it_begins", condition=Q(until__gte=F("since"))),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.organisation} {self.role}"
