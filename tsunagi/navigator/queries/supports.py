"""The public supports, ready to be asked; worked out anew when one of them has changed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import Max
from django.db.utils import DatabaseError

from tsunagi.directory.models import Service
from tsunagi.directory.queries.public import public_services
from tsunagi.directory.rules.pack import national_pack
from tsunagi.navigator import meaning
from tsunagi.navigator.rules.index import Index
from tsunagi.navigator.rules.nearness import Meaning
from tsunagi.navigator.rules.support import EMERGENCY, Support, distinct, of_pack
from tsunagi.navigator.rules.vocabulary import Vocabulary, read_vocabulary

#: The plan and year whose numbers an answer names.
PLAN: Final = ("national", 2024)


@dataclass(frozen=True, slots=True)
class _Held:
    """An index, and the last change of a support that it knows of."""

    index: Index
    changed: datetime | None


_held: _Held | None = None
_building = threading.Lock()


def supports_index(*, with_meaning_at_once: bool = False) -> Index:
    """The index of the supports as they are.

    While one request works it out anew, others go on with the last one. The models take long to read all supports, so
    words decide alone until they have: nobody waits for them but a command that asks so.
    """
    changed = Service.objects.aggregate(last=Max("modified_at"))["last"]
    held = _held
    if held is not None and (held.changed == changed or _building.locked()):
        return held.index
    with _building:
        if _held is None or _held.changed != changed:
            supports = _supports()
            if with_meaning_at_once:
                _keep(Index.build(supports, vocabulary(), models()), changed)
            else:
                _keep(Index.build(supports, vocabulary()), changed)
                if settings.MEANING:
                    threading.Thread(target=_add_meaning, args=(supports, changed), daemon=True).start()
        assert _held is not None
        return _held.index


def _add_meaning(supports: list[Support], changed: datetime | None) -> None:
    """Let the models read the supports, and put them in, unless another change came in the meantime."""
    made = Index.build(supports, vocabulary(), models())
    with _building:
        if _held is not None and _held.changed == changed:
            _keep(made, changed)


def _keep(index: Index, changed: datetime | None) -> None:
    global _held
    _held = _Held(index, changed)


@cache
def pack_index() -> Index:
    """The index of the pack that comes with the program, for a command without a database; worked out once."""
    return Index.build([of_pack(one) for one in national_pack().services], vocabulary(), models())


def has_supports() -> bool:
    """Whether there is a database with public supports in it."""
    try:
        return public_services().exists()
    except DatabaseError:
        return False


def vocabulary() -> Vocabulary:
    """What people say when they need something: needs.toml of this installation, if it has one, else the program's."""
    own = Path(settings.HOME) / "needs.toml"
    source = own if own.exists() else resources.files("tsunagi.navigator") / "needs.toml"
    return _vocabulary(source.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _vocabulary(text: str) -> Vocabulary:
    return read_vocabulary(text)


@cache
def models() -> list[Meaning]:
    """The models of meaning that work here; loaded once."""
    return meaning.load(Path(settings.HOME) / "meaning") if settings.MEANING else []


def _supports() -> list[Support]:
    found = (
        public_services()
        .order_by("pk")
        .prefetch_related("attributes__term__taxonomy", "areas", "languages", "ways__languages", "measures")
    )
    return [of_service(one) for one in found.iterator(chunk_size=2000)]


def of_service(service: Service) -> Support:
    """A record of the directory as a support."""
    ways = service.ways.all()
    spoken = [one.code for one in service.languages.all()] + [one.code for way in ways for one in way.languages.all()]
    return Support(
        id=str(service.pk),
        names=distinct(service.name, service.name_kana, service.name_easy, service.name_en, service.alternate_name),
        aliases=tuple(service.aliases),
        says=tuple(saying for sayings in service.says.values() for saying in sayings),
        summaries=distinct(service.summary, service.summary_easy, service.summary_en),
        details=distinct(
            *(getattr(service, field + ending) for field in ("for_whom", "happens") for ending in ("", "_easy", "_en"))
        ),
        needs=service.codes("need"),
        audience=service.codes("audience"),
        groups=service.codes("group"),
        measures=tuple(one.number for one in service.measures.all() if (one.plan, one.fiscal_year) == PLAN),
        areas=tuple(one.code for one in service.areas.all() if one.code),
        languages=tuple(dict.fromkeys(code for code in spoken if code)),
        ways=tuple(dict.fromkeys(way.kind for way in ways)),
        is_emergency=any(way.number in EMERGENCY for way in ways),
    )
