"""Public holidays, beside the tables that the cabinet office published for these years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tsunagi.directory.rules.hours import is_holiday

#: 2019 with the days of the accession, 2020 and 2021 with those moved for the Olympic Games; 2026 with a day between
#: two holidays and a substitute three days after its Sunday.
PUBLISHED = {
    2019: "01-01 01-14 02-11 03-21 04-29 04-30 05-01 05-02 05-03 05-04 05-05 05-06 07-15 08-11 08-12 09-16 09-23 10-14 "
    "10-22 11-03 11-04 11-23",
    2020: "01-01 01-13 02-11 02-23 02-24 03-20 04-29 05-03 05-04 05-05 05-06 07-23 07-24 08-10 09-21 09-22 11-03 11-23",
    2021: "01-01 01-11 02-11 02-23 03-20 04-29 05-03 05-04 05-05 07-22 07-23 08-08 08-09 09-20 09-23 11-03 11-23",
    2025: "01-01 01-13 02-11 02-23 02-24 03-20 04-29 05-03 05-04 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-23 "
    "11-24",
    2026: "01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23",
    2027: "01-01 01-11 02-11 02-23 03-21 03-22 04-29 05-03 05-04 05-05 07-19 08-11 09-20 09-23 10-11 11-03 11-23",
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_holidays_are_those_that_were_published(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(366)]
    found = [f"{day:%m-%d}" for day in days if day.year == year and is_holiday(day)]
    assert found == PUBLISHED[year].split()


def test_new_years_eve_is_no_holiday_by_law() -> None:
    assert not is_holiday(date(2026, 12, 31))
    assert not is_holiday(date(2027, 1, 2))
