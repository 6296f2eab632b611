"""Bodies that have a plan, run measures, or help people."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from tsunagi.base.rules import codes

LOCAL = ("prefecture", "municipality")


class Organisation(models.Model):
    """A ministry, a prefecture, a municipality, an NPO, a company, or a department of one of them."""

    class Kind(models.TextChoices):
        """What sort of body it is."""

        MINISTRY = "ministry", _("国の府省庁")
        PREFECTURE = "prefecture", _("都道府県")
        MUNICIPALITY = "municipality", _("市区町村")
        NPO = "npo", _("NPO等の民間団体")
        COMPANY = "company", _("企業")
        DEPARTMENT = "department", _("組織の中の部署")

    kind = models.CharField(_("種別"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("名称"), max_length=200)
    name_en = models.CharField(_("名称(英語)"), max_length=200, blank=True)
    slug = models.SlugField(_("アドレスに使う名前"), max_length=60, unique=True)
    code = models.CharField(_("全国地方公共団体コード"), max_length=6, blank=True)
    corporate_number = models.CharField(_("法人番号"), max_length=13, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("属する組織")
    )
    population = models.PositiveIntegerField(_("人口"), null=True, blank=True)
    """Residents, to compare bodies of like size; empty where nobody entered it."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_local_bodies_have_a_code",
                condition=Q(kind__in=LOCAL, code__gt="") | (~Q(kind__in=LOCAL) & Q(code="")),
            ),
            models.UniqueConstraint("code", name="organisation_code_once", condition=~Q(code="")),
            models.UniqueConstraint(
                "corporate_number", name="organisation_corporate_number_once", condition=~Q(corporate_number="")
            ),
            models.UniqueConstraint("kind", "name", name="organisation_ministry_once", condition=Q(kind="ministry")),
            # Every town has a 福祉課, and each is its own.
            models.CheckConstraint(
                name="organisation_departments_belong_to_a_body",
                condition=~Q(kind="department") | Q(parent__isnull=False),
            ),
            models.UniqueConstraint(
                "parent", "name", name="organisation_department_once", condition=Q(kind="department")
            ),
        ]
        indexes = [models.Index(fields=["kind", "code"])]

    def clean(self) -> None:
        """The codes have the right check digit, and fit the kind of body."""
        wrong: dict[str, str] = {}
        if self.kind in LOCAL and not self.code:
            wrong["code"] = __("都道府県と市区町村には、全国地方公共団体コードが要ります。")
        if self.kind not in LOCAL and self.code:
            wrong["code"] = __("全国地方公共団体コードは、都道府県と市区町村だけのものです。空にしてください。")
        if self.kind == self.Kind.DEPARTMENT and self.parent_id is None:
            wrong["parent"] = __("部署には、属する組織が要ります。")
        if self.code and not codes.is_body_code(self.code):
            wrong["code"] = __("コードの6桁か検査数字が合っていません。総務省の一覧の6桁をそのまま入れてください。")
        if self.kind == self.Kind.PREFECTURE and self.code and not codes.is_prefecture_code(self.code):
            wrong["code"] = __("都道府県のコードではありません(例: 東京都は130001)。")
        if self.kind == self.Kind.MUNICIPALITY and codes.is_prefecture_code(self.code):
            wrong["code"] = __("都道府県のコードです。市区町村のコードを入れてください。")
        if self.corporate_number and not codes.is_corporate_number(self.corporate_number):
            wrong["corporate_number"] = __(
                "法人番号の13桁か検査数字が合っていません。国税庁の公表サイトの番号をそのまま入れてください。"
            )
        if wrong:
            raise ValidationError(wrong)

    def __str__(self) -> str:
        return (self.name_en or self.name) if get_language() == "en" else self.name
