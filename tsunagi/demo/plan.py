"""The prefecture's own plan, read from its documents as a body would take them in, and what it rests on.

Fiscal 2024 is published. Fiscal 2025 is a draft: its figures are still to come from the city's year.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Final

import tsunagi
from tsunagi.base.models import Organisation, User
from tsunagi.register.actions.editions import found_plan, publish, start_edition
from tsunagi.register.actions.imports import accept_certain, decide, propose_changes, receive
from tsunagi.register.actions.lineage import derive
from tsunagi.register.models import Edition, Entry, Plan

SLUG: Final = "shiranami"
TITLE: Final = "白波県つながり推進計画(架空)"
#: In the checkout only: README reads it too.
BEFORE: Final = Path(tsunagi.__file__).parents[1] / "examples" / "follow-up.txt"
#: By their numbers in fiscal 2025: the prefecture's measure, the national one that it rests on, and what was changed.
RESTS_ON: Final = [
    (1, 1, "narrowed", "県民にしぼり、回答率を目標にした。"),
    (2, 8, "added", "見つからなかった困りごとを数えることを加えた。"),
    (3, 10, "reworded", ""),
    (4, 7, "narrowed", "県内の窓口の相談件数を目標にした。"),
    (7, 23, "narrowed", "就業の相談にしぼった。"),
    (10, 101, "narrowed", "プランを作った人の割合を目標にした。"),
    (11, 12, "unchanged", ""),
    (13, 61, "narrowed", "こども食堂にしぼった。"),
    (14, 142, "added", "協議会を置いた市町村の数を目標にした。"),
]


def take_in() -> None:
    """Found the plan and take its documents in, unless it is there."""
    if Plan.objects.filter(slug=SLUG).exists():
        return
    body = Organisation.objects.get(slug=SLUG)
    plan = found_plan(by=None, organisation=body, slug=SLUG, title=TITLE, title_en="Shiranami plan (made up)")
    if BEFORE.exists():
        publish(by=None, edition=_edition(plan, 2024, BEFORE.name, BEFORE.read_bytes()))
    name = "plan-2025.txt"
    edition = _edition(plan, 2025, name, (resources.files(__package__) / name).read_bytes())
    by = User.objects.get(email="prefecture@example.jp")
    ours = {one.number: one.measure for one in Entry.objects.filter(edition=edition).select_related("measure")}
    national = Entry.objects.filter(edition__plan__organisation__slug="cabinet-office", edition__fiscal_year=2025)
    theirs = {one.number: one.measure for one in national.select_related("measure")}
    for number, source, change, note in RESTS_ON:
        derive(by=by, measure=ours[number], source=theirs[source], change=change, note=note)


def _edition(plan: Plan, year: int, name: str, content: bytes) -> Edition:
    document = receive(by=None, plan=plan, name=name, content=content)
    title = f"{TITLE} 実施状況(令和{year - 2018}年度)"
    edition = start_edition(by=None, plan=plan, fiscal_year=year, kind="follow_up", title=title)
    change_set = propose_changes(by=None, edition=edition, document=document)
    accept_certain(by=None, change_set=change_set)
    for doubtful in change_set.proposals.filter(decision="open"):
        decide(by=None, proposal=doubtful, decision="accepted", version=doubtful.version)
    return edition
