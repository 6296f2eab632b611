"""What is published, as datasets of a DCAT 3 catalogue: one for each definition, with its files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tsunagi.figures.rules.periods import bounds, months_of


def dataset(told: dict[str, Any], periods: Sequence[str], files: Sequence[dict[str, str]]) -> dict[str, Any]:
    """A definition's figures. told: identifier, title, publisher, address and issued (of the newest table). periods:
    codes of those that are published, at least one. files: each with address and media."""
    months = sorted(month for period in periods for month in months_of(period))
    first, after = bounds((months[0], months[-1]))
    return {
        "@id": told["address"],
        "@type": "dcat:Dataset",
        "dct:identifier": told["identifier"],
        "dct:title": told["title"],
        "dct:language": "ja",
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": told["publisher"]},
        "dct:issued": told["issued"],
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@value": first.isoformat(), "@type": "xsd:date"},
            "dcat:endDate": {"@value": (after - timedelta(days=1)).isoformat(), "@type": "xsd:date"},
        },
        "dcat:distribution": [
            {
                "@id": one["address"],
                "@type": "dcat:Distribution",
                "dcat:downloadURL": {"@id": one["address"]},
                "dcat:mediaType": one["media"],
            }
            for one in files
        ],
    }
