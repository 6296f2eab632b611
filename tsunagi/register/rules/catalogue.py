"""A DCAT 3 catalogue as JSON-LD, page by page (Hydra). No licence is named: which one the data have is for each body
to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def catalogue(
    address: str,
    plans: Sequence[dict[str, Any]],
    *,
    total: int,
    page: int = 1,
    pages: int = 1,
    others: Sequence[str] = (),
) -> dict[str, Any]:
    """One page of the catalogue, which says where the others are.

    address: of the whole, which is that of its first page. plans: the page's; each with slug, title, publisher,
    address, and files (title, address, media, fiscal_year, issued, seal). total: how many plans all pages have.
    others: addresses of catalogues that this one holds.
    """
    datasets = [_dataset(one) for one in plans]
    title = "孤独・孤立対策の計画と実施状況"
    told = a_page(address, title, datasets, total=total, page=page, pages=pages)
    held = [{"@id": one, "@type": "dcat:Catalog"} for one in others]
    return {**told, "dcat:catalog": held} if held else told


def a_page(
    address: str, title: str, datasets: Sequence[dict[str, Any]], *, total: int, page: int, pages: int
) -> dict[str, Any]:
    """A page of a catalogue of whatever datasets."""
    return {
        "@context": CONTEXT,
        "@id": address,
        "@type": ["dcat:Catalog", "hydra:Collection"],
        "dct:title": title,
        "hydra:totalItems": total,
        "dcat:dataset": list(datasets),
        "hydra:view": {
            "@id": _page(address, page),
            "@type": "hydra:PartialCollectionView",
            "hydra:first": {"@id": _page(address, 1)},
            **({"hydra:previous": {"@id": _page(address, page - 1)}} if page > 1 else {}),
            **({"hydra:next": {"@id": _page(address, page + 1)}} if page < pages else {}),
            "hydra:last": {"@id": _page(address, pages)},
        },
    }


def _page(address: str, number: int) -> str:
    return address if number == 1 else f"{address}?page={number}"


def _dataset(plan: dict[str, Any]) -> dict[str, Any]:
    years = [one["fiscal_year"] for one in plan["files"]]
    return {
        "@id": plan["address"],
        "@type": "dcat:Dataset",
        "dct:identifier": plan["slug"],
        "dct:title": plan["title"],
        "dct:language": "ja",
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": plan["publisher"]},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@value": f"{min(years)}-04-01", "@type": "xsd:date"},
            "dcat:endDate": {"@value": f"{max(years) + 1}-03-31", "@type": "xsd:date"},
        },
        "dcat:distribution": [_distribution(one) for one in plan["files"]],
    }


def _distribution(file: dict[str, Any]) -> dict[str, Any]:
    return {
        "@id": file["address"],
        "@type": "dcat:Distribution",
        "dct:title": file["title"],
        "dcat:downloadURL": {"@id": file["address"]},
        "dcat:mediaType": file["media"],
        "dct:issued": file["issued"],
        "dct:description": f"封印(この版の内容のSHA-256): {file['seal']}",
    }
