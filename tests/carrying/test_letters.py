"""What people write outside comes in once, whatever becomes of the files: lost, carried twice, late, out of order."""

from __future__ import annotations

import random
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pyrage.x25519 import Identity

from tests.cases.conftest import House, client, house
from tests.consultations import samples
from tsunagi.base.scope import everything
from tsunagi.carrying import inwards
from tsunagi.consultations.actions.contacts import take
from tsunagi.consultations.actions.writing import write_in
from tsunagi.consultations.models import Contact, Entrance, Letter, Message, Window
from tsunagi.consultations.queries.receipt import letter_under

__all__ = ["client", "house"]

SAID = {"name": "見本", "reach": "hana@example.jp", "area": "", "age": "30_39", "more": {}, "language": "ja"}


class Halves:
    """Both halves in one database: the outside has the letters, the inside the contacts. Files are lists of parts."""

    def __init__(self, window: Window, entrance: Entrance, settings: Any) -> None:
        self.window, self.entrance, self.settings = window, entrance, settings
        self.key = Identity.generate()
        settings.OTHER_HALF = f"signature,{self.key.to_public()}"
        self.state: dict[str, Any] = {}
        self.written: dict[uuid.UUID, str] = {}

    def write(self, words: str, key: uuid.UUID | None = None) -> str:
        """Somebody writes outside; their code."""
        key = key or uuid.uuid4()
        self.settings.HALF = "outside"
        try:
            code = write_in(
                entrance=self.entrance, window=self.window, key=key, words=words, danger="", said=dict(SAID)
            )
        finally:
            self.settings.HALF = "inside"
        self.written[key] = words
        return code

    def take_in(self, parts: dict[str, Any]) -> None:
        """The inside takes a file of the outside in."""
        with everything():
            self.state = inwards.take_in(parts, self.state, self.key, timezone.now())

    def answer(self) -> dict[str, Any]:
        """A file of the inside."""
        with everything():
            return inwards.answers(self.state, timezone.now())

    def arrived(self) -> dict[uuid.UUID, str]:
        """What came in, by the contact's key."""
        with everything():
            return {one.contact_id: one.words for one in Message.objects.all()}


@pytest.fixture
def halves(house: Any, settings: Any) -> Halves:
    town: House = house("town-window")
    window = samples.window(town.organisation)
    found = Halves(window, samples.entrance(window), settings)
    found.worker = town.worker  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("seed", range(6))
def test_each_letter_comes_in_once_whatever_becomes_of_the_files(halves: Halves, seed: int) -> None:
    chance = random.Random(seed)
    ways: dict[str, list[dict[str, Any]]] = {"in": [], "out": []}
    taken = {"in": -1, "out": -1}
    for step in range(40):
        match chance.choice(["write", "again", "make in", "make out", "carry in", "carry out"]):
            case "write":
                halves.write(f"便り{step}")
            case "again" if halves.written:
                key = chance.choice(list(halves.written))
                halves.write(halves.written[key], key)
            case "make in":
                ways["in"].append(inwards.collected())
            case "make out":
                ways["out"].append(halves.answer())
            case "carry in" | "carry out" as deed:
                way = deed.removeprefix("carry ")
                newer = range(
                    taken[way] + 1, len(ways[way])
                )  # an older one is refused; one that is passed over is lost
                if newer:
                    taken[way] = chance.choice(newer)
                    (halves.take_in if way == "in" else inwards.let_go)(ways[way][taken[way]])
        waiting = set(Letter.objects.exclude(parcel=b"").values_list("pk", flat=True))
        assert set(halves.written) == waiting | set(halves.arrived()), "each is at least in one place"
    halves.take_in(inwards.collected())
    inwards.let_go(halves.answer())
    assert halves.arrived() == halves.written
    assert not Letter.objects.exclude(parcel=b"").exists(), "nothing of what they wrote stays outside"


def test_the_outside_cannot_read_what_it_keeps_and_tells_what_became_of_it(halves: Halves) -> None:
    code = halves.write("家賃が払えません")
    (letter,) = Letter.objects.all()
    assert b"age-encryption.org" in bytes(letter.parcel)
    assert not [word for word in ("家賃", "hana") if word.encode() in bytes(letter.parcel)]
    assert letter_under(code) == letter and letter.state == "waiting"
    halves.take_in(inwards.collected())
    with everything():
        held = Contact.objects.get()
        take(by=halves.worker, contact=held)  # type: ignore[attr-defined]
    assert (held.way, held.reach, held.entrance) == ("form", "hana@example.jp", halves.entrance)
    inwards.let_go(halves.answer())
    found = letter_under(code)
    assert found is not None and (found.state, bytes(found.parcel)) == ("live", b"")
    # After some months nobody asks any more.
    with everything():
        Contact.objects.update(arrived_at=timezone.now() - inwards.TOLD_FOR - timedelta(days=1))
    halves.take_in(inwards.collected())
    inwards.let_go(halves.answer())
    assert letter_under(code) is None


def test_a_letter_to_a_window_that_is_used_no_more_goes_to_the_next(halves: Halves) -> None:
    halves.write("読んでください")
    Window.objects.update(in_use=False)
    second = samples.window(halves.window.organisation, "次の窓口")
    halves.entrance.branches.create(window=second, place=2)
    halves.take_in(inwards.collected())
    with everything():
        assert Contact.objects.get().window == second


def test_a_letter_that_was_passed_on_or_erased_inside_does_not_come_in_again(halves: Halves, house: Any) -> None:
    halves.write("一度だけ")
    file = inwards.collected()
    halves.take_in(file)
    other = samples.window(house("hidamari").organisation, "よその窓口")
    with everything():
        Contact.objects.update(organisation=other.organisation, window=other)
    halves.take_in(inwards.collected())
    with everything():
        assert Contact.objects.count() == 1
