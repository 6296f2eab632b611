"""Days in forms: read as people write them, and written as people read them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from tsunagi.register.forms.imports import date_code, written_date
from tsunagi.register.models import Target
from tsunagi.register.templatetags.register import reason


@pytest.mark.parametrize(
    ("written", "code"),
    [("令和7年度", "FY2025"), ("令和8年3月末", "2026-03"), ("2026年3月31日", "2026-03-31"), (" 2026-03 ", "2026-03"), ("", "")],
)
def test_a_day_is_read_as_people_write_it(written: str, code: str) -> None:
    assert date_code(written) == code


@pytest.mark.parametrize(
    ("code", "written"),
    [
        *[("FY2025", "令和7年度"), ("FY2019", "令和元年度"), ("2026-03", "令和8年3月"), ("2026-03-31", "令和8年3月31日")],
        *[("2024-04/2025-03", "令和6年4月〜令和7年3月"), ("1985-03", "1985年3月"), ("", "")],
    ],
)
def test_a_field_begins_with_a_day_as_people_write_it_and_it_leads_back(code: str, written: str) -> None:
    assert written_date(code) == written
    assert date_code(written) == code
    with override("en"):
        assert written_date(code) == code


@pytest.mark.parametrize("written", ["昨日", "令和7年度のはじめ", "だいたい令和7年度"])
def test_what_is_no_day_is_refused_with_examples(written: str) -> None:
    with pytest.raises(ValidationError, match="令和8年3月"):
        date_code(written)


@pytest.mark.parametrize("kept", ["FY2030", "令和12年度"])
def test_a_reason_that_was_kept_with_the_code_of_a_day_is_told_in_words(kept: str) -> None:
    """What is published keeps its words, and drafts are judged anew when they are; pages say both alike."""
    english = "FY2030" if kept == "FY2030" else "fiscal 2030"
    told = f"実績80件は目標100件にまだ達していないが期限は{kept} / 80件 has not reached 100件 yet, due {english}"
    target = Target(verdict="pending", due="FY2030", because=told)
    assert reason(target) == "実績80件は目標100件にまだ達していないが期限は令和12年度"
    with override("en"):
        assert reason(target) == "80件 has not reached 100件 yet, due fiscal 2030"
