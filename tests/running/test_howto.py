"""The how-to pages can be followed: every command in them is one, and those of a site's life run in their order."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.repo import tree
from tests.sites import Site, site
from tsunagi.cli.command import _parser

PAGES = sorted([*(tree.ROOT / "docs").rglob("*.md"), tree.ROOT / "README.md", tree.ROOT / "README.ja.md"])
#: A command in a sentence, and one on a line of a block, which may be on one half of a split installation.
SAID = re.compile(r"`tsunagi ([a-z][^`]*)`")
SHOWN = re.compile(r"^ *(?:\$ |inside\$ +|outside\$ +)?(?:[A-Z_]+=\S+ )*tsunagi ((?:[^\n]*\\\n)*[^\n]*)$", re.M)
FENCED = re.compile(r"^ *```[a-z]*\n(.*?)^ *```$", re.M | re.S)
#: What may be left out: [--every SECONDS]; what is one of several: plan|follow_up; and a year to fill in.
OPTIONAL = re.compile(r"\[[^\]]*\]")
ONE_OF = re.compile(r"([\w-]+)(?:\\?\|[\w-]+)+")
PUT_BACK = "restore town-2026-11-26.age --key town-back-up.key"
SETTING = re.compile(r"^ *(TSUNAGI_(?!HOME)[A-Z_]+)=(\S+)$", re.M)


def commands(page: Path) -> list[str]:
    """The commands of a page, as they would be typed."""
    text = page.read_text(encoding="utf-8")
    blocks = FENCED.findall(text)
    shown = [one.replace("\\\n", " ") for block in blocks for one in SHOWN.findall(block)]
    return [*SAID.findall(FENCED.sub("", text)), *(re.split(r" [|>#] ?", one)[0] for one in shown)]


def is_whole(command: str) -> bool:
    """Whether nothing in it is left to the reader."""
    return "…" not in command and "--help" not in command


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(tree.ROOT)))
def test_every_command_of_the_pages_is_one(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parser = _parser()
    for command in filter(is_whole, commands(page)):
        words = shlex.split(ONE_OF.sub(r"\1", OPTIONAL.sub("", command)).replace("YYYY", "2024").replace("KIND", "npo"))
        try:
            parser.parse_args(words)
        except SystemExit:
            said = capsys.readouterr().err
            # `tsunagi move` in a sentence names the command; typed without its arguments it asks for them.
            assert "the following arguments are required" in said and len(words) <= 2, f"{command}\n{said}"


def test_there_are_commands_to_try() -> None:
    assert sum(len(commands(page)) for page in PAGES) > 100


def _of(page: str) -> list[str]:
    """The commands of a how-to page, in their order."""
    return commands(tree.ROOT / "docs" / "howto" / f"{page}.md")


def _do(here: Site, page: str, names: list[str], instead: dict[str, str] | None = None) -> str:
    """Run the commands of a page that begin with these names; what they printed. instead: what stands for a file."""
    told = ""
    for name in names:
        command = next(one for one in _of(page) if one.startswith(name) and is_whole(one) and _is_complete(one))
        for written, meant in (instead or {}).items():
            command = command.replace(written, meant)
        told += here.done(*shlex.split(command))
    return told


def _is_complete(command: str) -> bool:
    try:
        _parser().parse_args(shlex.split(OPTIONAL.sub("", command)))
    except SystemExit:
        return False
    return True


def test_a_site_is_set_up_joined_backed_up_and_put_back_as_the_pages_say(tmp_path: Path) -> None:
    key, file = str(tmp_path / "town-back-up.key"), str(tmp_path / "town.age")
    here_instead = {"/srv/back-ups/town-2026-11-26.age": file, "town-2026-11-26.age": file, "town-back-up.key": key}
    with site(tmp_path, "site") as here, site(tmp_path, "drill") as drill:
        here.more |= dict(SETTING.findall((tree.ROOT / "docs" / "howto" / "run-a-site.md").read_text(encoding="utf-8")))
        assert "TSUNAGI_HOSTS" in here.more
        _do(here, "run-a-site", ["set-up"])
        assert {"keys", "secret-key"} <= {one.name for one in here.home.iterdir()}, "there to be copied from now on"
        told = _do(here, "run-a-site", ["add-operator", "check --deploy", "load-pack", "load-facts", "remind"])
        assert "パスワード" in told
        _do(here, "add-a-municipality", ["organisation add"])
        _do(here, "rotate-keys", ["keys add", "keys rotate", "keys list", "keys renew-signing"])
        public = re.search(r"age1[a-z0-9]+", _do(here, "back-up-and-restore", ["back-up-key"], here_instead))
        assert public is not None
        here.more["TSUNAGI_BACK_UP_TO"] = public[0]
        _do(here, "back-up-and-restore", ["back-up /", f"{PUT_BACK} --check"], here_instead)
        for name in ("keys", "audit-key", "secret-key"):
            (drill.home / name).write_bytes((here.home / name).read_bytes())
        _do(drill, "back-up-and-restore", [PUT_BACK], here_instead)
        _do(drill, "back-up-and-restore", ["set-up", "audit verify", "keys list"])
        assert "見本町" in drill.python(
            "from tsunagi.base.models import Organisation\nprint(Organisation.objects.get(slug='mihon-town').name)"
        )
