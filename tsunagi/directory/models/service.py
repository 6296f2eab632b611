"""What a person can turn to."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tsunagi.base.models import Organisation
from tsunagi.directory.models.provider import Provider


class YesNo(models.TextChoices):
    """What is known of something; unknown is never taken for no."""

    YES = "yes", _("はい")
    NO = "no", _("いいえ")
    UNKNOWN = "unknown", _("分からない")


class Service(models.Model):
    """A window, line, place or scheme. Texts are in Japanese, やさしい日本語 (`_easy`) and English (`_en`)."""

    class Status(models.TextChoices):
        """Whether it is given, in HSDS's words."""

        ACTIVE = "active", _("行っている")
        INACTIVE = "inactive", _("行っていない")
        DEFUNCT = "defunct", _("終わった")
        TEMPORARILY_CLOSED = "temporarily closed", _("休止中")

    class Cost(models.TextChoices):
        """What it costs whoever uses it; calls are said at each way."""

        FREE = "free", _("無料")
        CALL_CHARGE = "call_charge", _("通話料・通信料だけ")
        PAID = "paid", _("有料")
        VARIES = "varies", _("場合による")
        UNKNOWN = "unknown", _("費用は分からない")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("アドレスに使う名前"), max_length=80, blank=True)
    """Set for records of the national pack, by which they are found again; empty for others."""
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="services")
    kept_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="kept_services")
    """Whose people may change it and answer for its being true."""

    name = models.CharField(_("名称"), max_length=300)
    name_kana = models.CharField(_("名称(かな)"), max_length=300, blank=True)
    name_easy = models.CharField(_("名称(やさしい日本語)"), max_length=300, blank=True)
    name_en = models.CharField(_("名称(英語)"), max_length=300, blank=True)
    alternate_name = models.CharField(_("別の名称"), max_length=300, blank=True)
    summary = models.TextField(pgettext_lazy("description", "説明"), blank=True)
    summary_easy = models.TextField(_("説明(やさしい日本語)"), blank=True)
    summary_en = models.TextField(_("説明(英語)"), blank=True)
    happens = models.TextField(_("連絡するとどうなるか"), blank=True)
    happens_easy = models.TextField(_("連絡するとどうなるか(やさしい日本語)"), blank=True)
    happens_en = models.TextField(_("連絡するとどうなるか(英語)"), blank=True)
    for_whom = models.TextField(_("使える人"), blank=True)
    for_whom_easy = models.TextField(_("使える人(やさしい日本語)"), blank=True)
    for_whom_en = models.TextField(_("使える人(英語)"), blank=True)
    where = models.TextField(_("申し込むところ"), blank=True)
    where_easy = models.TextField(_("申し込むところ(やさしい日本語)"), blank=True)
    where_en = models.TextField(_("申し込むところ(英語)"), blank=True)
    minimum_age = models.PositiveSmallIntegerField(_("年齢の下限"), null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(_("年齢の上限"), null=True, blank=True)
    cost = models.CharField(_("費用"), max_length=12, choices=Cost.choices, default=Cost.UNKNOWN)
    cost_note = models.TextField(_("費用の説明"), blank=True)
    cost_note_en = models.TextField(_("費用の説明(英語)"), blank=True)
    anonymous = models.CharField(_("名前を言わずに使える"), max_length=8, choices=YesNo, default=YesNo.UNKNOWN)
    hours = models.TextField(_("受付時間"), blank=True)
    """In the notation of rules/hours, where no way or place has its own; empty = unknown."""
    url = models.URLField(_("案内のページ"), max_length=500, blank=True)
    email = models.EmailField(_("メールアドレス"), blank=True)
    aliases = models.JSONField(_("別の呼び名"), default=list, blank=True)
    """Other names and abbreviations: a list of texts."""
    says = models.JSONField(_("困っている人の言い方"), default=dict, blank=True)
    """How people who need it put it, by language: {"ja": [...], "en": [...]}."""

    status = models.CharField(_("状態"), max_length=20, choices=Status.choices, default=Status.ACTIVE)
    alert = models.TextField(_("急ぎの知らせ"), blank=True)
    is_public = models.BooleanField(_("公開する"), default=False)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    """Set where two records turned out to be of one service; taking it away parts them again."""
    source = models.CharField(_("出典"), max_length=500, blank=True)
    """Where its facts were read: a page's address, or the name of a document."""
    checked_on = models.DateField(_("確かめた日"), null=True, blank=True)
    confirmed = models.BooleanField(_("出典で確かめた"), default=False)
    assured_by = models.CharField(_("内容を保証した人・組織"), max_length=200, blank=True)
    assurer_email = models.EmailField(_("保証した人のメールアドレス"), blank=True)
    modified_at = models.DateTimeField(auto_now=True)
    more = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("slug", name="service_slug_once", condition=~Q(slug="")),
            models.CheckConstraint(name="service_not_merged_into_itself", condition=~Q(merged_into=F("id"))),
            models.CheckConstraint(
                name="service_merged_is_not_public", condition=Q(merged_into__isnull=True) | Q(is_public=False)
            ),
            models.CheckConstraint(
                name="service_ages_in_order",
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(minimum_age__lte=F("maximum_age")),
            ),
            models.CheckConstraint(
                name="service_confirmed_says_where_and_when",
                condition=Q(confirmed=False) | (Q(checked_on__isnull=False) & ~Q(source="")),
            ),
        ]
        indexes = [
            # In the order of lists, with all that says whether a record is in them: pages far down read nothing else.
            models.Index(fields=["name", "id", "is_public", "status"], name="service_in_lists"),
            models.Index(fields=["modified_at", "id"]),
            models.Index(fields=["checked_on"]),
        ]

    def __str__(self) -> str:
        return (self.name_en or self.name) if get_language() == "en" else self.name

    def codes(self, taxonomy: str) -> tuple[str, ...]:
        """The codes of its terms in one of tsunagi's own taxonomies: "need", "audience" or "group"."""
        terms = (one.term for one in self.attributes.all())
        return tuple(term.code for term in terms if term and term.taxonomy and term.taxonomy.code == taxonomy)


class ServiceMeasure(models.Model):
    """A measure of a plan that a service belongs to, by the number that a year's table gives it.

    The register stands above the directory and is not known here: it finds its measures' services by these.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="measures")
    plan = models.SlugField(_("計画"), max_length=60)
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    number = models.PositiveSmallIntegerField(_("施策の番号"))
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "number"]
        constraints = [models.UniqueConstraint("service", "plan", "fiscal_year", "number", name="service_measure_once")]
        indexes = [models.Index(fields=["plan", "fiscal_year", "number", "service"])]

    def __str__(self) -> str:
        return f"{self.plan} {self.fiscal_year} {self.number}"
