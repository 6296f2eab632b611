"""The same two organisations as in casework, and a window of the first."""

from __future__ import annotations

import uuid

import pytest
from django.core import mail
from django.utils import timezone

from tests.cases.conftest import House, client, house, npo, quiet, town
from tests.consultations import samples
from tests.consultations.letters import ADDRESS, letter, receive
from tsunagi.consultations.actions import contacts, messages
from tsunagi.consultations.actions.carrying import carry_waiting
from tsunagi.consultations.actions.channels import open_channel
from tsunagi.consultations.models import Channel, Contact, Entrance, Message, Window

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


@pytest.fixture
def mail_channel(town: House, window: Window) -> Channel:
    return open_channel(by=town.supervisor, window=window, kind="mail", address=ADDRESS)


@pytest.fixture
def answered(town: House, mail_channel: Channel) -> Message:
    receive(letter())
    carry_waiting(now=timezone.now())
    mail.outbox.clear()
    held = contacts.take(by=town.worker, contact=Contact.objects.get())
    return messages.answer(by=town.worker, contact=held, words="こちらです", key=str(uuid.uuid4()))
