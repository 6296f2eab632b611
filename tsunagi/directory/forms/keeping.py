"""What the page asks that writes a support. The rules say what is wrong with it; these forms only ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django import forms
from django.db import models as columns
from django.http import QueryDict
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import Organisation
from tsunagi.base.rules.sentences import Wrong
from tsunagi.directory import models
from tsunagi.directory.forms.fields import AreasField, CodesField, LinesField, MeasuresField
from tsunagi.directory.forms.public import terms
from tsunagi.directory.queries.keeping import offered_providers, providers
from tsunagi.directory.rules.phones import read_number
from tsunagi.directory.rules.records import Capacity, Fault, Place, Record, Way

#: A page with more of one part than this could not be sent any more.
MOST_PARTS: Final = 60
HOURS_HELP = _("例: 月-金 9:00-17:00; 土 10:00-12:00; 12/29-1/3 休み。分からなければ空にします。")
LANGUAGES_HELP = _("ja(日本語)、en(英語)、zh(中国語)、vi(ベトナム語)などの符号を空白で区切ります。確かなものだけ。")


def _label(model: type[columns.Model], name: str) -> Any:
    return model._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def line(model: type[columns.Model], name: str, **more: Any) -> forms.CharField:
    """A field for a column, under the column's own name."""
    return forms.CharField(**{"label": _label(model, name), "required": False, **more})


def text(model: type[columns.Model], name: str, **more: Any) -> forms.CharField:
    """The same for a text of several lines."""
    return line(model, name, widget=forms.Textarea(attrs={"rows": 3}), **more)


def _choice(model: type[columns.Model], name: str) -> forms.ChoiceField:
    field = model._meta.get_field(name)
    choices, default = field.choices, field.default  # type: ignore[union-attr]
    return forms.ChoiceField(label=_label(model, name), choices=choices, initial=default)  # type: ignore[arg-type]


def _day(model: type[columns.Model], name: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=_label(model, name), required=False, widget=widget)


def _tick(model: type[columns.Model], name: str, **more: Any) -> forms.BooleanField:
    return forms.BooleanField(label=_label(model, name), required=False, **more)


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0)


