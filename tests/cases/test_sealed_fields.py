"""Sealed fields: what the database holds, what comes back, what cannot be done; keys and their rotation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import samples
from tsunagi.base import keys
from tsunagi.base.actions.keys import add_key, rotate, sealed_by_key, sealed_models
from tsunagi.base.models import AuditRow
from tsunagi.base.rules import sealing
from tsunagi.base.rules.folding import fold_name, fold_number, prefixes
from tsunagi.base.rules.sealing import KeyRing, Unopenable, fresh_ring, read_ring, with_new_key, write_ring
from tsunagi.cases.models import Case, Person, Sheet

DAY = date(2026, 11, 26)
RING = fresh_ring(DAY)

# --- the seal ---


@given(st.text(), st.text())
def test_a_sealed_text_opens_in_its_place_only(text: str, place: str) -> None:
    text, place = (one.encode("utf-8", "replace").decode() for one in (text, place))
    sealed = RING.seal(text, place)
    assert RING.open(sealed, place) == text
    with pytest.raises(Unopenable):
        RING.open(sealed, place + "x")


def test_the_same_text_is_never_sealed_alike() -> None:
    assert RING.seal("見本", "here") != RING.seal("見本", "here")


def test_a_changed_letter_shows() -> None:
    sealed = RING.seal("見本", "here")
    for place in range(2, len(sealed)):
        other = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
        if sealed[place] == "=" or other.rstrip("=")[-1] != sealed.rstrip("=")[-1]:
            continue  # the last letter holds bits that base64 throws away
        with pytest.raises(Unopenable):
            RING.open(other, "here")


@pytest.mark.parametrize("broken", ["", "no seal", "9:AAAA", "1:", "1:AAAA", "x:AAAA", "1:ああ"])
def test_what_is_no_seal_does_not_open(broken: str) -> None:
    with pytest.raises(Unopenable):
        RING.open(broken, "here")


def test_older_keys_open_and_the_newest_seals() -> None:
    old = RING.seal("見本", "here")
    later = with_new_key(RING, DAY)
    assert later.open(old, "here") == "見本"
    assert sealing.key_number(later.seal("見本", "here")) == 2
    with pytest.raises(Unopenable, match="key 2"):
        RING.open(later.seal("見本", "here"), "here")
    assert later.token("name", "見本") == RING.token("name", "見本")


def test_a_ring_is_written_and_read() -> None:
    ring = with_new_key(RING, date(2027, 1, 1))
    assert read_ring(write_ring(ring)) == ring
    assert "secret" not in repr(ring)


@pytest.mark.parametrize("spoilt", ["", "1 2026-11-26 AAAA", "index AAAA", "one line too many words here"])
def test_a_spoilt_ring_is_refused(spoilt: str) -> None:
    with pytest.raises(ValueError):
        read_ring(spoilt)


# --- names ---


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ﾜﾀﾅﾍﾞ ﾀﾛｳ", "わたなべ たろう"),
        ("渡邉󠄀", "渡辺"),
        ("渡邊󠄆", "渡辺"),
        ("𠮷野", "吉野"),
        ("髙﨑", "高崎"),
        ("ＪＯＨＮ　ＳＭＩＴＨ", "john smith"),
        ("マリア・シルヴァ", "まりあ しるゔぁ"),
        ("きょうこ", "きようこ"),
    ],
)
def test_names_that_are_written_otherwise_are_found(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


def test_other_names_stay_other() -> None:
    assert fold_name("やまだ") != fold_name("やまた")
    assert fold_name("おおの") != fold_name("おの")


@pytest.mark.parametrize("number", ["09012345678", "090-1234-5678", "０９０－１２３４－５６７８", "+81 90 1234 5678"])
def test_a_number_is_found_however_it_is_written(number: str) -> None:
    assert fold_number(number) == "09012345678"


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)


def test_beginnings() -> None:
    assert prefixes("") == set()
    assert prefixes("ミホン") == {"ミ", "ミホ", "ミホン"}
    assert max(len(one) for one in prefixes("あ" * 20) if one != "あ" * 20) == 8


# --- fields ---


@pytest.fixture
def ring_file(settings: Any, tmp_path: Path) -> Path:
    settings.KEYS_FILE = tmp_path / "keys"
    return tmp_path / "keys"


@pytest.fixture
def held(ring_file: Path, member: Callable[..., Any], organisation: Callable[..., Any]) -> Case:
    return samples.case(member("case_worker", at="hidamari"), organisation("hidamari"))


def raw(person: Person, column: str) -> str:
    key = Person._meta.get_field("id").get_db_prep_value(person.pk, connection)  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM cases_person WHERE id = %s", [key])
        return str(cursor.fetchone()[0])


def test_names_come_back_letter_for_letter(held: Case) -> None:
    person = Person.objects.get(pk=held.person_id)
    assert person.name == "見本 𠮷子"
    assert person.other_names == "渡邉󠄀 𠮷子"
    assert [hex(ord(sign)) for sign in person.other_names[:3]] == ["0x6e21", "0x9089", "0xe0100"]


def test_the_database_holds_no_word_of_it(held: Case) -> None:
    for column in ("name", "kana", "address", "telephone", "born"):
        assert sealing.key_number(raw(held.person, column)) == 1
        for word in ("見本", "みほん", "ひみつ", "1234", "1980"):
            assert word not in raw(held.person, column)


def test_a_value_moved_to_another_row_or_field_does_not_open(held: Case) -> None:
    other = samples.case(held.worker, held.organisation)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_person SET name = %s", [raw(held.person, "name")])
        cursor.execute("UPDATE cases_person SET kana = address")
    assert Person.objects.get(pk=held.person_id).name == "見本 𠮷子"
    with pytest.raises(Unopenable):
        Person.objects.get(pk=other.person_id).name  # noqa: B018 - asking for it opens it
    with pytest.raises(Unopenable):
        Person.objects.get(pk=held.person_id).kana  # noqa: B018


def test_it_is_not_searched_nor_written_past_its_row(held: Case) -> None:
    with pytest.raises(FieldError):
        Person.objects.filter(name="見本 𠮷子")
    with pytest.raises(TypeError):
        Person.objects.update(name="だれか")


def test_lists_of_values_and_exports_stay_sealed(held: Case) -> None:
    (value,) = Person.objects.values_list("name", flat=True)
    assert "見本" not in str(value) and repr(value) == "<sealed>"
    assert "見本" not in serializers.serialize("json", Person.objects.all())
    assert "見本" not in repr(Person.objects.get())


def test_saving_a_row_that_nobody_opened_keeps_it(held: Case) -> None:
    before = raw(held.person, "name")
    person = Person.objects.get(pk=held.person_id)
    person.version = 9
    person.save()
    assert raw(held.person, "name") == before
    person.name = "見本 改"
    person.save()
    assert raw(held.person, "name") != before
    assert Person.objects.only("version").get(pk=person.pk).name == "見本 改"


def test_answers_are_sealed_whole(held: Case) -> None:
    made = Sheet.objects.create(
        organisation=held.organisation,
        case=held,
        form="record",
        form_version=1,
        answers={"told": "𠮷", "many": ["a", "b"]},
        filed_by=held.worker,
        filed_at=timezone.now(),
    )
    assert Sheet.objects.get(pk=made.pk).answers == {"told": "𠮷", "many": ["a", "b"]}


# --- keys ---


def test_the_ring_is_made_once_and_for_its_owner_only(ring_file: Path) -> None:
    first = keys.ring()
    assert keys.ring() == first
    assert ring_file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in ring_file.parent.iterdir()] == ["keys"]


def test_rotation_brings_everything_under_the_new_key(held: Case) -> None:
    assert set(sealed_by_key()) == {1}
    made = add_key(day=DAY)
    assert (made.number, keys.ring().newest.number) == (2, 2)
    changed = rotate(batch=1)
    assert changed == sum(model._base_manager.count() for model, _fields in sealed_models() if model is not Case)
    assert set(sealed_by_key()) == {2}
    assert Person.objects.get(pk=held.person_id).name == "見本 𠮷子"
    last = AuditRow.objects.order_by("-place")[0]
    assert (last.action, last.subject, last.after["cases.person"]) == ("base.rotate_keys", "base.key:2", 1)
    assert rotate() == 0


def test_rotation_goes_on_where_it_was_stopped(held: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    others = [samples.case(held.worker, held.organisation) for _ in range(4)]
    add_key(day=DAY)
    opened, calls = KeyRing.open, []

    def stop(self: KeyRing, sealed: str, place: str) -> str:
        calls.append(place)
        if len(calls) == 20:
            raise KeyboardInterrupt
        return opened(self, sealed, place)

    monkeypatch.setattr(KeyRing, "open", stop)
    with pytest.raises(KeyboardInterrupt):
        rotate(batch=1)
    assert set(sealed_by_key()) == {1, 2}
    assert Person.objects.get(pk=others[0].person_id).name == "見本 𠮷子"
    rotate(batch=1)
    assert set(sealed_by_key()) == {2}


def test_what_is_saved_while_keys_rotate_stays(held: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    add_key(day=DAY)
    sealed, saved = KeyRing.seal, []

    def meanwhile(self: KeyRing, text: str, place: str) -> str:
        if text == "見本 𠮷子" and not saved:
            saved.append(text)
            person = Person.objects.get(pk=held.person_id)
            person.name = "見本 新子"
            person.save()
        return sealed(self, text, place)

    monkeypatch.setattr(KeyRing, "seal", meanwhile)
    rotate()
    assert saved and Person.objects.get(pk=held.person_id).name == "見本 新子"
    assert set(sealed_by_key()) == {2}


def test_another_process_new_key_is_noticed(ring_file: Path) -> None:
    first = keys.ring()
    ring_file.write_text(write_ring(with_new_key(first, DAY)))
    assert keys.ring().newest.number == 2
