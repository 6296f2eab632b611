"""Reviewing what was read: the reading beside its source, mended figures, pictures of pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from tests.register import samples
from tests.register.test_imports import ROWS, accept, document, take
from tsunagi.base.jobs import run_job
from tsunagi.base.models import Job
from tsunagi.register.actions import editions
from tsunagi.register.forms.imports import initial
from tsunagi.register.models import Edition, Plan, Proposal, SourceDocument
from tsunagi.register.pictures import page_png
from tsunagi.register.queries.imports import differing, marks
from tsunagi.register.rules.readings import differences
from tsunagi.register.templatetags.register import COLUMN_LABELS, PART_LABELS, said

pytestmark = pytest.mark.django_db


def posted(proposal: Proposal, **changed: Any) -> dict[str, Any]:
    """What the page's form sends when nobody touched it, but for what is `changed`."""
    assert proposal.after is not None
    texts, targets, actuals = initial(proposal.after)
    said: dict[str, Any] = {key: value for key, value in texts.items() if value is not None}
    for prefix, rows in (("targets", targets), ("actuals", actuals)):
        said |= {f"{prefix}-TOTAL_FORMS": len(rows) + 1, f"{prefix}-INITIAL_FORMS": len(rows)}
        for at, row in enumerate(rows):
            said |= {
                f"{prefix}-{at}-{key}": value for key, value in row.items() if isinstance(value, str | int | float)
            }
            if not row["approx"]:
                said.pop(f"{prefix}-{at}-approx", None)
    said[f"targets-{len(targets)}-op"] = ">="
    return {**said, "version": proposal.version, **changed}


def test_the_reading_stands_beside_its_source_with_the_words_marked(
    client: Client, draft: Edition, reviewer: Any
) -> None:
    one = take(draft, document()).proposals.get(number=1)
    page = client.get(reverse("register:proposal", args=[one.pk])).content.decode()
    assert "<mark>電話で相談を受ける。</mark>" in page
    assert "読み取りのまま採用" in page


def test_a_doubt_is_told_in_words_and_not_by_a_columns_name_in_the_program(draft: Edition) -> None:
    made = take(draft, document(["1,電話相談の窓口,て行う相談。,を100件以上とする。,した。,,"]))
    doubts = made.proposals.get(number=1).doubts
    assert doubts and not any(re.match(r"[a-z]+: ", doubt) for doubt in doubts)


def test_a_difference_is_told_in_words_and_not_in_those_of_the_program() -> None:
    before, after = samples.readings()[0], samples.readings()[1]
    after["cells"]["overview"] = {**after["cells"]["overview"], "text": "", "state": "lost"}
    told = {one.part: (said(one.before), said(one.after)) for one in differences(before, after)}
    assert told["overview"] == ("電話相談の窓口を行う。", "この欄の文字は残っていません。")
    assert told["targets"] == ("相談件数 100件以上 令和6年度", "居場所の数 50か所以上 令和6年度")
    assert told["actuals"] == ("相談件数 120件 令和6年度", "居場所の数 41か所 令和6年度")
    assert told["urls"] == ("https://www.example.go.jp/1", "(なし)")
    assert told.keys() <= COLUMN_LABELS.keys() | PART_LABELS.keys()


@pytest.mark.parametrize(
    ("part", "key", "before", "after", "told"),
    [
        ("targets", "claim", None, "reached", ("文書の判断: なし", "文書の判断: 達成")),
        ("targets", "quote", "", "百件", ("引用なし", "引用「百件」")),
        ("targets", "src", "goal", "status", ("「目標及び達成の期間」の欄から", "「目標の達成状況」の欄から")),
        ("actuals", "target", None, 0, ("目標への答えではない", "目標1への答え")),
        ("actuals", "derived", False, True, ("計算していない", "ほかの数値から計算した")),
        ("actuals", "note", None, "速報", ("説明なし", "説明「速報」")),
    ],
)
def test_figures_that_are_told_alike_say_what_is_different_and_those_that_stay_are_left_out(
    client: Client, draft: Edition, reviewer: Any, part: str, key: str, before: Any, after: Any, told: tuple[str, str]
) -> None:
    one = take(draft, document()).proposals.get(number=1)
    assert one.after is not None
    [figure], stays = one.after[part], {**one.after[part][0], "what": "変わらない件数"}
    one.before = {**one.after, part: [stays, {**figure, key: before}]}
    one.after = {**one.after, part: [stays, {**figure, key: after}]}
    one.save()
    page = client.get(reverse("register:proposal", args=[one.pk])).content.decode()
    words = said(figure)
    changed = page.partition("いまの内容との違い")[2].partition("</dl>")[0]
    assert f"<del>{words}({told[0]})</del><br><ins>{words}({told[1]})</ins>" in changed
    assert "変わらない件数" not in changed and changed.count("<dt>") == 1


