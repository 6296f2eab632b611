"""Opening pages and sending forms, as a browser does."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.cases import samples
from tsunagi.cases.models import Referral

DUE = samples.days(7).isoformat()
TODAY = samples.days(0).isoformat()


def page(client: Client, name: str, *arguments: Any, **said: Any) -> str:
    """A page's HTML; it has to be there."""
    answer = client.get(reverse(f"cases:{name}", args=arguments), said or None)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def post(client: Client, name: str, *arguments: Any, said: dict[str, Any] | None = None) -> Any:
    """Send a form; it has to be taken."""
    answer = client.post(reverse(f"cases:{name}", args=arguments), said or {})
    assert answer.status_code == 302, (name, answer.status_code, answer.content.decode()[-3000:])
    return answer


def refused(client: Client, name: str, *arguments: Any, said: dict[str, Any], words: str) -> None:
    """Send a form; it comes back with a sentence, and with what was typed."""
    answer = client.post(reverse(f"cases:{name}", args=arguments), said)
    assert answer.status_code == 422 and words in answer.content.decode(), answer.content.decode()[-3000:]


def deed(client: Client, referral: Referral, name: str, **said: Any) -> None:
    """Open the deed's page and send it as it stands there."""
    assert page(client, "deed", referral.pk, name)
    version = Referral.objects.get(pk=referral.pk).version
    post(client, "deed", referral.pk, name, said={"version": version, **said})
