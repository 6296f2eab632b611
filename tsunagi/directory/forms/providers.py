"""What the page asks that writes who runs supports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from tsunagi.directory.forms.keeping import line, text
from tsunagi.directory.models import Provider
from tsunagi.directory.rules.providers import Told
from tsunagi.directory.rules.records import Fault


class ProviderForm(forms.Form):
    """A provider. The rules say what is wrong with it; this form only asks."""

    name = line(Provider, "name", required=True)
    name_kana = line(Provider, "name_kana")
    name_en = line(Provider, "name_en")
    alternate_name = line(Provider, "alternate_name")
    description = text(Provider, "description")
    description_en = text(Provider, "description_en")
    email = line(Provider, "email", help_text=_("公開します。個人のアドレスは入れないでください。"))
    website = line(Provider, "website")
    corporate_number = line(Provider, "corporate_number", help_text=_("国税庁の13桁の番号。分からなければ空。"))
    area = line(Provider, "area", help_text=_("都道府県と市区町村だけ。検査数字を含む6桁。"))

    def told(self) -> Told:
        """What was typed."""
        return Told(**{name: self.cleaned_data.get(name, "") for name in asdict(Told())})

    def tell(self, faults: Sequence[Fault]) -> None:
        """Set each fault beside its field."""
        for one in faults:
            if one.field not in self.errors:
                self.add_error(one.field, __(one.wrong.sentence) % one.wrong.values)