class ServiceForm(forms.Form):
    """The record itself; its parts have forms of their own."""

    name = line(models.Service, "name", required=True)
    name_kana = line(models.Service, "name_kana")
    name_easy = line(models.Service, "name_easy")
    name_en = line(models.Service, "name_en")
    alternate_name = line(models.Service, "alternate_name")
    aliases = LinesField(label=_label(models.Service, "aliases"), help_text=_("一行に一つ。略した呼び名なども。"))
    provider = forms.ModelChoiceField(
        models.Provider.objects.none(), label=_("行っているところ"), required=False, empty_label=_("下に名前を入れる")
    )
    provider_words = forms.CharField(
        label=_("行っているところをさがす"),
        required=False,
        max_length=100,
        help_text=_("一部だけを上の一覧に出しています。名前の一部を入れて「一覧に出す」を押してください。"),
    )
    new_provider = forms.CharField(label=_("行っているところの名前(一覧にないとき)"), required=False)
    summary = text(models.Service, "summary", help_text=_("何をしてもらえるかを、一文か二文で。"))
    summary_easy = text(models.Service, "summary_easy")
    summary_en = text(models.Service, "summary_en")
    happens = text(models.Service, "happens", help_text=_("だれが出て、何を聞かれ、何は聞かれないか。"))
    happens_easy = text(models.Service, "happens_easy")
    happens_en = text(models.Service, "happens_en")
    for_whom = text(models.Service, "for_whom")
    for_whom_easy = text(models.Service, "for_whom_easy")
    for_whom_en = text(models.Service, "for_whom_en")
    minimum_age = _number(_label(models.Service, "minimum_age"))
    maximum_age = _number(_label(models.Service, "maximum_age"))
    where = text(models.Service, "where")
    where_easy = text(models.Service, "where_easy")
    where_en = text(models.Service, "where_en")
    cost = _choice(models.Service, "cost")
    cost_note = text(models.Service, "cost_note")
    cost_note_en = text(models.Service, "cost_note_en")
    anonymous = _choice(models.Service, "anonymous")
    hours = text(models.Service, "hours", help_text=HOURS_HELP)
    url = line(models.Service, "url")
    email = line(models.Service, "email")
    documents = LinesField(label=_("持ち物"), help_text=_("一行に一つ。"))
    areas = AreasField(
        label=_("使える地域"), help_text=_("一行に一つ。「全国」、都道府県か市区町村の名前、または6桁のコード。")
    )
    languages = CodesField(label=_("使えることば"), help_text=LANGUAGES_HELP)
    needs = forms.MultipleChoiceField(
        label=_("困りごと"), choices=lambda: terms("need"), required=False, widget=forms.CheckboxSelectMultiple
    )
    audience = forms.MultipleChoiceField(
        label=_("だれのことか"), choices=lambda: terms("audience"), required=False, widget=forms.CheckboxSelectMultiple
    )
    groups = forms.MultipleChoiceField(
        label=_("対象の人"), choices=lambda: terms("group"), required=False, widget=forms.CheckboxSelectMultiple
    )
    says = LinesField(
        rows=5,
        label=_("困っている人の言い方"),
        help_text=_("一行に一つ。「夜ひとりで苦しい」など、さがす人のことばで。"),
    )
    says_en = LinesField(label=_("困っている人の言い方(英語)"))
    measures = MeasuresField(
        label=_("属する施策"), help_text=_("一行に一つ、「計画 年度 番号」で。例: national 2024 7")
    )
    status = _choice(models.Service, "status")
    alert = text(models.Service, "alert", help_text=_("休止や移転など、すぐ知らせること。ページの一番上に出ます。"))
    source = line(models.Service, "source", help_text=_("事実を読んだページのアドレスか、文書の名前。"))
    checked_on = _day(models.Service, "checked_on")
    confirmed = _tick(models.Service, "confirmed")
    assured_by = line(models.Service, "assured_by")
    assurer_email = line(
        models.Service,
        "assurer_email",
        help_text=_("6か月たつと、ここへ「今も正しいですか」とたずねます。公開しません。"),
    )

    def __init__(self, *given: Any, keeper: Organisation, held: models.Service | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        allowed = providers(keeper)
        if held is not None:
            allowed = (allowed | models.Provider.objects.filter(pk=held.provider_id)).distinct()
        field: Any = self.fields["provider"]
        field.queryset = allowed
        words, chosen = (str(self[name].value() or "") for name in ("provider_words", "provider"))
        self.offered = offered_providers(keeper, words[:100], chosen)
        # Any that is allowed is taken, but a page names few of very many.
        field.widget.choices = [("", field.empty_label), *((one.pk, one) for one in self.offered.providers)]

    def told(self) -> dict[str, Any]:
        """What was typed, under the names of a record; without what could not be read."""
        asked: dict[str, Any] = dict(self.cleaned_data)
        for name in ("needs", "audience", "groups"):
            asked[name] = tuple(asked.get(name, ()))
        provider = asked.get("provider")
        asked.pop("provider_words", None)
        return {**asked, "provider": str(provider.pk) if provider else ""}


class WayForm(forms.Form):
    """One way to reach it."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    kind = _choice(models.Way, "kind")
    number = forms.CharField(
        label=_("番号"),
        required=False,
        help_text=_("電話・ファックス・ショートメッセージの番号。内線は「内線12」と続けます。"),
    )
    address = forms.CharField(label=_("アドレス"), required=False, help_text=_("ページかメールのアドレス。"))
    name = line(models.Way, "name", help_text=_("いくつかあるうちのどれか。"))
    name_en = line(models.Way, "name_en")
    hours = text(models.Way, "hours", help_text=HOURS_HELP)
    cost = _choice(models.Way, "cost")
    note = text(models.Way, "note")
    note_en = text(models.Way, "note_en")
    languages = CodesField(label=_("使えることば"), help_text=LANGUAGES_HELP)
    relay = _choice(models.Way, "relay")
    sign_language = _choice(models.Way, "sign_language")
    source = line(models.Way, "source")
    checked_on = _day(models.Way, "checked_on")
    confirmed = _tick(models.Way, "confirmed")
    is_crisis = _tick(
        models.Way,
        "is_crisis",
        help_text=_("命の危険がある人にまっ先に示します。公式の案内で確かめたものだけに付けます。"),
    )

    SAYS: Final = ("number", "address", "name", "note", "hours")


class PlaceForm(forms.Form):
    """A place where it is given."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    is_confidential = _tick(
        models.Location,
        "is_confidential",
        help_text=_("避難所など。住所・名称・行き方・地図・開いている時間は、管理する職員のほかだれにも出しません。電話などの受付時間は、連絡の方法のほうに入れます。"),
    )
    name = line(models.Location, "name")
    name_kana = line(models.Location, "name_kana")
    name_en = line(models.Location, "name_en")
    postal_code = line(models.Address, "postal_code")
    prefecture = line(models.Address, "prefecture")
    city = line(models.Address, "city")
    address_1 = line(models.Address, "address_1")
    address_2 = line(models.Address, "address_2")
    latitude = forms.CharField(
        label=_("緯度"), required=False, help_text=_("例: 35.6895。緯度と経度の両方を入れます。")
    )
    longitude = forms.CharField(label=_("経度"), required=False)
    transportation = text(models.Location, "transportation")
    accessibility = LinesField(label=_("設備や手助け"), help_text=_("一行に一つ。車いす用トイレ、筆談など。"))
    hours = text(models.Location, "hours", help_text=HOURS_HELP)

    SAYS: Final = ("name", "prefecture", "city", "address_1", "postal_code", "transportation", "latitude")


