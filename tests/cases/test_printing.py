"""A case on paper: what is chosen and nothing else, whereabouts kept back, each printing with its trace."""

from __future__ import annotations

import io
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cases import samples
from tests.cases.conftest import House
from tests.cases.walking import DUE, TODAY, page, refused
from tsunagi.base.models import Reading
from tsunagi.cases.actions.cases import add_step
from tsunagi.cases.actions.records import change_person
from tsunagi.cases.actions.sheets import file_sheet
from tsunagi.cases.models import Case, Sheet
from tsunagi.directory.models import Service
from tsunagi.writing.forms import Form, Grid, forms_pdf


@pytest.fixture
def full(town: House, held: Case, place: Service) -> Case:
    """A case with every form, a corrected one, a step that was done, a consent and a referral."""
    by = town.worker
    answers: dict[str, dict[str, Any]] = {
        "intake": {"received_on": TODAY, "worries": ["rent", "food"], "wishes": "家にいるのがつらい"},
        "assessment": {"summary": "家賃の滞納", "course": "continue"},
        "plan": {"issues": "家賃", "goal": "週に一度外に出る", "monitoring_on": DUE},
        "record": {"on": TODAY, "way": "visit", "told": "玄関先で話した\n\n二行目のことば"},
        "evaluation": {"on": TODAY, "reached": "外に出るようになった", "decision": "closure"},
    }
    for form, said in answers.items():
        first = file_sheet(by=by, case=held, form=form, answers=said)
        if form == "assessment":
            file_sheet(by=by, case=held, form=form, answers={**said, "summary": "家賃と借金"}, corrects=first)
    add_step(by=by, case=held, what="書類をそろえる", due=timezone.localdate(), who="本人", goal="外に出る")
    samples.sent(by, held, place)
    return Case.objects.get(pk=held.pk)


def text_of(pdf: bytes) -> tuple[str, int]:
    """All words of a PDF without breaks, and how many pages it has."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    text = "".join(one.get_textpage().get_text_range() for one in document)
    return "".join(text.split()), len(document)


def post(client: Client, case: Case, parts: list[str], **more: str) -> Any:
    return client.post(reverse("cases:file", args=[case.pk]), {"parts": parts, **more})


def test_the_whole_file_is_printed_and_leaves_its_trace(client: Client, town: House, full: Case) -> None:
    client.force_login(town.worker)
    shown = page(client, "file", full.pk)
    kept = Sheet.objects.filter(corrected_by__isnull=True)
    keys = ["cover", "steps", "consents", "referrals", *(str(one.pk) for one in kept)]
    assert len(kept) == 5 and all(f'value="{key}"' in shown for key in keys)
    answer = post(client, full, keys, pdf="1")
    assert answer["Content-Type"] == "application/pdf" and f"{full}.pdf" in answer["Content-Disposition"]
    text, pages = text_of(answer.content)
    assert pages >= 9
    for word in (
        "見本𠮷子", "家賃やローンの支払いのこと、食べるものがない", "家賃と借金", "週に一度外に出る", "玄関先で話した",
        "二行目のことば", "書類をそろえる", "外に出るようになった", "居場所を使うため", "居場所ひだまり", "本人署名",
        "見本県ひみつ市1-2-3",
    ):  # fmt: skip
        assert word in text, word
    assert "家賃の滞納" not in text  # what was corrected is not what holds
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang"):
        assert mark in answer.content
    noted = set(Reading.objects.filter(why="print", by=town.worker).values_list("subject", flat=True))
    assert noted == {f"cases.case:{full.pk}", *(f"cases.sheet:{one.pk}" for one in kept)}
    # The same on the screen, for the browser to print.
    seen = post(client, full, keys).content.decode()
    assert "玄関先で話した<br><br>二行目のことば" in seen and "家賃の滞納" not in seen


def test_only_what_is_chosen_is_printed(client: Client, town: House, full: Case) -> None:
    client.force_login(town.worker)
    record = Sheet.objects.get(form="record")
    text, pages = text_of(post(client, full, [str(record.pk)], pdf="1").content)
    assert "玄関先で話した" in text and pages == 1
    for word in ("家賃", "居場所", "書類をそろえる", "外に出る"):
        assert word not in text
    corrected = Sheet.objects.get(corrected_by__isnull=False)
    refused(client, "file", full.pk, said={"parts": [str(corrected.pk)]}, words="候補にありません")
    refused(client, "file", full.pk, said={"pdf": "1"}, words="選んでください")
    assert Reading.objects.filter(why="print").count() == 2


def test_a_shielded_address_is_on_no_paper(client: Client, town: House, full: Case) -> None:
    record = full.person
    change_person(by=town.worker, person=record, version=record.version, said={}, is_shielded=True)
    client.force_login(town.worker)
    assert "支援措置" in page(client, "file", full.pk)
    keys = [
        "cover",
        "steps",
        "consents",
        "referrals",
        *(str(one.pk) for one in Sheet.objects.filter(corrected_by=None)),
    ]
    text, _pages = text_of(post(client, full, keys, pdf="1").content)
    seen = post(client, full, keys).content.decode()
    for shown in (text, seen):
        assert "支援措置により表示しません" in shown
        assert "ひみつ市" not in shown and "090-0000-1234" not in shown


def test_a_colleague_prints_nothing(client: Client, town: House, npo: House, full: Case) -> None:
    for user in (town.other, npo.worker, npo.supervisor):
        client.force_login(user)
        assert post(client, full, ["cover"], pdf="1").status_code == 404
    assert not Reading.objects.filter(why="print").exists()


def test_a_long_answer_goes_on_on_the_next_page_and_loses_nothing() -> None:
    words = [f"第{number}行の言葉" for number in range(150)]
    made = forms_pdf(
        "題",
        "取扱注意",
        [Form("様式", "註", (Grid("節", (("長い答え", "\n".join(words)), ("次", "終わり"))),))],
        language="ja",
    )
    text, pages = text_of(made)
    assert pages >= 3
    for word in [*words, "終わり", "取扱注意"]:
        assert word in text, word
