"""Days in forms: read as people write them, and written as people read them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from tsunagi.register.forms.imports import date_code, written_date


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
