"""From outside to inside: how often pages were shown and nothing fitted, what people say is wrong, what they wrote.

What was taken in is said to the outside by its keys, one by one: only then it is let go there.
"""

from __future__ import annotations

import base64
import io
import json
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from pyrage.x25519 import Identity

from tsunagi.base.access import Refused
from tsunagi.base.rules import parcel
from tsunagi.consultations.actions.letters import let_letters_go
from tsunagi.consultations.actions.writing import take_letter
from tsunagi.consultations.models import Contact, Entrance, Letter, Window
from tsunagi.consultations.queries.state import lead
from tsunagi.consultations.rules.routing import Wish
from tsunagi.directory.actions.reports import report
from tsunagi.directory.models import Report, Service
from tsunagi.navigator.actions.counting import add_pages, add_unmet
from tsunagi.navigator.models import PageCount, UnmetNeed

PARTS: Final = ("pages", "unmet", "reports", "letters")
#: What the inside says back of them.
ANSWERS: Final = ("reports_taken", "letters_taken")
#: What tells a report from every other: an outside that was made anew numbers from 1 again.
NAMED: Final = ("pk", "sent_at")
#: So long after they wrote somebody can see outside what became of it.
TOLD_FOR: Final = timedelta(days=90)


def collected() -> dict[str, list[Any]]:
    """All counts as they stand, and all reports and letters that the inside has not said to have: a lost file loses
    nothing."""
    reports = Report.objects.order_by("pk").values_list(*NAMED, "service", "what", "right", "sentence", "mail")
    letters = Letter.objects.exclude(parcel=b"").order_by("pk").values_list("pk", "parcel")
    return {
        "pages": [list(one) for one in PageCount.objects.order_by("pk").values_list("page", "month", "count")],
        "unmet": [list(one) for one in UnmetNeed.objects.order_by("pk").values_list("need", "area", "month", "count")],
        "reports": [[key, at.isoformat(), str(service), *told] for key, at, service, *told in reports],
        "letters": [[str(key), base64.b64encode(bytes(packed)).decode()] for key, packed in letters],
    }


def take_in(parts: dict[str, list[Any]], before: dict[str, Any], key: Identity, at: datetime) -> dict[str, Any]:
    """Add what is new since `before`, the state that the last file left; the state that this one leaves."""
    pages = {(page, month): count for page, month, count in parts["pages"]}
    unmet = {(need, area, month): count for need, area, month, count in parts["unmet"]}
    add_pages(counts=_more(pages, {(page, month): count for page, month, count in before.get("pages", [])}))
    add_unmet(counts=_more(unmet, {(n, area, month): count for n, area, month, count in before.get("unmet", [])}))
    known = before.get("reports", [])
    for number, sent_at, service, what, right, sentence, mail in parts["reports"]:
        held = Service.objects.filter(pk=UUID(service)).first()
        if [number, sent_at] not in known and held is not None:
            report(service=held, what=what, right=right, sentence=sentence, mail=mail)
    for letter, packed in parts["letters"]:
        if not Contact.objects.filter(pk=UUID(letter)).exists():
            _take_letter(UUID(letter), _opened(packed, key), at)
    return {
        "pages": parts["pages"],
        "unmet": parts["unmet"],
        "reports": [row[: len(NAMED)] for row in parts["reports"]],
        "letters": [row[0] for row in parts["letters"]],
    }


def answers(last: dict[str, Any], at: datetime) -> dict[str, list[Any]]:
    """What the inside says to have, by the state that the last file left: keys of reports; keys of letters with where
    they stand, those of the last months too."""
    lately = Contact.objects.filter(way=Contact.Way.FORM, arrived_at__gt=at - TOLD_FOR).exclude(ticket="")
    letters = lately | Contact.objects.filter(pk__in=last.get("letters", []))
    return {
        "reports_taken": last.get("reports", []),
        "letters_taken": [[str(key), state] for key, state in letters.order_by("pk").values_list("pk", "state")],
    }


def let_go(parts: dict[str, list[Any]]) -> None:
    """Delete outside what has reached the inside."""
    for number, sent_at in parts["reports_taken"]:
        Report.objects.filter(pk=number, sent_at=datetime.fromisoformat(sent_at)).delete()
    let_letters_go(states={UUID(key): state for key, state in parts["letters_taken"]})


def _take_letter(key: UUID, told: dict[str, Any], at: datetime) -> None:
    """A contact at the window that was named to whoever wrote; where it takes none any more, at the one that is right
    by now; nothing is sent back."""
    entrance = Entrance.objects.filter(pk=told.pop("entrance")).first()
    window = Window.objects.filter(pk=told.pop("window")).select_related("organisation").first()
    if entrance is not None and (window is None or not window.in_use):
        wish = Wish("form", at, area=told["said"]["area"], language=told["said"]["language"])
        led = lead(entrance, wish)
        window = led.windows[led.route.open[0].key] if led.route.open else window
    if window is None:
        raise Refused(
            "便りの宛先の窓口が、ここにありません。同じ名前の入口に窓口を置いてから、もう一度取り込んでください。何も変わっていません。"
            " / The window to which a letter goes is not here: put one under the entrance, and take the file in again."
            " Nothing was changed."
        )
    take_letter(key=key, entrance=entrance, window=window, at=datetime.fromisoformat(told.pop("at")), **told)


def _opened(packed: str, key: Identity) -> dict[str, Any]:
    lines: list[str] = []
    parcel.unpack(io.BytesIO(base64.b64decode(packed, validate=True)), key, lines.append)
    (line,) = lines
    told: dict[str, Any] = json.loads(line)
    return told


def _more(now: dict[Any, int], before: dict[Any, int]) -> dict[Any, int]:
    return {key: count - before.get(key, 0) for key, count in now.items() if count > before.get(key, 0)}
