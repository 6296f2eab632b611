"""What several pages need: the way to them, and numbers drawn."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tsunagi.base.charts import Bar, bars
from tsunagi.base.models import Organisation
from tsunagi.figures.models import Definition, Publication
from tsunagi.figures.queries.words import say_period

Crumb = tuple[str, str]


def to_figures(*steps: Crumb) -> list[Crumb]:
    """The way from the public pages of figures; the last step is the page itself."""
    return [(_("業務から数えた数"), reverse("figures:home")), *steps]


def to_body(body: Organisation, *steps: Crumb) -> list[Crumb]:
    """The way to a body's figures."""
    return to_figures((str(body), reverse("figures:body", args=[body.slug])), *steps)


def to_definition(definition: Definition, *steps: Crumb) -> list[Crumb]:
    """The way to a definition."""
    return to_body(definition.organisation, (str(definition), address(definition)), *steps)


def to_keeping(body: Organisation, *steps: Crumb) -> list[Crumb]:
    """The way to where a body's figures are kept."""
    return [
        (_("自分の机"), reverse("base:desk")),
        (_("数字の公表"), reverse("figures:keep", args=[body.slug])),
        *steps,
    ]


def address(definition: Definition) -> str:
    """The page of a definition."""
    return reverse("figures:definition", args=[definition.organisation.slug, definition.code])


def unit(definition: Definition) -> str:
    """A definition's unit in the language of the page."""
    if get_language() == "en" and definition.unit_en:
        return definition.unit_en
    return definition.unit


def chart(definition: Definition, shown: Sequence[Publication]) -> SafeString:
    """The whole in each period as a bar; nothing where a number is a median, which no bar adds up to."""
    drawn = []
    for table in shown:
        for one in table.figures.all():
            if one.is_whole and one.counted is not None:
                rest = [("not_met", one.out_of - one.counted)] if one.out_of is not None else []
                kind = "met" if one.out_of is not None else "pending"
                drawn.append(Bar(say_period(table.period), [(kind, one.counted), *rest]))
    if definition.kind == Definition.Kind.SHARE:
        legend = {"met": _("あてはまる"), "not_met": _("あてはまらない")}
    else:
        legend = {"pending": unit(definition)}
    # Words and numbers in it are escaped where they are drawn (base/charts/svg.py).
    return mark_safe(bars(f"figures-{definition.pk}", str(definition), drawn, legend))  # noqa: S308
