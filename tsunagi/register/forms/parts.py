"""Of which part a figure is: an area, a group, or both."""

from __future__ import annotations

from collections import Counter

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tsunagi.base.models import Organisation
from tsunagi.base.models.organisation import LOCAL
from tsunagi.register.models import TargetGroup


class PartForm(forms.Form):
    """The area and the group; both empty for a figure of the whole."""

    area = forms.CharField(
        label=gettext_lazy("内訳の地域"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("自治体の名前か、6桁の団体コード。全体の数値なら空。"),
    )
    group = forms.ModelChoiceField(
        TargetGroup.objects.all(),
        to_field_name="code",
        label=gettext_lazy("内訳の対象"),
        required=False,
        empty_label=gettext_lazy("(全体)"),
    )

    def clean_area(self) -> str:
        """The address name of a local body, which people know by its name or its code."""
        typed = self.cleaned_data["area"]
        known = Q(slug=typed) | Q(kind__in=LOCAL) & (Q(name=typed) | Q(code=typed))
        found = Organisation.objects.filter(known).values_list("slug", flat=True)[:2] if typed else [""]
        if not found:
            raise ValidationError(_("「%(slug)s」という自治体はありません。") % {"slug": typed})
        if len(found) > 1:
            raise ValidationError(
                _("「%(name)s」という自治体はいくつもあります。6桁の団体コードを入れてください。") % {"name": typed}
            )
        return str(found[0])


def written_areas(slugs: set[str]) -> dict[str, str]:
    """Local bodies by their address names, as somebody writes them: by name, by code where two are called alike."""
    bodies = list(Organisation.objects.filter(slug__in=slugs)) if slugs else []
    alike = Organisation.objects.filter(kind__in=LOCAL, name__in=[one.name for one in bodies])
    counts = Counter(alike.values_list("name", flat=True)) if bodies else Counter[str]()
    return {one.slug: one.name if counts[one.name] == 1 else one.code or one.slug for one in bodies}
