"""What all processes have to know for a while: one at once is first, values end, and no key stands in the table."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.sites import site
from tsunagi.base.models import Shared


@pytest.mark.django_db
def test_what_is_there_is_not_added_until_it_ends() -> None:
    assert [cache.add("code", "y", 30) for _ in range(2)] == [True, False]
    Shared.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert cache.get("code", "none") == "none"
    assert cache.add("code", "z", 30) and cache.get("code") == "z"
    cache.set("code", [1.5, 2], None)
    assert cache.get("code") == [1.5, 2]
    assert [cache.delete("code") for _ in range(2)] == [True, False]
    cache.add("over", 1, 30)
    Shared.objects.update(until=timezone.now() - timedelta(seconds=1))
    cache.set("other", 2, 30)
    assert Shared.objects.count() == 1, "what has ended is let go"
    cache.clear()
    assert not Shared.objects.exists()


@pytest.mark.django_db
def test_no_key_stands_in_the_table() -> None:
    cache.set("login_failed:hana@example.jp", [1.0], 900)
    assert "hana" not in str(Shared.objects.values_list("key", "value").get())


def test_processes_count_together(tmp_path: Path) -> None:
    used = "from django.core.cache import cache\nprint(cache.add('a code of user 1', 'y', 60))"
    with site(tmp_path, "site") as found:
        found.done("set-up")
        assert [found.python(used) for _ in range(2)] == ["True", "False"]
