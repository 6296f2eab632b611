"""Whether an indicator counts what was done or what came of it: told only where its own words say so."""

from __future__ import annotations

from collections import Counter

import pytest

from tsunagi.register.actions.facts import load_facts
from tsunagi.register.models import Indicator
from tsunagi.register.rules.indicators import stage


@pytest.mark.parametrize(
    ("name", "unit", "told"),
    [
        ("電話相談の件数", "件", "output"),
        ("サイトへのアクセス件数", "", "output"),
        ("講座の受講者数", "人", "output"),
        ("見本員の養成人数", "人", "output"),
        ("助成した団体の数", "団体", "output"),
        ("見本事業の認知度", "%", "outcome"),
        ("利用者の就職率", "%", "outcome"),
        ("相談に満足した人の割合", "%", "outcome"),
        ("研修の内容を理解できた受講者の割合", "%", "outcome"),
        # neither: a share or a growth of what was done, bodies that take part, a name that says nothing
        ("相談件数の前年度比の増加", "%", "unknown"),
        ("受付件数に対する作成件数の割合", "%", "unknown"),
        ("取り組む自治体の数", "自治体", "unknown"),
        ("", "人", "unknown"),
        # both: somebody has to say it
        ("満足した人の相談件数", "件", "unknown"),
    ],
)
def test_only_what_is_plain_is_told(name: str, unit: str, told: str) -> None:
    assert stage(name, unit) == told


@pytest.mark.django_db
def test_the_facts_tell_outputs_from_outcomes_where_they_can_and_say_where_not() -> None:
    load_facts(by=None)
    counts = Counter(Indicator.objects.values_list("stage", flat=True))
    assert min(counts["output"], counts["outcome"], counts["unknown"]) > 10
    for one in Indicator.objects.all():
        assert one.stage == stage(one.name, one.unit)
