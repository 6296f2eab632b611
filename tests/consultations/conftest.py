"""The same two organisations as in casework, and a window of the first."""

from __future__ import annotations

import pytest

from tests.cases.conftest import House, client, house, npo, quiet, town
from tests.consultations import samples
from tsunagi.consultations.models import Contact, Entrance, Window

__all__ = ["client", "house", "npo", "quiet", "town"]


@pytest.fixture
def window(town: House) -> Window:
    return samples.window(town.organisation)


@pytest.fixture
def waiting(window: Window) -> Contact:
    return samples.waiting(window)


@pytest.fixture
def entrance(window: Window) -> Entrance:
    """A public entrance with the window under it."""
    return samples.entrance(window)
