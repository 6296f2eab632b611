"""New people: somebody is new once, whatever number of records turned out to be theirs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count

from tests.cases import samples as casework
from tests.cases.conftest import House
from tsunagi.cases.actions.oversight import merge, unmerge
from tsunagi.cases.models import Case
from tsunagi.figures.queries import counting

MONTHS = [202505, 202506, 202507]


@pytest.fixture
def opened(town: House) -> list[Case]:
    """Cases of three records of the same person, and of a fourth of somebody else, opened month by month."""
    made = [casework.case(town.worker, town.organisation) for _at in range(4)]
    for case, month in zip(made, (5, 6, 7, 7), strict=True):
        Case.objects.filter(pk=case.pk).update(opened_on=date(2025, month, 10))
    return made


def parts(town: House) -> dict[tuple[int, str], int]:
    """How many cases each month has in each part."""
    counted = counting.count("case", town.organisation, MONTHS)
    return {(month, part): number for (month, dimension, _value, part), number in counted.items() if not dimension}


@pytest.mark.parametrize("stands", [0, 1, 2])
def test_records_that_were_merged_are_one_new_person_whichever_stands_for_all(
    town: House, opened: list[Case], stands: int
) -> None:
    assert parts(town) == {(202505, "new_unplanned"): 1, (202506, "new_unplanned"): 1, (202507, "new_unplanned"): 2}
    kept, *others = [opened[stands].person, *(case.person for at, case in enumerate(opened[:3]) if at != stands)]
    for one in others:
        merge(by=town.supervisor, kept=kept, other=one)
    assert parts(town) == {
        (202505, "new_unplanned"): 1,
        (202506, "again"): 1,
        (202507, "again"): 1,
        (202507, "new_unplanned"): 1,
    }
    for one in others:
        unmerge(by=town.supervisor, person=one)
    assert parts(town)[202507, "new_unplanned"] == 2, "it is taken back as merging is"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads small tables whole, whatever there is")
def test_whether_somebody_is_new_is_looked_up_and_not_searched_for(town: House, opened: list[Case]) -> None:
    found: Any = counting.cases({town.organisation.pk}, tuple(MONTHS)).order_by()
    plan = found.values_list("part").annotate(number=Count("pk")).explain()
    inner = plan.partition("CORRELATED")[2]
    assert "person_merged" in inner and "SCAN" not in inner
