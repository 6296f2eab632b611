"""Supports as the Digital Agency's interoperability framework has them (政府相互運用性フレームワーク, GIF).

制度: DS-451-4 行政サービス・制度, table 1. 支援機関: DS-451-7 行政サービス拠点・支援機関等, table 1, made of the core models 施設, 住所 and
法人連絡先 (all of 31 March 2022; github.com/JDA-DM/GIF). Only what the directory knows is said: neither POIコード nor
町字ID, which the models want, nor the tags of the サービスカタログ, which is another set of terms than ours.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from tsunagi.directory.rules.areas import area
from tsunagi.directory.rules.hours import WEEKDAYS, Span, read_hours, say_hours
from tsunagi.directory.rules.hsds.columns import without_blanks
from tsunagi.directory.rules.phones import Number

Record = dict[str, Any]

ABSTRACT: Final = 100
CONTENT: Final = 500
_DAYS: Final = dict(zip(WEEKDAYS, "月火水木金土日", strict=True))


def scheme(
    service: Any, ways: Iterable[Any], areas: Iterable[str], needs: Iterable[str], papers: Iterable[str]
) -> Record:
    """A service as 制度. areas: their codes; needs: names; papers: what to bring."""
    codes = sorted(areas)
    contacts = [contact(one) for one in ways]
    return without_blanks(
        {
            "制度所管組織": service.provider.name,
            "タイトル（制度名）": service.name,
            "サブタイトル（通称）": service.alternate_name,
            "制度番号": str(service.pk),
            "地域群": "全国" if "00" in codes else "",
            "地域": ";".join(code for code in codes if code != "00"),
            "概要": _within(service.summary, ABSTRACT),
            "内容": _within("\n".join(text for text in (service.summary, service.happens) if text), CONTENT),
            "対象者": service.for_whom,
            "申請届出方法": service.where,
            "手続書類": "、".join(papers),
            "詳細URL": service.url,
            "キーワード": ";".join([*needs, *service.aliases]),
            "連絡先情報": [one for one in contacts if one],
            "最終更新日": service.modified_at.date().isoformat(),
        }
    ) | ({"費用": 0} if service.cost == "free" else {})


def agency(service: Any, place: Any, hours: str, ways: Iterable[Any], areas: Iterable[str]) -> Record:
    """A service at a place as 行政サービス拠点・支援機関等. Never of a confidential place."""
    assert not place.is_confidential, "a confidential place never leaves"
    return {
        "施設情報": _facility(service, place, hours),
        "サービス・担当区域情報": [_area(code) for code in sorted(areas) if code != "00"],
        "連絡先情報": [one for way in ways if (one := contact(way))],
    }


def contact(way: Any) -> Record:
    """A way as 法人連絡先."""
    return without_blanks(
        {
            "連絡先名称": way.name,
            "連絡先電話番号": Number(way.number).shown if way.kind == "telephone" else "",
            "連絡先内線番号": way.extension,
            "連絡先メールアドレス": way.address if way.kind == "mail" else "",
            "連絡先FormURL": way.address if way.kind == "form" else "",
            "連絡先備考（その他、SNSなど）": _elsewhere(way),
        }
    )


def _elsewhere(way: Any) -> str:
    """Ways that the model has no item for, and what is noted of the way."""
    said = {"fax": "FAX", "sms": "SMS", "line": "LINE", "chat": "チャット", "app": "アプリ", "web": "ウェブ"}.get(
        way.kind, ""
    )
    reached = f"{said}: {Number(way.number).shown if way.number else way.address}" if said else ""
    return "、".join(text for text in (reached, way.note) if text)


def _facility(service: Any, place: Any, hours: str) -> Record:
    spans = read_hours(hours)
    return without_blanks(
        {
            "ID": str(place.pk),
            "名称": place.name,
            "名称（カナ）": _katakana(place.name_kana),
            "名称（英字）": place.name_en,
            "通称": place.alternate_name,
            "概要": _within(service.summary, ABSTRACT),
            "説明": place.description,
            "施設住所": next((address(one, place) for one in place.addresses.all()), {}),
            **_weekly(spans),
            "日時備考": say_hours(spans, "ja") if spans else "",
            "料金種別": {"free": "無料", "call_charge": "無料", "paid": "有料"}.get(service.cost, ""),
            "料金備考": service.cost_note,
            "アクセス方法": place.transportation,
        }
    )


def address(row: Any, place: Any) -> Record:
    """An address as 住所."""
    parts = (row.prefecture, row.city, row.region, row.address_1, row.address_2)
    return without_blanks(
        {
            "全国地方公共団体コード": row.area,
            "都道府県": row.prefecture,
            "市区町村（郡）": row.city,
            "連結表記": "".join(parts),
            "緯度": None if place.latitude is None else float(place.latitude),
            "経度": None if place.longitude is None else float(place.longitude),
        }
    )


def _area(code: str) -> Record:
    known = area(code)
    if known is None:
        return {"全国地方公共団体コード": code}
    prefecture = known.prefecture or known.name
    city = f"{known.city}{known.name}" if known.prefecture else ""
    return without_blanks({"全国地方公共団体コード": known.code, "都道府県": prefecture, "市区町村（郡）": city})


def _weekly(spans: list[Span]) -> Record:
    """Days and times, where it is open the same hours every week; 日時備考 has every case."""
    if len(spans) != 1:
        return {}
    [span] = spans
    special = span.nth or span.month_days or span.season or span.dates or span.valid_from or span.valid_to
    if span.effect != "open" or special or span.opens is None or span.closes is None or span.closes > 24 * 60:
        return {}
    return {
        "サービス曜日": "".join(sign for day, sign in _DAYS.items() if day in (span.weekdays or WEEKDAYS)),
        "開始時刻": f"{span.opens // 60:02}:{span.opens % 60:02}",
        "終了時刻": f"{span.closes // 60:02}:{span.closes % 60:02}",
    }


def _within(text: str, longest: int) -> str:
    """As many whole sentences as fit; of one that is longer its beginning."""
    if len(text) <= longest:
        return text
    end = text.rfind("。", 0, longest)
    return text[: end + 1] if end >= 0 else text[: longest - 1] + "…"


def _katakana(text: str) -> str:
    return "".join(
        chr(ord(sign) + 96) if "ぁ" <= sign <= "ゖ" else sign for sign in unicodedata.normalize("NFKC", text)
    )