class CapacityForm(forms.Form):
    """How many it can take now."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    unit = line(models.Capacity, "unit", initial="人")
    available = _number(_label(models.Capacity, "available"))
    maximum = _number(_label(models.Capacity, "maximum"))
    description = line(models.Capacity, "description")

    SAYS: Final = ("available", "maximum", "description")


#: Each part with its form, and what the page calls one of them.
PARTS: Final[dict[str, tuple[type[forms.Form], Any]]] = {
    "ways": (WayForm, _("連絡の方法")),
    "places": (PlaceForm, _("場所")),
    "capacities": (CapacityForm, _("いま受けられる数")),
}
_SETS: Final = {
    part: forms.formset_factory(form, extra=0, can_delete=True, max_num=MOST_PARTS, absolute_max=MOST_PARTS)
    for part, (form, _name) in PARTS.items()
}


@dataclass(slots=True)
class RecordForms:
    """All forms of the page together."""

    top: ServiceForm
    parts: dict[str, Any]

    def is_valid(self) -> bool:
        """Whether all could be read; each is looked at, so that all that is wrong is told at once."""
        return all([self.top.is_valid(), *(one.is_valid() for one in self.parts.values())])

    def record(self) -> Record:
        """What was typed. Parts that say nothing and were not there before are left out."""
        return Record(
            **self.top.told(),
            ways=tuple(Way(**_told(one)) for one in self._kept("ways")),
            places=tuple(Place(**_told(one)) for one in self._kept("places")),
            capacities=tuple(Capacity(**_told(one)) for one in self._kept("capacities")),
        )

    def tell(self, faults: Sequence[Fault]) -> None:
        """Set each fault beside its field, unless something is wrong with it already."""
        for one in faults:
            form = self._kept(one.part)[one.place] if one.part else self.top
            name = one.field if one.field in form.fields else None
            if name not in form.errors:
                form.add_error(name, __(one.wrong.sentence) % one.wrong.values)

    def errors(self) -> list[tuple[str, str, str]]:
        """(the field's id, its label, the sentence) for each of them, in the order of the page."""
        found = _errors(self.top, "")
        for part, (_form, name) in PARTS.items():
            for place, form in enumerate(self.parts[part].forms, 1):
                found += _errors(form, f"{name} {place} ")
        return found

    def _kept(self, part: str) -> list[forms.Form]:
        return [one for one in self.parts[part].forms if _says_something(one)]


def record_forms(
    keeper: Organisation,
    *,
    data: QueryDict | None = None,
    record: Record | None = None,
    held: models.Service | None = None,
) -> RecordForms:
    """The forms, with what was sent or else with a record in them. What was sent may ask for one more of a part."""
    if data is not None:
        more = data.get("add", "")
        data = data.copy()
        if more in PARTS:
            count = data.get(f"{more}-TOTAL_FORMS", "0")
            data[f"{more}-TOTAL_FORMS"] = str(int(count) + 1 if count.isdecimal() and len(count) < 4 else 1)
        top = ServiceForm(data, keeper=keeper, held=held)
        return RecordForms(top, {part: made(data, prefix=part) for part, made in _SETS.items()})
    said = asdict(record or Record())
    parts = {}
    for part, made in _SETS.items():
        parts[part] = made(prefix=part, initial=[_shown(one) for one in said.pop(part)])
    return RecordForms(ServiceForm(initial=said, keeper=keeper, held=held), parts)


def _shown(part: dict[str, Any]) -> dict[str, Any]:
    """A part as its form shows it: a number that can be read grouped, any other as it is."""
    if not part.get("number"):
        return part
    try:
        return {**part, "number": read_number(f"{part['number']} 内線{part['extension']}".removesuffix(" 内線")).shown}
    except Wrong:
        return part


def _says_something(form: forms.Form) -> bool:
    told = getattr(form, "cleaned_data", {})
    if told.get("DELETE"):
        return False
    says: tuple[str, ...] = form.SAYS  # type: ignore[attr-defined]
    return bool(told.get("key")) or any(told.get(name) not in (None, "") for name in says)


def _told(form: forms.Form) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}


def _errors(form: forms.Form, before: str) -> list[tuple[str, str, str]]:
    return [
        (
            form[name].id_for_label if name in form.fields else "",
            f"{before}{form[name].label}" if name in form.fields else before.strip(),
            str(sentence),
        )
        for name, sentences in form.errors.items()
        for sentence in sentences
    ]
