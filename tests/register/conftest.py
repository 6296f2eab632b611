"""A draft that documents are taken into, and who reviews them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tsunagi.register.actions import editions
from tsunagi.register.models import Edition, Plan


@pytest.fixture
def draft(plan: Plan) -> Edition:
    """This year's follow-up, with no measure in it yet."""
    return editions.start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="見本")


@pytest.fixture
def reviewer(client: Client, member: Callable[..., Any], settings: Any) -> Any:
    """A publisher, signed in on the test's client."""
    settings.SECOND_FACTOR = False
    user = member("publisher")
    client.force_login(user)
    return user
