"""What was done in an organisation, in words: each app says in its deeds.py what its deeds, things and fields are
called, and may say itself what changed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tsunagi.base.access import PERSONAL
from tsunagi.base.models import AuditRow, Organisation, Role, User
from tsunagi.base.queries.parts import saying
from tsunagi.base.rules.changes import Way, differences

#: How the chain names a row of a table.
REFERENCE: Final = re.compile(r"([a-z]+\.[a-z]+):([0-9a-f-]+)")
#: What holds the name by which people know a row.
NAMES: Final = ("title", "name")


@dataclass(frozen=True, slots=True)
class Change:
    """A value by its name, and what it was before and after, in words; empty where it said nothing."""

    label: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """A row of the chain in words. Of casework only the names of the fields are told, without what stands in them."""

    row: AuditRow
    what: str
    subject: str
    changes: list[Change]


def deeds(
    organisation: Organisation,
    *,
    action: str = "",
    by: User | None = None,
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[AuditRow]:
    """What was done in an organisation, newest first: all, or of one kind, by one person, in some days."""
    found = AuditRow.objects.filter(organisation=organisation)
    if action:
        found = found.filter(action=action)
    if by:
        found = found.filter(by=by)
    if since:
        found = found.filter(at__gte=_midnight(since))
    if until:
        found = found.filter(at__lt=_midnight(until + timedelta(days=1)))
    return found.select_related("by").order_by("-place")


def doers(organisation: Organisation) -> QuerySet[User]:
    """Who works or worked in an organisation."""
    return User.objects.filter(memberships__organisation=organisation).distinct().order_by("name", "pk")


def told(rows: Iterable[AuditRow]) -> list[Deed]:
    """The rows in words."""
    rows = list(rows)
    names = _names({name for row in rows for name in (row.subject, *_references([row.before, row.after]))})
    words = {reference: name.short for reference, name in names.items()}
    words |= {f"role:{role.code}": str(role) for role in Role.objects.all()}
    return [Deed(row, deed_name(row.action), names[row.subject].whole, _changes(row, words)) for row in rows]


def deed_names() -> dict[str, str]:
    """What each kind of deed is called, by its code."""
    return {code: str(name) for module in saying("deeds").values() for code, name in module.DEEDS.items()}


def deed_name(action: str) -> str:
    """What a deed is called; its code where nobody has words for it."""
    module = saying("deeds").get(action.partition(".")[0])
    return str(module.DEEDS.get(action, action)) if module else action


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _changes(row: AuditRow, words: Mapping[str, str]) -> list[Change]:
    module = saying("deeds").get(row.action.partition(".")[0])
    own: list[Change] | None = module.changes(row) if module and hasattr(module, "changes") else None
    if own is not None:
        return own
    labels = {**saying("deeds")["base"].FIELDS, **(module.FIELDS if module else {})}
    hidden: Collection[str] = getattr(module, "HIDDEN", ())
    found: dict[Change, None] = {}
    for way, before, after in differences(row.before, row.after):
        if set(way).isdisjoint(hidden):
            label = " ".join(part for part in (str(labels.get(part, part)) for part in way) if part)
            label = label or pgettext("record", "内容")
            values = () if row.action.startswith(PERSONAL) else (before, after)
            found[Change(label, *(_said(row, way, value, words) for value in values))] = None
    return list(found)


def _said(row: AuditRow, way: Way, value: Any, words: Mapping[str, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    if isinstance(value, list):
        return _("、").join(_said(row, way, one, words) for one in value)
    text, column = str(value), str(way[-1]) if way else ""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date_format(date.fromisoformat(text), "DATE_FORMAT")
    known = words.get(text) or words.get(f"{column}:{text}")
    return known or _choices(row.subject, column).get(text, text)


def _choices(subject: str, column: str) -> dict[str, str]:
    """What the values of a column are called, where they are a list."""
    try:
        field = apps.get_model(subject.partition(":")[0])._meta.get_field(column)
    except (LookupError, ValueError, FieldDoesNotExist):
        return {}
    return {str(code): str(word) for code, word in getattr(field, "flatchoices", ())}


def _references(value: Any) -> Iterable[str]:
    """Everything in a value that names a row of a table."""
    if isinstance(value, str) and REFERENCE.fullmatch(value):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _references(part)


@dataclass(frozen=True, slots=True)
class _Name:
    """What people call a row: its sort, and the title that it has, or its number."""

    sort: str
    title: str
    number: str

    @property
    def whole(self) -> str:
        if self.title:
            return _("%(sort)s「%(title)s」") % {"sort": self.sort, "title": self.title}
        return f"{self.sort} ({self.number})" if self.number else self.sort

    @property
    def short(self) -> str:
        """Beside a field that says already what sort of thing it is."""
        return self.title or self.whole


def _names(references: Iterable[str]) -> dict[str, _Name]:
    """What these rows are called; of casework's no more than their numbers."""
    sorts: dict[str, list[str]] = defaultdict(list)
    for reference in references:
        sort, _mark, key = reference.partition(":")
        sorts[sort].append(key)
    found: dict[str, _Name] = {}
    for sort, keys in sorts.items():
        module = saying("deeds").get(sort.partition(".")[0])
        word = str(module.THINGS.get(sort, sort)) if module else sort
        titles = {} if sort.startswith(PERSONAL) else _titles(sort, keys)
        found |= {f"{sort}:{key}" if key else sort: _Name(word, titles.get(key, ""), key) for key in keys}
    return found


def _titles(sort: str, keys: list[str]) -> dict[str, str]:
    try:
        model = apps.get_model(sort)
        column = next(name for name in NAMES if name in {field.name for field in model._meta.concrete_fields})
        rows = model._base_manager.filter(pk__in=keys).values_list("pk", column)
        return {str(key): str(title) for key, title in rows if title}
    except (LookupError, ValueError, StopIteration):
        return {}
