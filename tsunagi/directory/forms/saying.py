"""How the values of a record are said on a page: under the names that its forms have for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from tsunagi.base.queries.deeds import Change
from tsunagi.directory.forms.fields import LinesField
from tsunagi.directory.forms.keeping import PARTS, ServiceForm
from tsunagi.directory.queries.keeping import names_of
from tsunagi.directory.rules.hours import say_written
from tsunagi.directory.rules.phones import Number
from tsunagi.directory.rules.records import Difference
from tsunagi.directory.rules.texts import tongue

#: What the audit chain tells of a record and no form asks.
OTHERS: Final = {
    "is_public": _("公開する"),
    "merged_into": _("まとめた先"),
    "other": _("もう一つの支援"),
    "new_provider": _("行っているところ"),
    "address_seal": _("場所の名称・住所・行き方(記録には残しません)"),
    "website": _("ウェブサイト"),
    "description": pgettext_lazy("description", "説明"),
    "description_en": _("説明(英語)"),
    "corporate_number": _("法人番号"),
    "area": _("全国地方公共団体コード"),
    "extension": _("内線"),
    "unit": pgettext_lazy("unit", "数えるもの"),
    "available": _("いま受けられる数"),
    "maximum": _("全体の数"),
}
#: Fields whose values are keys of other records, which are said by their names.
KEYS: Final = frozenset({"provider", "merged_into", "other"})


def said_changes(differences: Iterable[Difference]) -> list[Change]:
    """The differences in words."""
    told = list(differences)
    keys = {_key(value) for one in told if one.field in KEYS for value in (one.before, one.after) if value}
    names = names_of(keys) if keys else {}

    def said(one: Difference, value: Any) -> str:
        known = names.get(_key(value)) if one.field in KEYS else None
        return known or _said(one.part, one.field, value)

    return [Change(_label(one), said(one, one.before), said(one, one.after)) for one in told]


def _key(value: Any) -> str:
    """A key as forms have it, or as the audit chain names a row: "directory.service:…"."""
    return str(value).rpartition(":")[2]


def _label(one: Difference) -> str:
    field = None if one.field == "new_provider" else _field(one.part, one.field)
    label = str(field.label if field is not None and field.label else OTHERS.get(one.field, one.field))
    return f"{PARTS[one.part][1]} {one.place + 1} {label}" if one.part else label


def _field(part: str, name: str) -> forms.Field | None:
    form: type[forms.Form] = PARTS[part][0] if part else ServiceForm
    return form.base_fields.get(name)


def _said(part: str, name: str, value: Any) -> str:
    field = _field(part, name)
    if value is None or value == "" or name == "address_seal":
        return "" if value is None or value == "" else __("変わりました")
    if isinstance(value, bool):
        return __("はい") if value else __("いいえ")
    if isinstance(field, forms.DateField) or name.endswith("_on"):
        return date_format(date.fromisoformat(str(value)[:10]), "DATE_FORMAT")
    if name == "number":
        return Number(str(value)).shown
    if name == "hours":
        return say_written(str(value), tongue(get_language() or "ja"))
    if isinstance(field, LinesField):
        return __("、").join(field.said(one) for one in value)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        names = {str(code): str(label) for code, label in field.widget.choices}
        codes = value if isinstance(value, list | tuple) else [value]
        return __("、").join(names.get(str(one), str(one)) for one in codes)
    return str(value)
