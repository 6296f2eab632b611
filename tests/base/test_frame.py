"""The frame and the pieces of the pages: what a reader, a keyboard and a screen reader find in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.views.defaults import permission_denied, server_error

from tsunagi.base.access import Refused
from tsunagi.base.middleware import refusals


class Question(forms.Form):
    """Some of each kind of field."""

    title = forms.CharField(label="件名", help_text="20字まで", max_length=20)
    kind = forms.ChoiceField(label="種類", choices=[("a", "一"), ("b", "二")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="確かめた", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a title that says so."""
        if self.cleaned_data.get("title") == "だめ":
            raise forms.ValidationError("この組み合わせは使えません。")
        return self.cleaned_data


@pytest.fixture(autouse=True)
def in_japanese() -> Iterator[None]:
    """Pages in Japanese, whatever the test before asked for."""
    with translation.override("ja"):
        yield


def test_label_names_the_field_and_says_in_words_that_it_is_required() -> None:
    drawn = str(Question())
    assert re.search(r'<label for="id_title">件名<span class="must">必須</span></label>', drawn)
    assert '<legend>種類<span class="must">必須</span></legend>' in drawn
    assert '<label for="id_sure">確かめた</label>' in drawn
    assert 'type="hidden" name="secret"' in drawn


def test_field_names_its_help_and_its_error() -> None:
    drawn = str(Question({"kind": "a"}))
    described = re.search(r'<input[^>]*name="title"[^>]*aria-describedby="([^"]+)"', drawn)
    assert described
    for name in described[1].split():
        assert f'id="{name}"' in drawn
    assert re.search(r'<input[^>]*name="title"[^>]*aria-invalid="true"', drawn)


def test_group_of_choices_names_its_error() -> None:
    drawn = str(Question({"title": "名"}))
    described = re.search(r'<fieldset aria-describedby="([^"]+)">', drawn)
    assert described
    assert f'id="{described[1]}"' in drawn


def test_summary_leads_to_each_wrong_field() -> None:
    form = Question({"title": "長" * 21})
    summary = render_to_string("base/_error_summary.html", {"form": form})
    addresses = re.findall(r'href="#([^"]+)"', summary)
    assert addresses == ["id_title", "id_kind_0"]
    for address in addresses:
        assert f'id="{address}"' in str(form)
    assert "件名: " in summary


def test_summary_is_silent_where_no_field_is_wrong() -> None:
    for form in (Question(), Question({"title": "名", "kind": "a"}), Question({"title": "だめ", "kind": "a"})):
        assert not render_to_string("base/_error_summary.html", {"form": form}).strip()


def test_sentence_of_no_field_stands_at_the_head_of_the_form() -> None:
    drawn = str(Question({"title": "だめ", "kind": "a"}))
    assert drawn.index("この組み合わせは使えません。") < drawn.index("id_title")
    assert 'role="alert"' in drawn


def test_what_somebody_typed_is_shown_as_text() -> None:
    form = Question({"title": "<b>" + "x" * 21, "kind": "<script>"})
    page = render_to_string("base/_error_summary.html", {"form": form}) + str(form)
    assert "<b>" not in page
    assert "<script>" not in page


def test_button_that_is_off_says_why() -> None:
    drawn = render_to_string("base/_disabled.html", {"text": "公表する", "why": "承認が3件残っています。", "id": "why"})
    assert 'aria-disabled="true"' in drawn
    assert " disabled" not in drawn
    assert 'aria-describedby="why"' in drawn
    assert re.search(r'id="why">承認が3件残っています。<', drawn)


def test_progress_is_said_in_words_too() -> None:
    drawn = render_to_string("base/_progress.html", {"done": 3, "total": 8, "label": "読み取り"})
    assert "8のうち3" in drawn
    assert '<progress max="8" value="3" aria-label="読み取り">' in drawn
    assert "value=" not in render_to_string("base/_progress.html", {"done": 0, "total": 0, "label": "読み取り"})


def test_paging_keeps_what_else_the_address_asks_for() -> None:
    request = RequestFactory().get("/list/", {"words": "居場所", "page": "2"})
    page = Paginator(range(30), 10).page(2)
    drawn = render_to_string("base/_pages.html", {"page": page}, request)
    assert re.findall(r'page=(\d)"', drawn) == ["1", "3"]
    assert drawn.count("words=") == 2
    assert not render_to_string("base/_pages.html", {"page": Paginator([1], 10).page(1)}, request).strip()


def test_crumbs_mark_the_page_itself() -> None:
    drawn = render_to_string("base/_crumbs.html", {"crumbs": [("登録簿", "/"), ("施策", "/a/")]})
    assert re.search(r'<a href="/a/" aria-current="page">施策</a>', drawn)
    assert drawn.count("aria-current") == 1


@pytest.mark.django_db
def test_frame_has_a_way_past_itself_and_the_page_in_both_languages(client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert page.index('class="skip" href="#main"') < page.index("<header")
    assert '<main id="main"' in page
    assert '<html lang="ja">' in page
    assert '<a href="/en/accounts/login/" lang="en" hreflang="en">English</a>' in page
    english = client.get("/en/accounts/login/").content.decode()
    assert '<html lang="en">' in english
    assert '<a href="/accounts/login/" lang="ja" hreflang="ja">日本語</a>' in english


@pytest.mark.django_db
def test_title_says_that_something_is_wrong(client: Client) -> None:
    sent = client.post(reverse("account_login"), {"login": "", "password": ""})
    assert re.search(r"<title>入力の誤り: サインイン - つなぎ</title>", sent.content.decode())
    assert "入力の誤り" not in client.get(reverse("account_login")).content.decode()


@pytest.mark.django_db
def test_page_that_is_not_there_stands_in_the_frame(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert 'class="skip"' in answer.content.decode()
    assert "<h1>ページが見つかりません</h1>" in answer.content.decode()


def test_refusal_is_a_page_with_its_sentence(rf: RequestFactory) -> None:
    answer = refusals(lambda request: None).process_exception(rf.get("/"), Refused("承認が<3>件残っています。"))  # type: ignore
    assert answer.status_code == 403
    assert "承認が&lt;3&gt;件残っています。" in answer.content.decode()


def test_forbidden_page_stands_in_the_frame(rf: RequestFactory) -> None:
    answer = permission_denied(rf.get("/"), PermissionDenied())
    assert answer.status_code == 403
    assert 'class="skip"' in answer.content.decode()


@pytest.mark.django_db
def test_form_from_elsewhere_is_answered_in_plain_words() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a@example.com"})
    assert answer.status_code == 403
    assert "<h1>もう一度送ってください</h1>" in answer.content.decode()


def test_page_of_a_fault_needs_nothing_that_may_be_broken(rf: RequestFactory) -> None:
    answer = server_error(rf.get("/"))
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "<h1>うまく動きませんでした</h1>" in page
    assert '<div lang="en">' in page
    assert "<style" not in page and " style=" not in page


@pytest.mark.django_db
def test_an_address_of_a_button_says_so_to_who_comes_to_it_by_itself(client: Client) -> None:
    address = reverse("talk:begin", args=["anything"])
    answer = client.get(address, headers={"accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == 405 and answer["Allow"] == "POST"
    assert "前の画面に戻り" in answer.content.decode()
    assert not client.get(address, headers={"accept": "application/json"}).content, "a program reads the status"