def test_figures_in_another_order_are_told_in_their_order() -> None:
    actuals = [samples.actual("電話", 1, at=None), samples.actual("手紙", 2, at=None)]
    before = samples.reading(1, "電話相談の窓口", actuals=actuals)
    after = {**before, "actuals": before["actuals"][::-1]}
    [one] = differing(before, after)
    assert (said(one.before), said(one.after)) == (
        "電話 1件 令和6年度、手紙 2件 令和6年度",
        "手紙 2件 令和6年度、電話 1件 令和6年度",
    )


def test_a_measure_that_the_document_no_longer_has_is_named(client: Client, draft: Edition, reviewer: Any) -> None:
    """Nobody could decide on it otherwise; accepted, it leaves the draft, and what it was called stands there still."""
    accept(take(draft, document()))
    other = editions.start_edition(by=None, plan=draft.plan, fiscal_year=2025, kind="follow_up", title="翌年")
    made = take(other, document(ROWS[:2]), name="翌年.csv")
    one = made.proposals.get(kind="gone")
    for address in (reverse("register:change_set", args=[made.pk]), reverse("register:proposal", args=[one.pk])):
        page = client.get(address).content.decode()
        assert "3. 実態の調査" in page and "失われている" not in page
    assert '<a href="" aria-current="page">3. 実態の調査</a>' in page, "the way to the page ends with its name"


def test_what_is_sent_untouched_is_what_was_read(client: Client, draft: Edition, reviewer: Any) -> None:
    one = take(draft, document()).proposals.get(number=1)
    answer = client.post(reverse("register:proposal", args=[one.pk]), posted(one, decision="mended"))
    assert answer.status_code == 302, answer.content.decode()
    done = Proposal.objects.get(pk=one.pk)
    assert done.mended is not None and done.after is not None
    assert "「1. 電話相談の窓口」を「直して採用」としました。" in client.get(answer["Location"]).content.decode()
    assert done.mended["targets"] == done.after["targets"]
    assert [one["quote"] for one in done.mended["actuals"]] == [one["quote"] for one in done.after["actuals"]]


def test_baselines_and_breakdowns_are_entered_and_shown(
    client: Client, draft: Edition, reviewer: Any, organisation: Callable[..., Any]
) -> None:
    organisation("town", kind="municipality", code="131016", name="見本町")
    one = take(draft, document()).proposals.get(number=1)
    assert one.after is not None
    at = len(one.after["actuals"])
    more = {
        "decision": "mended",
        "actuals-TOTAL_FORMS": at + 3,
        f"actuals-{at}-what": "相談件数",
        f"actuals-{at}-value": "80",
        f"actuals-{at}-unit": "件",
        f"actuals-{at}-as_of": "FY2020",
        f"actuals-{at}-is_baseline": "on",
        f"actuals-{at + 1}-what": "相談件数",
        f"actuals-{at + 1}-value": "30",
        f"actuals-{at + 1}-unit": "件",
        f"actuals-{at + 1}-area": "見本町",
        f"actuals-{at + 2}-what": "相談件数",
        f"actuals-{at + 2}-value": "20",
        f"actuals-{at + 2}-unit": "件",
        f"actuals-{at + 2}-group": "older_people",
    }
    answer = client.post(reverse("register:proposal", args=[one.pk]), posted(one, **more))
    assert answer.status_code == 302, answer.content.decode()
    entry = draft.entries.get(number=1)
    assert entry.observations.filter(is_baseline=True).get().value == 80
    assert entry.observations.get(area__slug="town").value == 30
    assert entry.observations.get(group__code="older_people").origin == "person"
    page = client.get(reverse("register:measure", args=[entry.measure_id])).content.decode()
    assert "見本町" in page and "基準値" in page and "内訳" in page
    amend = reverse("register:amend", args=[entry.pk])
    assert 'value="見本町"' in client.get(amend).content.decode(), "as it was typed"
    organisation("other", kind="municipality", code="011002", name="見本町")
    assert 'value="131016"' in client.get(amend).content.decode(), "two are called so by now"


