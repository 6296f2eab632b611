"""Model fields that are sealed in the database, bound to their table, row and field.

A sealed field cannot be searched, ordered by or written by `update`: it is opened where its row is held, and nowhere
else. Its model has a key that is known before the row is saved (a UUID), since the seal binds to it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core import checks
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from tsunagi.base.keys import ring
from tsunagi.base.rules.sensitivity import Sensitivity

if TYPE_CHECKING:
    AnyText = models.TextField[Any, Any]
else:
    AnyText = models.TextField


class Sealed(str):
    """A value as the database holds it, not opened."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<sealed>"


class Opening(DeferredAttribute):
    """Opens a field's value when it is asked for, and not before."""

    field: SealedField

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, Sealed):
            value = self.field.from_text(ring().open(value, place(self.field, instance.pk)))
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField(AnyText):
    """What both kinds have in common."""

    descriptor_class = Opening

    def __init__(self, *args: Any, sensitivity: Sensitivity = Sensitivity.PERSONAL, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sensitivity = sensitivity

    def to_text(self, value: Any) -> str:
        """The value as text, before it is sealed."""
        return str(value)

    def from_text(self, text: str) -> Any:
        """The value that a text was made from."""
        return text

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """The row's key has to be known before the row is saved."""
        found = super().check(**kwargs)
        if not isinstance(self.model._meta.pk, models.UUIDField):
            found.append(checks.Error("A sealed field needs a model with a UUID as key.", obj=self, id="base.E001"))
        return found

    def from_db_value(self, value: str | None, expression: Any, connection: BaseDatabaseWrapper) -> str | None:
        """Unopened, until somebody asks for it."""
        return Sealed(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The value sealed for its row; one that nobody opened goes back as it came."""
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, Sealed) or value is None or value == "":
            return value
        return Sealed(ring().seal(self.to_text(value), place(self, model_instance.pk)))

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Only what was sealed for its row, or nothing at all, goes in."""
        if value is None or value == "":
            return value
        if not isinstance(value, Sealed):
            raise TypeError(f"{self} is sealed: write it by saving its row")
        return str(value)

    def get_lookup(self, lookup: str) -> Any:
        """None: what is sealed is not searched."""
        return None

    def value_to_string(self, obj: models.Model) -> str:
        """Sealed, for whatever writes rows out."""
        return str(self.pre_save(obj, add=False) or "")


class SealedText(SealedField):
    """Text that is sealed. Kept letter for letter: variation selectors and characters beyond U+FFFF too."""

    if TYPE_CHECKING:
        _pyi_private_set_type: str
        _pyi_private_get_type: str


class SealedJSON(SealedField):
    """A dictionary that is sealed."""

    if TYPE_CHECKING:
        _pyi_private_set_type: dict[str, Any]  # type: ignore[assignment]
        _pyi_private_get_type: dict[str, Any]  # type: ignore[assignment]

    def to_text(self, value: dict[str, Any]) -> str:
        """As JSON, letters as they are."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def from_text(self, text: str) -> dict[str, Any]:
        """The dictionary."""
        found: dict[str, Any] = json.loads(text)
        return found


def place(field: models.Field[Any, Any], key: object) -> str:
    """Where a value stands: table, field and row. What it is sealed to."""
    return f"{field.model._meta.db_table}\0{field.column}\0{key}"
