"""Opening pages and sending forms, as a browser does."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

#: A form that was filled in with nothing.
EMPTY: dict[str, Any] = {"notes": "", "need": "", "about": "unknown", "age": "unknown", "is_first": "", "turn": 0}


def page(client: Client, name: str, *arguments: Any, **said: Any) -> str:
    """A page's HTML; it has to be there."""
    answer = client.get(reverse(f"consultations:{name}", args=arguments), said or None)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def post(client: Client, name: str, *arguments: Any, said: dict[str, Any] | None = None) -> Any:
    """Send a form; it has to be taken."""
    answer = client.post(reverse(f"consultations:{name}", args=arguments), said or {})
    assert answer.status_code == 302, (name, answer.status_code, answer.content.decode()[-3000:])
    return answer


def refused(client: Client, name: str, *arguments: Any, said: dict[str, Any], words: str) -> str:
    """Send a form; it comes back with a sentence, and with what was typed."""
    answer = client.post(reverse(f"consultations:{name}", args=arguments), said)
    shown: str = answer.content.decode()
    assert answer.status_code == 422 and words in shown, shown[-3000:]
    return shown


def hidden(client: Client, *arguments: Any) -> dict[str, Any]:
    """The hidden fields of a contact's form, as the page has them."""
    form = client.get(reverse("consultations:note", args=arguments)).context["form"]
    return {"seen": form["seen"].value(), "page": form["page"].value()}
