"""What the status reports, when it was so, and which target it answers."""

from __future__ import annotations

import pytest

from tsunagi.reading import links, results, targets


def status(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(f"{one.value:f}", one.unit, one.as_of) for one in results.find({"status": text}, "FY2024")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("令和6年度の認知度は44.1%であった。", [("44.1", "%", "FY2024")]),
        ("受講者は173名(令和7年3月18日現在)であり", [("173", "名", "2025-03-18")]),
        ("令和5年度において、212人となり、前年度より約27人増加した。", [("212", "人", "FY2023"), ("27", "人", "FY2023")]),
        ("・令和5年度 732自治体(81%) ・令和6年度 747自治体(82%)",
         [("732", "自治体", "FY2023"), ("81", "%", "FY2023"), ("747", "自治体", "FY2024"), ("82", "%", "FY2024")]),
        ("令和6年4月から令和7年3月までの間、1,200件の相談を受けた。", [("1200", "件", "2024-04/2025-03")]),
        ("令和5年度の事例集を作った。例えば、ある町では、延べ400名以上が利用した。", [("400", "名", "FY2023")]),
        ("(内訳) 継続団体:8団体 新規団体:2団体", [("8", "団体", None), ("2", "団体", None)]),
        ("参加率50%以上の市町村数は、令和6年4月現在 3。", [("3", "市町村", "2024-04")]),
        ("法律(令和4年法律第52号)に基づき12自治体に補助した。", [("12", "自治体", None)]),
    ],
)
def test_results_with_their_dates(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert status(text) == expected


@pytest.mark.parametrize("text", ["目標値は80%である。", "24時間365日受け付けた。", "第2回会議を開いた。", "20歳未満を対象とした。"])
def test_what_reports_nothing_is_no_result(text: str) -> None:
    assert status(text) == []


def answers(goal: str, reported: str, review: str = "") -> list[int | None]:
    texts = {"goal": goal, "status": reported, "review": review}
    return links.link(targets.find(texts, "FY2024"), results.find(texts, "FY2024"))


@pytest.mark.parametrize(
    ("goal", "reported", "expected"),
    [
        ("相談件数を40万件、計画作成率を50%とする。", "計画作成率は31%、相談件数は29万件。", [1, 0]),
        ("満足度を80%以上とする。", "受講者150人のうち75%が満足した。", [None, 0]),
        ("実施自治体数の増加を図る。", "実施自治体数の状況 ・令和5年度 73自治体 ・令和6年度 74自治体", [0, 0]),
        ("拠点を新たに3,000件創出する。", "令和5年度末の7,179件へと3,062件増加した。", [None, 0]),
        ("95以上の自治体が活用することを目標とする。", "事業を実施した自治体数は46自治体であった。", [0]),
        ("参加率50%以上を目指す。", "参加率50%以上の市町村数は、令和6年4月現在 3。", [0]),
    ],
)
def test_figures_answer_the_target_that_counts_the_same(goal: str, reported: str, expected: list[int | None]) -> None:
    assert answers(goal, reported) == expected


def test_a_target_set_after_the_figure_does_not_take_it_from_the_goal() -> None:
    assert answers("登録者を452人とする。", "登録者は456人。", "令和7年度は登録者486人を目指す。") == [0]


def test_two_reported_figures_give_the_share_that_the_goal_asks_for() -> None:
    found = results.find({"status": "受付件数:200件 計画作成件数:50件"}, "FY2024")
    share = results.share("計画作成件数", "受付件数", found)
    assert share is not None and (share.value, share.unit, share.derived) == (25, "%", True)
    assert results.share("計画作成件数", "別の件数", found) is None
