"""The addresses of mail servers in the settings: what each means, and the sentence on one that means nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sites import site
from tsunagi.mailing import READING, SENDING, Server, mail_server


def test_an_address_is_taken_apart_and_its_signs_are_put_back() -> None:
    said = mail_server("imaps://soudan:se%23cret%2Fwo@rd@mail.example.jp/%E7%AA%93%E5%8F%A3", READING, name="X")
    assert said == Server("imaps", "mail.example.jp", 993, "soudan", "se#cret/wo@rd", "窓口")
    plain = mail_server("smtp://mail.example.jp:2525", SENDING, name="X")
    assert plain == Server("smtp", "mail.example.jp", 2525, "", "", "")
    ports = {kind: mail_server(f"{kind}://h", SENDING, name="X").port for kind in SENDING}
    assert ports == {"smtp": 25, "smtp+tls": 25, "smtps": 465}


@pytest.mark.parametrize(
    "address",
    [
        "mail.example.jp:25",
        "imap://mail.example.jp",
        "smtp://",
        "smtp://me:himitsu#1@mail.example.jp",
        "smtp://me:himitsu/1@mail.example.jp",
        "smtp://me:12/himitsu@mail.example.jp",
        "smtp://me:himitsu?1@mail.example.jp",
        "smtp://mail.example.jp:many",
        "smtp://[::1",
    ],
)
def test_one_that_means_nothing_is_refused_with_the_setting_and_without_its_password(address: str) -> None:
    with pytest.raises(SystemExit) as said:
        mail_server(address, SENDING, name="TSUNAGI_MAIL")
    assert str(said.value).startswith("TSUNAGI_MAIL は smtp://") and "himitsu" not in str(said.value)


def test_a_site_sends_over_tls_from_the_first_byte_where_the_address_says_so(tmp_path: Path) -> None:
    with site(tmp_path, "mail") as here:
        here.more["TSUNAGI_MAIL"] = "smtps://me:a%2Fb@mail.example.jp"
        shown = here.python(
            "from django.core.mail import get_connection\nfrom django.conf import settings\n"
            "one = get_connection(settings.MAIL_BACKEND)\n"
            "print(one.host, one.port, one.username, one.password, one.use_ssl, one.use_tls, one.timeout is None)"
        )
        assert shown.split() == ["mail.example.jp", "465", "me", "a/b", "True", "False", "False"]
        here.more["TSUNAGI_MAIL"] = "mail.example.jp:25"
        ended = here.run("check")
        assert ended.returncode != 0 and "TSUNAGI_MAIL は" in ended.stderr and "Traceback" not in ended.stderr
