"""What citizens see: the same numbers as in the tables, few queries however long the lists, nothing that runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.directory import samples as supports
from tests.register import samples
from tsunagi.base.models import Organisation
from tsunagi.directory.models import ServiceMeasure
from tsunagi.register.actions import editions, lineage
from tsunagi.register.actions.entries import Telling, write_entries
from tsunagi.register.actions.notes import annotate
from tsunagi.register.models import Edition, Entry, Measure, Plan, Target
from tsunagi.register.models.figures import Origin
from tsunagi.register.queries.readings import readings
from tsunagi.register.templatetags.register import VERDICT_WORDS, reason, verdict_mark, warning
from tsunagi.register.views.public import PAGE

pytestmark = pytest.mark.django_db

WHERE = ["sample", 2024, "follow_up"]


def text(client: Client, name: str, *arguments: Any) -> str:
    answer = client.get(reverse(f"register:{name}", args=arguments))
    assert answer.status_code == 200
    return answer.content.decode()


def many(plan: Any, count: int) -> Edition:
    made = editions.start_edition(by=None, plan=plan, fiscal_year=2030, kind="plan", title="長い版")
    said = [
        samples.reading(
            number, f"施策{number}", targets=[samples.target("件数")], actuals=[samples.actual("件数", number)],
            groups=["children"], ministries=["厚生労働省", f"見本省{number}"],
            sections=["1-1", f"2-{number}"] if number % 2 else [f"2-{number}", "1-1"],
        )
        for number in range(1, count + 1)
    ]  # fmt: skip
    samples.fill(made, said)
    return editions.publish(by=None, edition=made)


@pytest.mark.parametrize(
    ("name", "rest", "queries"),
    [
        ("home", None, 12),
        ("edition", [], 16),
        ("section", ["1-1"], 9),
        ("ministry", ["mhlw"], 9),
        ("group", ["children"], 9),
        ("verdict", ["met"], 8),
    ],
)
def test_a_page_takes_as_many_queries_for_long_lists_as_for_short_ones(
    client: Client, plan: Any, django_assert_max_num_queries: Any, name: str, rest: list[str] | None, queries: int
) -> None:
    many(plan, 120)
    arguments = [] if rest is None else ["sample", 2030, "plan", *rest]
    with django_assert_max_num_queries(queries):
        text(client, name, *arguments)


def test_a_measure_takes_as_many_queries_however_many_years_it_has(
    client: Client, published: Edition, plan: Any, django_assert_max_num_queries: Any
) -> None:
    before = published
    for year in range(2025, 2031):
        draft = editions.start_edition(
            by=None, plan=plan, fiscal_year=year, kind="follow_up", title=str(year), like=before
        )
        before = editions.publish(by=None, edition=draft)
    entry = before.entries.get(number=1)
    with django_assert_max_num_queries(11):
        page = text(client, "measure", entry.measure_id)
    assert "2024" in page and "2030" in page
    assert page.count('class="texts"') == 3
    assert reverse("register:texts", args=[entry.measure_id]) in page
    with django_assert_max_num_queries(4):
        everything = text(client, "texts", entry.measure_id)
    assert everything.count('class="texts"') == 7


def test_a_row_of_years_holds_an_editions_targets_and_figures(client: Client, published: Edition, plan: Any) -> None:
    draft = editions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="follow_up", title="次", like=published)
    editions.publish(by=None, edition=draft)
    entry = draft.entries.get(number=1)
    page = text(client, "measure", entry.measure_id)
    rows = re.findall('<tr role="row"><th role="rowheader".*?</tr>', page, re.DOTALL)
    assert len(rows) == 2 and "2025" in rows[0] and "2024" in rows[1]
    for row, edition in zip(rows, (draft, published), strict=True):
        told = edition.entries.get(measure=entry.measure_id)
        figures = [("target", one.pk) for one in told.targets.all()]
        figures += [("observation", one.pk) for one in told.observations.all()]
        assert len(figures) == (1 if edition == draft else 2)
        assert all(reverse("register:evidence", args=figure) in row for figure in figures)


def test_a_missed_target_leads_to_its_measure_and_evidence(client: Client, published: Edition) -> None:
    entry = published.entries.get(number=2)
    page = text(client, "edition", *WHERE)
    assert reverse("register:measure", args=[entry.measure_id]) in page
    measure = text(client, "measure", entry.measure_id)
    target = entry.targets.get()
    assert reverse("register:evidence", args=["target", target.pk]) in measure
    evidence = text(client, "evidence", "target", target.pk)
    assert "文書からの引用" in evidence
    assert published.seal in evidence


def test_a_note_beside_a_verdict_shows_at_once_on_a_page_asked_for_before(
    client: Client, published: Edition, member: Callable[..., Any]
) -> None:
    target = published.entries.get(number=2).targets.get()
    before = text(client, "measure", target.entry.measure_id)
    assert text(client, "measure", target.entry.measure_id) == before
    editor = member("editor", at="mhlw")
    annotate(
        by=editor, target=target, organisation=Organisation.objects.get(slug="mhlw"), text="数え方が変わりました。"
    )
    assert "数え方が変わりました。" in text(client, "measure", target.entry.measure_id)


def test_a_measure_shows_how_far_it_came_and_what_is_said_in_words(client: Client, plan: Any) -> None:
    draft = editions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="見本")
    said = samples.reading(1, "見守り", targets=[samples.target("見守る家", value=50)])
    said["actuals"] = [samples.actual("見守る家", 41)]
    said["narrative"] = [{"text": "声をかけ合う家が増えた。", "src": "status", "span": None}]
    (entry,) = samples.fill(draft, [said])
    editions.publish(by=None, edition=draft)
    page = text(client, "measure", entry.measure_id)
    assert "目標までの道のりの82%を進んだ。" in page and "声をかけ合う家が増えた。" in page


def test_a_measure_without_section_and_ministry_says_that_there_is_none(client: Client, plan: Any) -> None:
    made = editions.start_edition(by=None, plan=plan, fiscal_year=2031, kind="plan", title="節のない版")
    (entry,) = samples.fill(made, [samples.reading(1, "見守り", ministries=[]) | {"section": None, "sections": []}])
    editions.publish(by=None, edition=made)
    page = text(client, "measure", entry.measure_id)
    assert re.search(r"<dt>節</dt><dd>なし\s*</dd>", page) and "<dt>担当</dt><dd>なし</dd>" in page


def test_a_repeated_measure_stands_in_both_sections_and_is_marked(client: Client, published: Edition) -> None:
    home, other = text(client, "section", *WHERE, "1-2"), text(client, "section", *WHERE, "1-1")
    assert "居場所づくり" in home and "居場所づくり" in other
    assert "再掲" in other and "再掲" not in home


def test_a_list_of_measures_comes_a_page_at_a_time_and_counts_all(client: Client, plan: Any) -> None:
    many(plan, PAGE + 3)
    address = reverse("register:section", args=["sample", 2030, "plan", "1-1"])
    pages = [client.get(address, {"page": one}).content.decode() for one in (1, 2)]
    assert [page.count('class="entry-title"') for page in pages] == [PAGE, 3]
    assert all(f"{PAGE + 3}の施策" in page for page in pages) and 'rel="next"' in pages[0]
    shown = [key for page in pages for key in re.findall(r'/measures/(\d+)/"', page.partition("<main")[2])]
    assert len(set(shown)) == len(shown) == PAGE + 3


def test_what_a_document_says_never_runs(client: Client, plan: Any) -> None:
    draft = editions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="<b>題</b>")
    nasty = '<script>alert("x")</script>'
    said = samples.reading(1, nasty, urls=["javascript:alert(1)"], targets=[samples.target(nasty)])
    said["actuals"] = [samples.actual(nasty, 1)]
    (entry,) = samples.fill(draft, [said])
    editions.publish(by=None, edition=draft)
    target = Target.objects.get()
    for page in (
        text(client, "edition", *WHERE), text(client, "measure", entry.measure_id),
        text(client, "evidence", "target", target.pk), text(client, "section", *WHERE, "1-1"),
    ):  # fmt: skip
        assert "<script>alert" not in page
        assert 'href="javascript:' not in page


def test_verdicts_differ_in_word_and_sign_without_colour() -> None:
    words = VERDICT_WORDS
    assert len({sign for sign, _word in words.values()}) == len({word for _sign, word in words.values()}) == 4
    for verdict, (sign, word) in words.items():
        drawn = verdict_mark(verdict)
        assert re.sub(r"<span aria-hidden.*?</span>|<[^>]+>", "", drawn) == word
        assert f'aria-hidden="true">{sign} <' in drawn


def test_what_stands_in_a_row_is_parted_as_the_language_does(client: Client, published: Edition) -> None:
    address = reverse("register:measure", args=[published.entries.get(number=2).measure_id])
    for prefix, between in (("", "、"), ("/en", ", ")):
        page = client.get(prefix + address).content.decode()
        assert page.count(f"</a>{between}<a") == 2, "two ministries, and the section where it stands again"
        lists = client.get(prefix + reverse("register:verdict", args=[*WHERE, "not_met"])).content.decode()
        assert f"1{between}" in lists


def test_why_a_target_is_pending_says_by_when_as_people_do() -> None:
    because = "実績2024件は目標3000件にまだ達していないが期限は{0} / 2024 has not reached 3000 yet, due {0}"
    for due, said in (("FY2025", "期限は令和7年度"), ("2024", "期限は令和6年"), ("", "期限は")):
        told = reason(Target(verdict="pending", due=due, because=because.format(due)))
        assert said in told and "実績2024件" in told and "FY" not in told
    assert "2024年度" in reason(Target(verdict="not_met", due="2024", because="2024年度は遅れた / late in 2024"))


def test_a_publisher_finds_the_way_to_take_in_a_document_on_a_published_edition(
    client: Client, published: Edition, member: Callable[..., Any], settings: Any
) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(member("publisher"))
    assert reverse("register:upload", args=["sample"]) in text(client, "edition", *WHERE)


def test_a_search_keeps_no_word(client: Client, published: Edition, caplog: pytest.LogCaptureFixture) -> None:
    answer = client.post(reverse("register:search"), {"words": "居場所 こども家庭庁"})
    page = answer.content.decode()
    assert "1件見つかりました" in page and "居場所づくり" in page
    assert "居場所" not in caplog.text
    none = client.post(reverse("register:search"), {"words": "どこにもないことば"}).content.decode()
    assert "見つかりませんでした" in none


def test_a_search_finds_a_measure_once_a_kind_as_the_newest_year_has_it(
    client: Client, published: Edition, plan: Any
) -> None:
    later = editions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="follow_up", title="次", like=published)
    later.entries.filter(number=2).update(title="居場所づくりの推進")
    editions.publish(by=None, edition=later)
    page = client.post(reverse("register:search"), {"words": "居場所"}).content.decode()
    assert "1件見つかりました" in page and "居場所づくりの推進" in page
    assert "1件見つかりました" in client.post(reverse("register:search"), {"words": "こども家庭庁"}).content.decode()


def test_two_years_are_compared_measure_by_measure(client: Client, published: Edition, plan: Any) -> None:
    later = editions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="follow_up", title="次", like=published)
    later.entries.get(number=3).delete()
    editions.publish(by=None, edition=later)
    page = text(client, "compare", published.pk, later.pk)
    assert "続いている: 2" in page and "終わった: 1" in page
    sides = [page.count(f"<dt>{year} 実施状況</dt>") for year in ("令和6年度(2024年度)", "令和7年度(2025年度)")]
    assert sides == [3, 2], "no place for a year that has nothing"


def test_a_raised_target_is_shown_as_raised_after_it_was_reached(client: Client, published: Edition, plan: Any) -> None:
    draft = editions.start_edition(by=None, plan=plan, fiscal_year=2025, kind="follow_up", title="次", like=published)
    entry = draft.entries.get(number=1)
    said = readings(draft)[entry.measure_id]
    said["targets"][0]["value"] = 200
    write_entries(
        draft, [Telling(entry.measure, said)], origin=Origin.DOCUMENT, by=None, keep={entry.measure_id: entry}
    )
    editions.publish(by=None, edition=draft)
    assert "達成後に引き上げ" in text(client, "measure", entry.measure_id)


def test_a_corrected_edition_shows_the_correction_and_keeps_the_first(
    client: Client, published: Edition, member: Callable[..., Any]
) -> None:
    draft = editions.correct(by=member("publisher"), edition=published, reason="表記の誤りを直しました。")
    Entry.objects.filter(edition=draft, number=1).update(review="続ける。")
    editions.publish(by=None, edition=draft)
    assert "表記の誤りを直しました。" in text(client, "edition", *WHERE)
    first = client.get(reverse("register:edition", args=WHERE), {"revision": 0}).content.decode()
    assert "表記の誤りを直しました。" not in first
    downloads = f"{reverse('register:downloads', args=WHERE)}?revision=0"
    assert downloads in first, "what is taken along there is what is read there"
    met = f"{reverse('register:verdict', args=[*WHERE, 'met'])}?revision=0"
    for page in (first, *(client.get(one).content.decode() for one in (downloads, met))):
        assert "これは訂正される前の版です。" in page
    assert "これは訂正される前の版です。" not in text(client, "edition", *WHERE)
    file = reverse("register:download", args=[*WHERE, "json"])
    assert "-correction-1.json" in client.get(file)["Content-Disposition"]
    assert "correction" not in client.get(file, {"revision": 0})["Content-Disposition"]


def test_merged_measures_have_one_page(client: Client, published: Edition, member: Callable[..., Any]) -> None:
    keep, drop = (published.entries.get(number=number).measure for number in (1, 2))
    lineage.merge(by=member("publisher"), keep=keep, drop=Measure.objects.get(pk=drop.pk))
    one, other = text(client, "measure", keep.pk), text(client, "measure", drop.pk)
    heading = re.compile("<h1>.*</h1>")
    assert heading.findall(one) == heading.findall(other)
    assert "相談件数" in other and "居場所の数" in one


@pytest.mark.parametrize(
    "address",
    [
        "/plans/none/",
        "/measures/999/",
        "/evidence/target/999/",
        "/plans/sample/2024/follow_up/verdicts/x/",
        "/compare/1/2/",
        "/x/",
    ],
)
def test_an_address_that_is_not_there_says_so(client: Client, published: Edition, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "<h1" in answer.content.decode()


def test_health_says_that_the_database_answers(client: Client, db: None) -> None:
    assert client.get("/health/").json()["database"] is True


def test_a_measure_shows_its_supports_of_every_year(client: Client, published: Edition) -> None:
    entry = published.entries.get(number=2)
    shown = {"この年の窓口": (2024, 2), "別の年の窓口": (2019, 2), "別の施策の窓口": (2024, 1), "下書きの窓口": (2024, 2)}
    for name, (year, number) in shown.items():
        made = supports.service(name, is_public=name != "下書きの窓口")
        ServiceMeasure.objects.create(service=made, plan="sample", fiscal_year=year, number=number)
    page = text(client, "measure", entry.measure_id)
    assert "この施策の支援" in page and "この年の窓口" in page
    for other in ("別の年の窓口", "別の施策の窓口", "下書きの窓口"):
        assert other not in page
    assert "この施策の支援" not in text(client, "measure", published.entries.get(number=3).measure_id)


def test_what_is_not_whole_is_said_once() -> None:
    assert warning({}) == warning({"state": "whole"}) == ""
    assert warning({"state": "lost"}) == "この欄の文字は残っていません。"
    assert warning({"state": "lost", "reason": "文章を収めていない / It is not kept"}) == "文章を収めていない"
    cut = {"state": "cut", "reason": "末尾が欠けている / its end is lost"}
    assert warning(cut) == "この欄は一部が欠けています。 末尾が欠けている"


def test_english_pages_name_an_edition_in_english_and_mark_its_title_as_japanese(
    client: Client, edition: Edition
) -> None:
    """A title stands in the language that the document has; a screen reader is told which that is."""
    Edition.objects.filter(pk=edition.pk).update(note="令和6年度の表から取りました。")
    published = editions.publish(by=None, edition=Edition.objects.get(pk=edition.pk))
    Plan.objects.filter(pk=edition.plan_id).update(title_en="Sample plan")
    title = f'<span class="quiet" lang="ja">{published.title}</span>'
    entry = published.entries.get(number=1)
    where = ["sample", 2024, "follow_up"]
    addresses = [
        reverse("register:home"),
        reverse("register:edition", args=where),
        reverse("register:downloads", args=where),
        reverse("register:evidence", args=["target", entry.targets.get().pk]),
    ]
    name = "Sample plan: Fiscal 2024 (令和6) follow-up"
    for address in addresses:
        page = client.get(f"/en{address}").content.decode()
        assert name in page and title in page, address
        assert page.count(published.title) == page.count(title), "nowhere unmarked"
        assert page.count(published.note) == len(re.findall(f'<(?:p|span) lang="ja">{published.note}', page))
        page = client.get(address).content.decode()
        assert published.title in page and name not in page and 'lang="ja">見本' not in page
    plan = client.get(f"/en{reverse('register:plan', args=['sample'])}").content.decode()
    assert f'<span lang="ja">{published.title}</span>' in plan
    Plan.objects.filter(pk=edition.plan_id).update(title_en="")
    page = client.get(f"/en{addresses[1]}?anew").content.decode()
    assert "<h1>Fiscal 2024 (令和6) follow-up</h1>" in page and title in page
