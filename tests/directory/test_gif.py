"""Supports in the models of the Digital Agency's framework: known items only, and no secret place."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.directory import hsds_samples
from tsunagi.directory.queries.gif import write_gif
from tsunagi.directory.rules import gif

# The items of DS-451-4, table 1, and of the core models 施設, 住所 and 法人連絡先 that are used.
SCHEME = {
    *(
        "制度所管組織",
        "タイトル（制度名）",
        "サブタイトル（通称）",
        "制度番号",
        "地域群",
        "地域",
        "概要",
        "内容",
        "対象者",
        "費用",
    ),
    *("申請届出方法", "手続書類", "詳細URL", "キーワード", "連絡先情報", "最終更新日"),
}
FACILITY = {
    *(
        "ID",
        "名称",
        "名称（カナ）",
        "名称（英字）",
        "通称",
        "概要",
        "説明",
        "施設住所",
        "サービス曜日",
        "開始時刻",
        "終了時刻",
        "日時備考",
    ),
    *("料金種別", "料金備考", "アクセス方法"),
}


def _written(folder: Path) -> dict[str, list[dict[str, Any]]]:
    write_gif(folder / "gif.json")
    said: dict[str, list[dict[str, Any]]] = json.loads((folder / "gif.json").read_text(encoding="utf-8"))
    return said


def test_a_service_is_a_scheme_and_its_place_an_agency(db: None, tmp_path: Path) -> None:
    hsds_samples.full_service()
    said = _written(tmp_path)
    [scheme] = said["制度"]
    assert set(scheme) <= SCHEME
    assert scheme["タイトル（制度名）"] == "見本の居場所"
    assert scheme["内容"] == "だれでも来られます。\n話を聞きます。"
    assert (scheme["地域"], scheme["費用"], scheme["手続書類"]) == ("13;131016", 0, "保険証")
    assert scheme["連絡先情報"][0] == {
        "連絡先名称": "昼の電話",
        "連絡先電話番号": "03-5253-2111",
        "連絡先内線番号": "12",
        "連絡先備考（その他、SNSなど）": "混み合います",
    }
    [agency] = said["支援機関"]
    facility = agency["施設情報"]
    assert set(facility) <= FACILITY
    assert (facility["名称"], facility["サービス曜日"], facility["開始時刻"]) == ("見本会館", "火", "13:00")
    assert facility["施設住所"]["連結表記"] == "東京都新宿区西新宿2-8-1"
    assert (facility["施設住所"]["緯度"], facility["施設住所"]["経度"]) == (35.6895, 139.6917)
    assert agency["サービス・担当区域情報"][1] == {
        "全国地方公共団体コード": "131016",
        "都道府県": "東京都",
        "市区町村（郡）": "千代田区",
    }
    text = json.dumps(said, ensure_ascii=False)
    assert [secret for secret in hsds_samples.SECRETS if secret in text] == []


def test_queries_do_not_grow_with_the_services(db: None, tmp_path: Path) -> None:
    counts = []
    for more in (1, 4):
        for number in range(more):
            hsds_samples.full_service(f"見本{more}-{number}")
        with CaptureQueriesContext(connection) as queries:
            _written(tmp_path)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_secret_place_is_never_an_agency() -> None:
    with pytest.raises(AssertionError):
        gif.agency(None, SimpleNamespace(is_confidential=True), "", [], [])


@pytest.mark.parametrize(
    ("text", "longest", "kept"),
    [("短い。", 10, "短い。"), ("一つ目。二つ目。", 6, "一つ目。"), ("とても長い一文です。", 5, "とても長…")],
)
def test_long_texts_end_with_a_sentence(text: str, longest: int, kept: str) -> None:
    assert gif._within(text, longest) == kept
