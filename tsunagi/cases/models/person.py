"""Who is accompanied. What is known of them belongs to one organisation and is sealed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tsunagi.base.fields import SealedText
from tsunagi.base.models import Organisation, User
from tsunagi.base.rules.sensitivity import Sensitivity


class Household(models.Model):
    """People who live or keep house together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="households")


class Person(models.Model):
    """One person as one organisation knows them. Names as given: no character is ever replaced."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    household = models.ForeignKey(Household, on_delete=models.SET_NULL, null=True, blank=True, related_name="people")
    relation = SealedText(_("続柄"), blank=True)
    """To the household's head, in the household's own words."""
    name = SealedText(_("氏名"))
    kana = SealedText(_("ふりがな"), blank=True)
    other_names = SealedText(_("ほかの名前(旧姓・通称)"), blank=True)
    born = SealedText(_("生年月日"), blank=True)
    """ISO 8601; empty if unknown."""
    sex = SealedText(_("性別"), blank=True, sensitivity=Sensitivity.SPECIAL)
    """In the person's own words, or as the form they filled in has it."""
    address = SealedText(_("住所"), blank=True, sensitivity=Sensitivity.WHEREABOUTS)
    telephone = SealedText(_("電話"), blank=True, sensitivity=Sensitivity.WHEREABOUTS)
    email = SealedText(_("メールアドレス"), blank=True)
    is_shielded = models.BooleanField(_("支援措置(住所を秘密にする)"), default=False)
    """Protective measure for victims of violence: the whereabouts are shown nowhere."""
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )
    """The record that stands for both where two turned out to be one person; taken back by emptying it."""
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(name="person_not_merged_into_itself", condition=~Q(merged_into=F("id")))]
        # Of the few that are merged: SQLite uses no index in which nearly all are alike, and would read every person.
        indexes = [
            models.Index(fields=["organisation", "made_at"]),
            models.Index(fields=["merged_into"], name="person_merged", condition=Q(merged_into__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"


class PersonToken(models.Model):
    """What a person is found by within their organisation: tokens of names and numbers, which tell nothing."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint("person", "token", name="person_token_once")]
        indexes = [models.Index(fields=["organisation", "token"])]


class Likeness(models.Model):
    """A token of name and day of birth together, by which bodies learn that they may know the same person.

    Not cut by organisation: it says no more than that somewhere there is a record like this one. None is kept of people
    under a protective measure.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="likeness")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["token"])]
