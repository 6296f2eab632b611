"""What supervisors fill in: windows, entrances, what stands under them, and the rota."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import User
from tsunagi.base.rules.sentences import Wrong
from tsunagi.consultations.forms.fields import day, needs
from tsunagi.consultations.models import Contact, Entrance, Retention, Shift, Window
from tsunagi.directory.forms.fields import AreasField, CodesField
from tsunagi.directory.models import Service
from tsunagi.directory.rules.hours import Impossible, read_hours, say_hours
from tsunagi.directory.rules.hours.opening import TOKYO
from tsunagi.directory.rules.phones import read_number

MINUTES: Final = [
    (60, _("1時間")),
    (240, _("4時間")),
    (1440, _("1日")),
    (2880, _("2日")),
    (4320, _("3日")),
    (10080, _("1週間")),
]


class _Ways(forms.ModelForm):  # type: ignore[type-arg]
    """A window's and an entrance's ways are ticked."""

    ways = forms.MultipleChoiceField(
        label=_("受ける方法"), choices=Contact.Way.choices, widget=forms.CheckboxSelectMultiple
    )


class WindowForm(_Ways):
    """A window of an organisation."""

    languages = CodesField(
        label=_("話せる言語"),
        help_text=_(
            "ja(日本語)、en(英語)、vi(ベトナム語)などの符号を空白で区切ります。空なら日本語。日本語も話せるなら ja も入れます。"
        ),
    )
    answer_within = forms.TypedChoiceField(
        label=_("フォーム・メール・手紙への返事の目安"),
        help_text=_("窓口が開いている時間で数え、書いた人に伝えます。1日は、窓口が開く日の1日です。"),
        choices=MINUTES,
        coerce=int,
        initial=2880,
    )

    class Meta:
        model = Window
        fields = ("name", "name_en", "service", "ways", "hours", "languages", "at_once", "answer_within", "in_use")
        widgets: ClassVar[dict[str, Any]] = {"hours": forms.Textarea(attrs={"rows": 3})}
        labels: ClassVar[dict[str, Any]] = {"service": _("支援の情報にある、この窓口の支援")}
        help_texts: ClassVar[dict[str, Any]] = {
            "hours": _(
                "例: 月-金 9:00-17:00; 土 10:00-12:00; 12/29-1/3 休み。空にすると、当番表に人がいる間だけ開きます。"
            ),
            "service": _("電話番号などは、その支援の情報から示します。"),
        }

    def __init__(self, *args: Any, services: QuerySet[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = services  # type: ignore[attr-defined]
        self.fields["service"].required = False
        held = self.instance.answer_within
        if held not in dict(MINUTES):
            shown = __("%(count)s分") % {"count": held}
            self.fields["answer_within"].choices = [*MINUTES, (held, shown)]  # type: ignore[attr-defined]

    def clean_hours(self) -> str:
        """The hours as they are kept, if they can be understood."""
        typed: str = self.cleaned_data["hours"].strip()
        try:
            return say_hours(read_hours(typed)) if typed else ""
        except Impossible as error:
            raise forms.ValidationError(str(error)) from error

    def clean_languages(self) -> list[str]:
        """The codes, as they are kept."""
        return [code for code in self.cleaned_data["languages"] if code]


class PauseForm(forms.Form):
    """Why a window takes nobody new for a while."""

    paused = forms.CharField(
        label=_("休止の理由"),
        max_length=200,
        help_text=_("相談に来た人にも見えます。例: 台風のため、正午から休みます。"),
    )


class EntranceForm(_Ways):
    """One number, chat or form under which windows stand."""

    class Meta:
        model = Entrance
        fields = ("name", "name_en", "slug", "number", "ways", "is_public")
        help_texts: ClassVar[dict[str, Any]] = {
            "slug": _("半角の英数字とハイフン。公開するアドレスに使います。"),
            "number": _("電話で受ける入口のとき。"),
        }

    def clean_number(self) -> str:
        """The number as it is stored."""
        typed: str = self.cleaned_data["number"]
        try:
            return read_number(typed).stored if typed else ""
        except Wrong as wrong:
            raise forms.ValidationError(__(wrong.sentence) % wrong.values) from wrong


class BranchForm(forms.Form):
    """Which window stands under an entrance, for whom, and after which others."""

    window = forms.ModelChoiceField(Window.objects.none(), label=_("窓口"), empty_label=None)
    place = forms.IntegerField(
        label=_("順番"),
        min_value=1,
        max_value=999,
        help_text=_("小さいほうから案内します。夜・休日や、混んだときに受ける窓口は、あとの番号にします。"),
    )
    areas = AreasField(label=_("どの地域の人のため"), help_text=_("一行に一つ。空なら、どこの人でも。"))
    needs = forms.MultipleChoiceField(
        label=_("どの内容のため(選ばなければ、どんな内容でも)"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, windows: QuerySet[Window], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["window"]
        field.queryset = windows
        field.label_from_instance = lambda window: f"{window.organisation} {window}"
        self.fields["needs"].choices = needs()  # type: ignore[attr-defined]


class ShiftForm(forms.Form):
    """Somebody on the rota, from one time of a day to another; past midnight where the second is the earlier one."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("だれが"), empty_label=None)
    kind = forms.ChoiceField(label=_("立場"), choices=Shift.Kind.choices)
    on = day(_("日"))
    begins = forms.TimeField(label=_("何時から"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(
        label=_("何時まで"),
        help_text=_("始まりと同じか早い時刻は、翌日の時刻になります。"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = User.objects.filter(pk__in=[one.pk for one in people]).order_by("name")

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        found = self.cleaned_data
        begins = datetime.combine(found["on"], found["begins"], TOKYO)
        ends = datetime.combine(found["on"], found["ends"], TOKYO)
        if ends <= begins:
            ends += timedelta(days=1)
        return {"user": found["user"], "kind": found["kind"], "begins_at": begins, "ends_at": ends}

    @staticmethod
    def fresh(first: Any) -> dict[str, Any]:
        """What the form begins with: the first day that is still to come of a week."""
        return {"on": max(first, timezone.localdate()), "begins": "09:00", "ends": "17:00"}


class RetentionForm(forms.Form):
    """How long one kind of contact is kept."""

    kind = forms.ChoiceField(label=_("どの相談"), choices=Retention.Kind.choices, widget=forms.RadioSelect)
    years = forms.IntegerField(label=_("終わった日から何年"), min_value=1, max_value=100, initial=3)
