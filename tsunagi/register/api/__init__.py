"""The register for programs: published data only, the newest revision unless one is named."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from tsunagi.register.api.endpoints import router

api = NinjaAPI(title="tsunagi", version="1", docs_url=None, urls_namespace="api")
api.add_router("", router)


def _error(request: HttpRequest, code: str, message: str, status: int) -> HttpResponse:
    return api.create_response(request, {"error": {"code": code, "message": message}}, status=status)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    """One shape for every error."""
    return _error(request, "not_found", str(error) or "There is no such thing, or it is not published.", 404)


@api.exception_handler(ValidationError)
def unprocessable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What was asked for cannot be meant; says which part."""
    first: dict[str, Any] = error.errors[0]
    return _error(request, "invalid", f"{first['loc'][-1]}: {first['msg']}", 422)