def test_a_file_that_cannot_be_read_is_refused_in_the_language_of_the_page(plan: Plan, reviewer: Any) -> None:
    said = {"plan": plan.pk, "name": "plan.pdf", "fiscal_year": 2028, "kind": "plan", "title": "", "language": "en"}
    for content, why in ((b"%PDF-1.7 broken", "PDF"), ("料理,値段\nうどん,500\n".encode(), "No table with headings")):
        name = {**said, "name": "plan.pdf" if why == "PDF" else "plan.csv"}
        job = Job.objects.create(kind="register.import", by=reviewer, arguments=name, content=content)
        run_job.func(job.pk)
        job.refresh_from_db()
        assert job.state == Job.State.FAILED and why in job.message
        assert job.message.isascii() and "--shape" not in job.message


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"targets-0-due": "いつか"}, "日付として読めません"),
        ({"urls": "javascript:alert(1)"}, "https://"),
        ({"ministries": "\n".join(f"省{n}" for n in range(11))}, "10まで"),
        ({"targets-0-value": ""}, "値が要ります"),
        ({"actuals-0-area": "どこにもない町"}, "という自治体はありません"),
        ({"actuals-0-area": "府見市"}, "という自治体はいくつもあります"),
        ({"actuals-0-group": "children", "actuals-0-target": "1"}, "内訳の数値は"),
        ({"decision": "perhaps"}, "どれかを選んで"),
        ({"version": "77"}, "もう一度決めて"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_lost(
    client: Client,
    draft: Edition,
    reviewer: Any,
    organisation: Callable[..., Any],
    changed: dict[str, str],
    sentence: str,
) -> None:
    for code in ("131016", "011002"):
        organisation(f"town-{code}", kind="municipality", code=code, name="府見市")
    one = take(draft, document()).proposals.get(number=1)
    said = {**posted(one, decision="mended", title="直した名前"), **changed}
    answer = client.post(reverse("register:proposal", args=[one.pk]), said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert "直した名前" in page
    assert not draft.entries.exists()


def test_what_would_add_a_target_or_a_figure_is_folded_until_something_stands_in_it(
    client: Client, draft: Edition, reviewer: Any
) -> None:
    one = take(draft, document()).proposals.get(number=1)
    address = reverse("register:proposal", args=[one.pk])
    folded = re.compile(r"<details><summary>(目標|実績)を書き加える")
    wrong = posted(one, decision="mended", urls="javascript:alert(1)")
    for page in (client.get(address), client.post(address, wrong)):
        assert folded.findall(page.content.decode()) == ["目標", "実績"]
    added = client.post(address, {**wrong, "targets-1-due": "いつか"}).content.decode()
    assert folded.findall(added) == ["実績"] and "<details open><summary>目標を書き加える" in added


def pdf() -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(300, 200))
    canvas.drawString(20, 150, "Page one")
    canvas.save()
    return out.getvalue()


def test_a_page_is_a_picture_with_a_box_around_what_is_quoted() -> None:
    picture = page_png(pdf(), 1, [(20, 145, 80, 165, 0)])
    assert picture is not None
    image = Image.open(BytesIO(picture)).convert("RGB")
    assert image.size == (600, 400)
    edge = image.getpixel((36, 80))  # two points left of the box, which is drawn a little around the words
    assert isinstance(edge, tuple) and edge[2] > 150 and edge[0] < 60
    assert page_png(pdf(), 2, []) is None
    assert marks("1,20,145,80,165;2,1,1,1,1;x;1,nan,1,1,1", 1) == [(20, 145, 80, 165, 0)]
    numbered = page_png(pdf(), 1, [(20, 145, 80, 165, 3)])
    assert numbered is not None
    corner = Image.open(BytesIO(numbered)).convert("RGB").getpixel((10, 69))  # within the sign that holds the number
    assert isinstance(corner, tuple) and corner[2] > 150 and image.getpixel((10, 69)) == (255, 255, 255)
    assert marks("1,20,145,80,165,3;1,1,1,2,2,1e9;1,1,1,2,2,-1;1,1,1,2,2,nan", 1) == [(20, 145, 80, 165, 3)]


def test_a_number_stands_once_and_on_no_letters() -> None:
    lines = [(60, 145, 90, 165, 3), (60, 120, 90, 140, 3)]
    picture = page_png(pdf(), 1, lines)
    assert picture is not None
    image = Image.open(BytesIO(picture)).convert("RGB")
    above, beside, second = (image.getpixel(at) for at in ((118, 40), (90, 69), (90, 119)))
    assert isinstance(above, tuple) and above[2] > 150 and above[0] < 60  # "Page one" stands beside the first line
    assert beside != above and second == (255, 255, 255)


def test_a_page_that_claims_to_be_kilometres_wide_is_drawn_small() -> None:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(1e7, 1e7))
    canvas.drawString(20, 150, "x")
    canvas.save()
    picture = page_png(out.getvalue(), 1, [(20, 145, 80, 165, 1)])
    assert picture is not None
    width, height = Image.open(BytesIO(picture)).size
    assert width * height < 13_000_000


