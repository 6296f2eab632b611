"""Headings of municipal lists, and what they are here.

Source: the item names of 推奨データセット (2017, 2020) and 自治体標準オープンデータセット (2023) of the Digital Agency for 公共施設一覧,
子育て施設一覧 and 介護サービス事業所一覧, and those that towns use in their own lists of windows (相談窓口) and places to be (居場所).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

#: The headings of each field, the best first: where a list has several, the first that is filled in the row counts.
HEADINGS: Final[dict[str, str]] = {
    "code": "全国地方公共団体コード 都道府県コード又は市区町村コード 所在地_全国地方公共団体コード 市区町村コード 団体コード 自治体コード",
    "identifier": "ID NO 番号 通番 整理番号 事業所番号 介護保険事業所番号",
    "name": "名称 施設名 施設名称 施設の名称 窓口名 窓口名称 窓口の名称 相談窓口 相談窓口名 居場所名 居場所の名称 機関名 相談機関名 "
    "事業所名 事業所名称 事業所の名称 介護サービス事業所名称 サービス名 事業名",
    "name_kana": "名称_カナ 名称カナ 名称(カナ) 施設名カナ 施設名_カナ 施設名(カナ) 施設名フリガナ 事業所名カナ 事業所名_カナ "
    "事業所名(カナ) 窓口名_カナ フリガナ ふりがな カナ",
    "name_en": "名称_英語 名称英語 名称(英語) 施設名_英語 英語名称",
    "sort": "種別 施設種別 種類 分類 カテゴリ サービスの種類 実施サービス 提供サービス 相談分野",
    "body": "団体名 運営団体 運営団体名 運営主体 運営者 実施主体 実施団体 設置者 法人名 法人の名称 事業者名 主催 主催団体",
    "corporate_number": "法人番号",
    "prefecture": "都道府県名 所在地_都道府県 都道府県",
    "city": "市区町村名 所在地_市区町村 市区町村",
    "postal_code": "郵便番号 所在地_郵便番号",
    "address": "所在地_連結表記 住所 所在地 所在地住所 開催場所住所 会場住所",
    "building": "建物名等(方書) 方書 建物名",
    "latitude": "緯度",
    "longitude": "経度",
    "phone": "電話番号 連絡先電話番号 電話 TEL 代表電話番号 問合せ電話番号",
    "extension": "内線番号 内線",
    "fax": "FAX番号 ファックス番号 FAX ファックス",
    "mailbox": "メールアドレス 連絡先メールアドレス Eメール E-mail メール",
    "page": "URL ホームページ ウェブサイト HP ホームページアドレス ホームページURL",
    "form": "連絡先FormURL 連絡先フォームURL 申込フォーム 問合せフォーム",
    "days": "利用可能曜日 利用曜日 相談曜日 開設曜日 受付曜日 曜日 開催曜日 営業日",
    "opens": "開始時間 開始時刻 利用開始時間 受付開始時間",
    "closes": "終了時間 終了時刻 利用終了時間 受付終了時間",
    "hours_note": "利用可能日時特記事項 利用可能曜日特記事項 日時備考 休業日 休館日 定休日",
    "for_whom": "対象 対象者 対象年齢 受入年齢 利用対象 利用できる方 参加対象",
    "cost_note": "料金(基本) 料金 費用 利用料 参加費 料金(詳細)",
    "capacity": "定員 収容定員 利用定員",
    "access": "アクセス方法 アクセス 交通手段",
    "summary": "説明 概要 内容 相談内容 活動内容 施設の概要",
    "note": "備考",
}


def plain(heading: str) -> str:
    """A heading without what differs from list to list: widths, spaces, capitals, signs between its words."""
    return re.sub(r"[\s_・:*※.-]", "", unicodedata.normalize("NFKC", heading)).upper()


_FIELDS: Final = {
    plain(name): (field, rank) for field, names in HEADINGS.items() for rank, name in enumerate(names.split())
}


def columns(headings: Sequence[str]) -> dict[str, list[int]]:
    """The columns of each field, the best first. A list with no column for names is none."""
    found: dict[str, list[tuple[int, int]]] = {}
    for place, heading in enumerate(headings):
        if known := _FIELDS.get(plain(heading)):
            found.setdefault(known[0], []).append((known[1], place))
    return {field: [place for _rank, place in sorted(places)] for field, places in found.items()}
