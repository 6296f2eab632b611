"""Opening pages and sending forms, as a browser does."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse


def page(client: Client, name: str, *arguments: Any, **said: Any) -> str:
    """A page's HTML; it has to be there."""
    answer = client.get(reverse(f"figures:{name}", args=arguments), said or None)
    assert answer.status_code == 200, (name, answer.status_code, answer.content.decode()[-2000:])
    return answer.content.decode()


def post(client: Client, name: str, *arguments: Any, said: dict[str, Any] | None = None) -> Any:
    """Send a form; it has to be taken."""
    answer = client.post(reverse(f"figures:{name}", args=arguments), said or {})
    assert answer.status_code == 302, (name, answer.status_code, answer.content.decode()[-3000:])
    return answer


def refused(client: Client, name: str, *arguments: Any, said: dict[str, Any], words: str, status: int = 422) -> None:
    """Send a form; it comes back with a sentence."""
    answer = client.post(reverse(f"figures:{name}", args=arguments), said)
    assert answer.status_code == status, (answer.status_code, answer.content.decode()[-2000:])
    assert words in answer.content.decode(), answer.content.decode()[-3000:]