def test_a_page_of_a_pdf_is_shown_once_with_a_numbered_box_for_each_column(
    client: Client, draft: Edition, reviewer: Any
) -> None:
    made = take(draft, document())
    SourceDocument.objects.filter(pk=made.document_id).update(kind="pdf", content=pdf())
    one = made.proposals.get(number=1)
    assert one.after is not None
    cells = {name: {**cell, "spans": []} for name, cell in one.after["cells"].items()}
    cells["title"]["spans"] = [[1, 20, 145, 80, 165]]
    cells["overview"]["spans"] = [[1, 90, 145, 120, 165], [2, 1, 1, 5, 5]]
    one.after = {**one.after, "cells": cells}
    one.save()
    page = client.get(reverse("register:proposal", args=[one.pk])).content.decode()
    assert page.count('class="page-picture"') == 2
    assert "1 施策名、2 施策の概要" in page and "枠の番号: 2 施策の概要" in page
    address = re.findall(r'src="([^"]+mark=[^"]+)"', page)[0].replace("&amp;", "&")
    assert "1%2C20%2C145%2C80%2C165%2C1%3B1%2C90%2C145%2C120%2C165%2C2" in address
    assert client.get(address)["Content-Type"] == "image/png"


def test_a_picture_is_public_when_the_edition_is(client: Client, draft: Edition, member: Callable[..., Any]) -> None:
    kept = SourceDocument.objects.create(
        organisation=draft.plan.organisation, name="a.pdf", kind="pdf", sha256="0" * 64, content=pdf(), reading={}
    )
    address = reverse("register:page_picture", args=[kept.pk, 1])
    assert client.get(address).status_code == 404
    from tsunagi.register.models import ChangeSet

    ChangeSet.objects.create(edition=draft, document=kept)
    assert client.get(address).status_code == 404
    from tests.register.samples import fill

    fill(draft)
    editions.publish(by=None, edition=draft)
    answer = client.get(address, {"mark": "1,20,145,80,165"})
    assert answer.status_code == 200 and answer["Content-Type"] == "image/png"


@pytest.mark.parametrize("is_plan", [True, False])
def test_a_years_edition_begins_with_a_document_that_can_be_read(
    client: Client, plan: Plan, reviewer: Any, django_capture_on_commit_callbacks: Any, is_plan: bool
) -> None:
    file = SimpleUploadedFile("plan.csv", document() if is_plan else "料理,値段\nうどん,500\n".encode())
    with django_capture_on_commit_callbacks():
        answer = client.post(
            reverse("register:upload", args=[plan.slug]), {"file": file, "fiscal_year": 2028, "kind": "plan"}
        )
    assert answer.status_code == 302
    job = Job.objects.get()
    run_job.func(job.pk)
    job.refresh_from_db()
    begun = Edition.objects.filter(fiscal_year=2028)
    if is_plan:
        assert job.state == Job.State.DONE
        assert begun.get().title == "令和10年度(2028年度) 計画" and begun.get().change_sets.exists()
    else:
        assert job.state == Job.State.FAILED and "表が見つかりません" in job.message
        assert " / " not in job.message and "--shape" not in job.message
        assert not begun.exists() and not SourceDocument.objects.exists()
