"""PostgreSQL itself shows a connection the personal records of the organisations that it was told, and no others."""

from __future__ import annotations

from django.db import migrations

from tsunagi.base.guards import seal_off

OWN = "{scope:organisation_id}"
PARTY = "{scope:sender_id} OR ({scope:receiver_id} AND sent_at IS NOT NULL) OR {scope:coordinator_id}"
#: A party to a referral sees the consent that it rests on, and what was brought before a conference for it.
OF_REFERRAL = "EXISTS (SELECT 1 FROM cases_referral r WHERE r.{column} = {table}.id)"
#: What is brought before a conference is seen by the bodies that sit there and have pledged secrecy.
SITS = (
    "EXISTS (SELECT 1 FROM cases_seat s WHERE s.conference_id = cases_brought.conference_id"
    " AND s.ended_on IS NULL AND s.pledged_on IS NOT NULL AND {scope:s.organisation_id})"
)
OWN_TABLES = (
    "cases_household",
    "cases_person",
    "cases_persontoken",
    "cases_case",
    "cases_sheet",
    "cases_step",
    "cases_emergency",
)


class Migration(migrations.Migration):
    """Row-level security on every table that holds something of a person."""

    dependencies = [("cases", "0001_initial")]
    operations = [
        *(seal_off(table, OWN) for table in OWN_TABLES),
        seal_off("cases_likeness", "{any}", written=OWN),
        seal_off("cases_referral", PARTY),
        seal_off("cases_move", "EXISTS (SELECT 1 FROM cases_referral r WHERE r.id = cases_move.referral_id)"),
        seal_off(
            "cases_consent", f"{OWN} OR {OF_REFERRAL.format(column='consent_id', table='cases_consent')}", written=OWN
        ),
        seal_off("cases_brought", f"{OWN} OR {SITS}", written=OWN),
        seal_off("cases_decision", "EXISTS (SELECT 1 FROM cases_brought b WHERE b.id = cases_decision.brought_id)"),
    ]
