"""The commands that exchange supports with other systems: HSDS in both directions, GIF out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tsunagi.base.models import Organisation

FAILED = 2


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands beside the others."""
    out = commands.add_parser("export", help="支援を他のシステム用に書き出す / write the supports for other systems")
    out.add_argument(
        "what",
        choices=("hsds", "gif", "html"),
        help="HSDS、政府相互運用性フレームワーク、または町のサイトに置くページ / HSDS, Japan's GIF, or a page for a town's own site",
    )
    out.add_argument(
        "path", type=Path, metavar="DIR|FILE.zip|FILE.json", help="書き出し先。gif は FILE.json / where; gif: FILE.json"
    )
    out.add_argument(
        "--keeper",
        default="",
        metavar="SLUG",
        help="この組織の記録を、公開前のものも含めて(hsds のみ) / all that this body keeps, published or not (hsds only)",
    )
    out.add_argument("--area", default="", help="この地域で使えるもの(html のみ) / for people of this area (html only)")
    out.add_argument("--need", default="", help="この困りごとのもの(html のみ) / for this need (html only)")
    out.add_argument(
        "--language", default="ja", choices=("ja", "en"), help="ページのことば(html のみ) / of the page (html)"
    )
    taken = commands.add_parser("import-hsds", help="HSDS の支援を取り込む / take in supports of HSDS")
    taken.add_argument("path", type=Path, metavar="FILE", help="JSON か、CSV をまとめた ZIP / JSON, or a ZIP of CSVs")
    taken.add_argument("--keeper", required=True, metavar="SLUG", help="記録を受け持つ組織 / the body that keeps them")
    taken.add_argument("--accept", action="store_true", help="取り込む(なければ提案だけ) / write (else only propose)")


def export(wanted: argparse.Namespace) -> int:
    """Write the supports into a folder, a package or one file."""
    from tsunagi.directory.queries.filters import Filters
    from tsunagi.directory.queries.gif import write_gif
    from tsunagi.directory.queries.hsds.bulk import write_json, write_package, write_zip
    from tsunagi.directory.queries.hsds.scope import Scope
    from tsunagi.directory.views.embedding import write_page

    path: Path = wanted.path
    keeper = _keeper(wanted.keeper)
    if wanted.keeper and keeper is None:
        return _no_keeper(wanted.keeper)
    if wanted.what == "gif" and (path.suffix != ".json" or wanted.keeper):
        return _fail("gif は公開中の支援だけを FILE.json に書きます / gif writes published supports into FILE.json.")
    scope = Scope(keeper=keeper)
    try:
        if wanted.what == "html":
            write_page(path, Filters(area=wanted.area, need=wanted.need), wanted.language)
        elif wanted.what == "gif":
            write_gif(path)
        elif path.suffix == ".json":
            write_json(path, scope)
        elif path.suffix == ".zip":
            with path.open("wb") as file:
                write_zip(file, scope)
        else:
            path.mkdir(parents=True, exist_ok=True)
            write_package(path, scope)
    except OSError as error:
        return _fail(f"{path} に書けません({error.strerror}) / Cannot write {path} ({error.strerror}).")
    print(f"→ {path}", file=sys.stderr)
    return 0


def import_hsds(wanted: argparse.Namespace) -> int:
    """Say what a file would change, and change it if that was asked."""
    from tsunagi.base.rules.sentences import Wrong
    from tsunagi.directory.actions.hsds_import import accept_hsds
    from tsunagi.directory.queries.hsds.proposal import propose
    from tsunagi.directory.rules.hsds.files import read_file

    keeper = _keeper(wanted.keeper)
    if keeper is None:
        return _no_keeper(wanted.keeper)
    try:
        incoming = read_file(wanted.path.name, wanted.path.read_bytes(), whose=keeper.slug)
    except OSError as error:
        return _fail(f"{wanted.path} が読めません({error.strerror}) / Cannot read {wanted.path} ({error.strerror}).")
    except Wrong as wrong:
        return _fail(f"{wanted.path}: {wrong}")
    proposal = propose(keeper, incoming)
    if wanted.accept:
        accept_hsds(by=None, proposal=proposal)
    for change in proposal.changes:
        if change.kind != "unchanged":
            print(f"{KINDS[change.kind]}\t{change.name}\t{' '.join(change.fields)}".rstrip())
    for where, sentence in proposal.faults.found:
        print(f"! {where}: {sentence}")
    counts = proposal.counts()
    print(
        "、".join(f"{name}{counts[kind]}件" for kind, name in KINDS.items())
        + ("。" if wanted.accept else "(提案だけ)。")
    )
    return 0


KINDS = {"new": "新規", "changed": "変更", "unchanged": "変更なし", "gone": "ファイルになし", "refused": "取り込まない"}


def _keeper(slug: str) -> Organisation | None:
    from tsunagi.base.models import Organisation

    return Organisation.objects.filter(slug=slug).first() if slug else None


def _no_keeper(slug: str) -> int:
    return _fail(f"組織「{slug}」がありません / There is no body {slug!r}; name one with --keeper.")


def _fail(sentence: str) -> int:
    print(f"tsunagi: {sentence}", file=sys.stderr)
    return FAILED
