"""Fields for what people type in a form as lines: names of areas, codes of languages, measures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tsunagi.directory.rules.areas import area, candidates

COUNTRY: Final = ("00", "全国")


class LinesField(forms.CharField):
    """One thing a line. Its value is a tuple of texts."""

    def __init__(self, *, rows: int = 3, **more: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), required=False, **more)

    def prepare_value(self, value: Any) -> Any:
        """A line for each, unless it is what somebody typed."""
        return "\n".join(self.said(one) for one in value) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> Any:
        """The things on the lines that are not blank, each once."""
        lines = [line.strip() for line in super().clean(value).splitlines()]
        return tuple(dict.fromkeys(one for line in lines if line for one in self.read(line)))

    def said(self, one: Any) -> str:
        """How one is written on its line."""
        return str(one)

    def read(self, line: str) -> Iterable[Any]:
        """What stands on a line."""
        return (line,)


class AreasField(LinesField):
    """Areas by their names or codes; its value is their codes."""

    def said(self, one: Any) -> str:
        """The area's full name."""
        found = area(str(one))
        return COUNTRY[1] if one == COUNTRY[0] else found.full_name if found else str(one)

    def read(self, line: str) -> Iterable[Any]:
        """The code of the one area that is meant."""
        if line in COUNTRY:
            return (COUNTRY[0],)
        known = area(line) if re.fullmatch(r"[0-9]{2}|[0-9]{6}", line) else None
        meant = (known,) if known else candidates(line)
        if len(meant) != 1:
            several = _("「%(line)s」は一つに決まりません。%(names)sのどれかを入れてください。")
            none = _(
                "「%(line)s」という地域は見つかりません。「全国」、都道府県か市区町村の名前、6桁のコードで入れてください。"
            )
            names = _("、").join(one.full_name for one in meant[:5])
            raise ValidationError((several if meant else none) % {"line": line[:40], "names": names})
        return (meant[0].code,)


class CodesField(LinesField):
    """Codes of languages, with blanks or commas between them."""

    def __init__(self, **more: Any) -> None:
        super().__init__(rows=1, **more)
        self.widget = forms.TextInput()

    def prepare_value(self, value: Any) -> Any:
        """All on one line."""
        return " ".join(value) if isinstance(value, tuple | list) else value

    def read(self, line: str) -> Iterable[Any]:
        """The codes in small letters."""
        return re.split(r"[\s,、・]+", line.lower())


class MeasuresField(LinesField):
    """Measures as plan, fiscal year and number."""

    def said(self, one: Any) -> str:
        """national 2024 7."""
        return " ".join(map(str, one))

    def read(self, line: str) -> Iterable[Any]:
        """(plan, fiscal year, number)."""
        found = re.fullmatch(r"([a-z0-9-]{1,60})\s+([0-9]{4})\s+([0-9]{1,4})", line)
        if found is None:
            raise ValidationError(
                _("「%(line)s」は施策として読めません。「計画 年度 番号」で入れてください(例: national 2024 7)。")
                % {"line": line[:40]}
            )
        return ((found[1], int(found[2]), int(found[3])),)
