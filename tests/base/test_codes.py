"""Check digits of local bodies' codes and corporate numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.base.rules import codes

# From the ministry of internal affairs' list of codes: prefectures and cities that anybody can look up.
REAL = {"010006": "北海道", "130001": "東京都", "271004": "大阪府", "472018": "沖縄県", "401307": "福岡県"}


@pytest.mark.parametrize(("code", "prefecture"), REAL.items())
def test_a_real_code_is_right_and_lies_in_its_prefecture(code: str, prefecture: str) -> None:
    assert codes.is_body_code(code)
    assert codes.PREFECTURES[int(code[:2]) - 1] == prefecture


@pytest.mark.parametrize("code", ["", "13000", "1300011", "130002", "000000", "480002", "１３０００１", "13000a"])
def test_a_wrong_code_is_refused(code: str) -> None:
    assert not codes.is_body_code(code)


def test_a_prefecture_is_told_from_its_towns() -> None:
    assert codes.is_prefecture_code("130001")
    assert not codes.is_prefecture_code("131016")


@given(st.from_regex(r"(0[1-9]|[1-3][0-9]|4[0-7])[0-9]{3}", fullmatch=True), st.integers(0, 4), st.integers(1, 9))
def test_one_digit_mistyped_is_found_unless_the_check_digit_is_the_same(five: str, place: int, by: int) -> None:
    code = five + codes.body_check_digit(five)
    other = five[:place] + str((int(five[place]) + by) % 10) + five[place + 1 :]
    typed = other + code[5]
    assert codes.is_body_code(code)
    assert not codes.is_body_code(typed) or codes.body_check_digit(other) == code[5]


def test_a_corporate_number_has_its_check_digit_in_front() -> None:
    # The National Tax Agency's own number, as its publication site shows it.
    assert codes.is_corporate_number("7000012050002")
    assert not codes.is_corporate_number("8000012050002")
    assert not codes.is_corporate_number("700001205000")


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_every_twelve_digits_have_one_check_digit(twelve: str) -> None:
    right = [digit for digit in "0123456789" if codes.is_corporate_number(digit + twelve)]
    assert right == [codes.corporate_check_digit(twelve)]


def test_digits_are_taken_from_what_people_type() -> None:
    assert codes.digits("１３０００１") == "130001"
    assert codes.digits("7-0000-1205-0002") == "7000012050002"
