"""Codes that name public bodies and companies in Japan, and the digit by which a slip is found.

Sources: 全国地方公共団体コード (JIS X 0401, JIS X 0402 and the check digit that the ministry of internal affairs adds);
法人番号の指定等に関する省令 第2条 for corporate numbers.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

PREFECTURES: Final = (
    "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 "
    "石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 "
    "岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県"
).split()

#: Where the number of a prefecture stands: bodies that are made up, to try things out with. No prefecture has it.
MADE_UP: Final = "99"


def digits(text: str) -> str:
    """The digits of what somebody typed: full-width ones made plain, hyphens and spaces left out."""
    return re.sub(r"[\s\-‐‑–—ー−]", "", unicodedata.normalize("NFKC", text))


def body_check_digit(five: str) -> str:
    """The sixth digit of a local body's code, from the first five."""
    total = sum(int(digit) * weight for digit, weight in zip(five, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def is_body_code(code: str) -> bool:
    """Six digits, a prefecture that exists (or MADE_UP), and the right check digit."""
    return bool(
        re.fullmatch(r"[0-9]{6}", code)
        and (1 <= int(code[:2]) <= len(PREFECTURES) or code[:2] == MADE_UP)
        and body_check_digit(code[:5]) == code[5]
    )


def is_prefecture_code(code: str) -> bool:
    """A local body's code that names a prefecture itself."""
    return is_body_code(code) and code[2:5] == "000"


def corporate_check_digit(twelve: str) -> str:
    """The first digit of a corporate number, from the other twelve."""
    total = sum(int(digit) * (1 if place % 2 == 0 else 2) for place, digit in enumerate(reversed(twelve)))
    return str(9 - total % 9)


def is_corporate_number(number: str) -> bool:
    """Thirteen digits with the right check digit."""
    return bool(re.fullmatch(r"[0-9]{13}", number) and corporate_check_digit(number[1:]) == number[0])
