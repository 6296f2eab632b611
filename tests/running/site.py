"""A made-up site outside of the tests' own database, filled and looked at by processes of its own.

`python -m tests.running.site fill` puts in a published plan, a support, a person with a case and a referral;
`python -m tests.running.site look` prints as JSON what somebody who works there would see;
`write FILE` opens cases until it is stopped and `held` prints those there are.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

PASSWORD = "見本のことば12345"


def fill() -> None:
    """Made-up contents of every part."""
    from django.utils import timezone

    from tests.cases import samples
    from tests.register.samples import fill as fill_edition
    from tsunagi.base.models import Job, Membership, Organisation, Role, User
    from tsunagi.base.scope import everything
    from tsunagi.register.actions.editions import found_plan, publish, start_edition

    town = Organisation.objects.create(slug="town", kind="npo", name="見本町の窓口")
    worker = User.objects.create_user("worker@example.jp", PASSWORD, name="見本 担当")
    role = Role.objects.get(code="case_worker")
    Membership.objects.create(user=worker, organisation=town, role=role, since=timezone.now())
    plan = found_plan(
        by=None, organisation=Organisation.objects.get(slug="cabinet-office"), slug="sample", title="見本の計画"
    )
    edition = start_edition(by=None, plan=plan, fiscal_year=2024, kind="follow_up", title="見本の実施状況")
    fill_edition(edition)
    publish(by=None, edition=edition)
    place = samples.service_of(None, "居場所ひだまり")
    with everything():
        case = samples.case(worker, town)
        samples.sent(worker, case, place)
    # A row that is gone: its number must never be given to another. And a file with every byte there is.
    Job.objects.create(kind="sample", by=worker, arguments={"b": 1.0, "a": [1.50, "𠮷"]}, content=bytes(range(256)))
    Job.objects.create(kind="sample").delete()


def look() -> dict[str, Any]:
    """What the site says, and what its database refuses."""
    from django.db import DatabaseError, connection, transaction

    from tsunagi.base.audit import faults
    from tsunagi.base.models import AuditRow, Job, Organisation
    from tsunagi.base.scope import everything, scope_of
    from tsunagi.cases.models import Person, Referral
    from tsunagi.directory.queries.search import search
    from tsunagi.register.models import Edition, Target

    def is_refused(deed: Any) -> bool:
        try:
            with transaction.atomic():
                deed()
        except DatabaseError:
            return True
        return False

    found: dict[str, Any] = {"engine": connection.vendor, "unasked": Person.objects.count()}
    with scope_of([Organisation.objects.get(slug="town").pk]):
        found["own"] = Person.objects.count()
    with everything():
        found["names"] = [[one.name, one.other_names, one.telephone] for one in Person.objects.all()]
        found["referrals"] = list(Referral.objects.values_list("state", flat=True))
    found["faults"] = list(faults())
    found["moves"] = AuditRow.objects.filter(action="base.move").count()
    found["found"] = [one.name for one in search("ひだまり").services]
    found["frozen"] = is_refused(lambda: Edition.objects.update(title="別の題")) and is_refused(
        lambda: Target.objects.all()[0].delete()
    )
    found["file"] = bytes(Job.objects.get(kind="sample").content or b"") == bytes(range(256))
    with transaction.atomic():
        found["next"] = Job.objects.create(kind="next").pk - Job.objects.get(kind="sample").pk
        transaction.set_rollback(True)
    return found


def write(path: str) -> None:
    """Open a case for somebody, again and again; a line in the file says which one was acknowledged. While the
    database is away, try again."""
    import time

    from django.db import DatabaseError, connection

    from tests.cases import samples
    from tsunagi.base.models import Organisation, User
    from tsunagi.base.scope import scope_of

    worker, town = User.objects.get(email="worker@example.jp"), Organisation.objects.get(slug="town")
    with open(path, "a", encoding="utf-8") as file:  # noqa: PTH123
        while True:
            try:
                with scope_of([town.pk]):
                    made = samples.case(worker, town)
                file.write(f"{made.pk} {made.person.name}\n")
                file.flush()
            except DatabaseError:
                connection.close()
                time.sleep(0.1)


def held() -> dict[str, Any]:
    """Every case with the name in it, and whether the chain of deeds holds."""
    from tsunagi.base.audit import faults
    from tsunagi.base.scope import everything
    from tsunagi.cases.models import Case

    with everything():
        cases = {str(one.pk): one.person.name for one in Case.objects.select_related("person")}
    return {"cases": cases, "faults": list(faults())}


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tsunagi.settings"
    os.environ["TSUNAGI_JOBS"] = "django_tasks.backends.immediate.ImmediateBackend"
    import django

    django.setup()
    match sys.argv[1:]:
        case ["fill"]:
            fill()
        case ["write", path]:
            write(path)
        case ["look"]:
            print(json.dumps(look(), ensure_ascii=False))
        case ["held"]:
            print(json.dumps(held(), ensure_ascii=False))
