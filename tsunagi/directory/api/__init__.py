"""The directory for programs, as HSDS 3.0 and 3.1: published supports only, and never where a confidential place is."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI

from tsunagi.directory.api.answers import Refused
from tsunagi.directory.api.endpoints import router
from tsunagi.directory.rules.hsds import VERSIONS, Version


def _api(version: Version) -> NinjaAPI:
    api = NinjaAPI(title="tsunagi HSDS", version=version, docs_url=None, urls_namespace=f"hsds-{version}")
    api.add_router("", router(version))

    def error(request: HttpRequest, code: str, message: str, status: int) -> HttpResponse:
        return api.create_response(request, {"error": {"code": code, "message": message}}, status=status)

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
        return error(request, refusal.code, str(refusal), refusal.status)

    @api.exception_handler(Http404)
    def not_found(request: HttpRequest, missing: Http404) -> HttpResponse:
        return error(request, "not_found", str(missing), 404)

    return api


#: One API for each version.
apis = {version: _api(version) for version in VERSIONS}


def nothing_here(request: HttpRequest) -> JsonResponse:
    """Any other address below the API's: programs get the same shape of error there too, and no page for people."""
    message = "There is nothing at this address; docs/reference/hsds.md lists what there is."
    return JsonResponse({"error": {"code": "not_found", "message": message}}, status=404)
