"""What each address gives. Every list is asked for by GET, or by POST so that no word stands in an address."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from ninja import Router

from tsunagi.directory.api.answers import Refused, answer, page, page_of_texts, read
from tsunagi.directory.api.asked import (
    AskedAtLocations,
    AskedNothing,
    AskedOrganization,
    AskedOrganizations,
    AskedServices,
    AskedTerms,
    Paged,
)
from tsunagi.directory.api.described import described
from tsunagi.directory.models import ServiceAtLocation
from tsunagi.directory.queries.hsds import kept, lists, trees
from tsunagi.directory.queries.hsds.bulk import state, write_zip
from tsunagi.directory.queries.hsds.scope import Scope
from tsunagi.directory.rules.hsds import Version
from tsunagi.directory.rules.hsds.package import VERSION as PACKAGE
from tsunagi.directory.rules.hsds.schema import LISTS, json_schema

Asked = TypeVar("Asked", bound=AskedNothing)
Row = TypeVar("Row", bound=Model)
WRITING: Final = ("PUT", "PATCH", "DELETE")

Respond = Callable[[HttpRequest, Scope, Any], HttpResponseBase]


def router(version: Version) -> Router:
    """The addresses of one version."""
    made = Router()
    scope = Scope(version)
    _at(made, "/", AskedNothing, root, scope, "Version, profile and description of this API")
    _at(made, "/schema.json", AskedNothing, schema, scope, "The JSON Schema of all answers, ours beyond HSDS included")
    if version == PACKAGE:
        _at(made, "/package.zip", AskedNothing, package, scope, "All of it as HSDS's data package, a ZIP of CSVs")
    _list(made, "services", AskedServices, services, scope)
    _list(made, "organizations", AskedOrganizations, organizations, scope)
    _list(made, "service_at_locations", AskedAtLocations, at_locations, scope)
    _list(made, "taxonomies", Paged, taxonomies, scope)
    _list(made, "taxonomy_terms", AskedTerms, terms, scope)
    _one(made, "services", AskedNothing, service, scope)
    _one(made, "organizations", AskedOrganization, organization, scope)
    _one(made, "service_at_locations", AskedNothing, at_location, scope)
    _one(made, "taxonomies", AskedNothing, taxonomy, scope)
    _one(made, "taxonomy_terms", AskedNothing, term, scope)

    @made.api_operation(["GET", "HEAD", "POST"], "/{path:rest}", include_in_schema=False)
    def nothing(request: HttpRequest, rest: str) -> HttpResponseBase:
        raise Http404("There is no such address; / names the description of this API.")

    return made


def _at(made: Router, path: str, kind: type[Asked], respond: Respond, scope: Scope, summary: str) -> None:
    def view(request: HttpRequest) -> HttpResponseBase:
        read(request, kind)
        return respond(request, scope, None)

    extra = described(kind, "", keyed=False, sent=False)
    made.api_operation(["GET"], path, summary=summary, operation_id=respond.__name__, openapi_extra=extra)(view)
    _others(made, path, view, "POST")


def _list(made: Router, name: str, kind: type[Asked], respond: Respond, scope: Scope) -> None:
    def view(request: HttpRequest) -> HttpResponseBase:
        return respond(request, scope, read(request, kind))

    for method, path, operation in (
        ("GET", f"/{name}", f"list_{name}"),
        ("POST", f"/{name}", f"ask_{name}"),
        ("POST", f"/{name}/search", f"search_{name}"),
    ):
        extra = described(kind, f"page_of_{name}", keyed=False, sent=method == "POST")
        made.api_operation([method], path, summary=respond.__doc__, operation_id=operation, openapi_extra=extra)(view)
    _others(made, f"/{name}", view)
    _refused(made, f"/{name}/search", "GET", "HEAD", *WRITING)


def _one(made: Router, name: str, kind: type[Asked], respond: Respond, scope: Scope) -> None:
    def view(request: HttpRequest, id: UUID) -> HttpResponseBase:
        return respond(request, scope, (id, read(request, kind)))

    extra = described(kind, LISTS[name], keyed=True, sent=False)
    path = f"/{name}/{{uuid:id}}"
    operation = f"get_{LISTS[name]}"
    made.api_operation(["GET"], path, summary=respond.__doc__, operation_id=operation, openapi_extra=extra)(view)
    _others(made, path, view, "POST")


def _others(made: Router, path: str, view: Callable[..., HttpResponseBase], *refused: str) -> None:
    """HEAD is GET without a body; nothing is written here."""
    made.api_operation(["HEAD"], path, include_in_schema=False)(view)
    _refused(made, path, *refused, *WRITING)


def _refused(made: Router, path: str, *methods: str) -> None:
    def refuse(request: HttpRequest) -> HttpResponseBase:
        raise Refused(f"{request.method} is not for this address.", code="method", status=405)

    def refuse_one(request: HttpRequest, id: UUID) -> HttpResponseBase:
        return refuse(request)

    view = refuse_one if path.endswith("}") else refuse
    made.api_operation(list(methods), path, include_in_schema=False)(view)


def root(request: HttpRequest, scope: Scope, asked: None) -> HttpResponseBase:
    """Version, profile and description."""
    here = request.build_absolute_uri(request.path)
    said = {"version": scope.version, "profile": f"{here}schema.json", "openapi_url": f"{here}openapi.json"}
    return answer(request, said)


def schema(request: HttpRequest, scope: Scope, asked: None) -> HttpResponseBase:
    """What answers look like."""
    return answer(request, json_schema(scope.version))


def package(request: HttpRequest, scope: Scope, asked: None) -> HttpResponseBase:
    """All of it. It stays the same until the next deed, so whoever has it is told so before it is made again."""
    tag = f'"{state()}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_zip(file, Scope())
    file.seek(0)
    headers = {"ETag": tag, "Content-Disposition": 'attachment; filename="hsds.zip"'}
    return FileResponse(file, content_type="application/zip", headers=headers)


def services(request: HttpRequest, scope: Scope, asked: AskedServices) -> HttpResponseBase:
    """Services."""
    wanted = asked.wanted()
    total = kept.total() if wanted == lists.Wanted() else None
    if total is not None and not asked.minimal and not asked.full and asked.format == "json":
        return page_of_texts(request, asked, total, kept.texts)
    say_all = trees.minimal_services if asked.minimal else trees.full_services if asked.full else trees.services
    return page(request, asked, lists.services(scope, wanted), lambda rows: say_all(rows, scope), total=total)


def organizations(request: HttpRequest, scope: Scope, asked: AskedOrganizations) -> HttpResponseBase:
    """Organizations."""
    found = lists.providers(scope, asked.wanted())
    if asked.full or asked.full_service:
        full = asked.full_service
        return page(request, asked, found, lambda rows: trees.full_organizations(rows, scope, full_service=full))
    return page(request, asked, found, lambda rows: [trees.organization(one, scope) for one in rows])


def at_locations(request: HttpRequest, scope: Scope, asked: AskedAtLocations) -> HttpResponseBase:
    """Services at locations."""
    found = _near(lists.at_locations(scope, asked.wanted()), asked)
    say_all = trees.full_at_locations if asked.full else trees.at_locations
    return page(request, asked, found, lambda rows: say_all(rows, scope))


def _near(found: QuerySet[ServiceAtLocation], asked: AskedAtLocations) -> QuerySet[ServiceAtLocation]:
    if asked.proximity is None:
        return lists.with_postcode(found, asked.postcode) if asked.postcode else found
    if asked.latitude is not None and asked.longitude is not None:
        return lists.within(found, asked.latitude, asked.longitude, asked.proximity)
    middle = lists.centre(asked.postcode)
    if middle is None:
        raise Refused("postcode: no place of this directory has it; give latitude and longitude instead.")
    return lists.within(found, *middle, asked.proximity)


def taxonomies(request: HttpRequest, scope: Scope, asked: Paged) -> HttpResponseBase:
    """Taxonomies."""
    found = lists.named(scope.taxonomies(), asked.search).order_by("name", "pk")
    return page(request, asked, found, lambda rows: trees.taxonomies(rows, scope))


def terms(request: HttpRequest, scope: Scope, asked: AskedTerms) -> HttpResponseBase:
    """Taxonomy terms."""
    found = lists.named(scope.terms(), asked.search)
    if asked.taxonomy_id:
        found = found.filter(taxonomy=asked.taxonomy_id)
    if asked.top_only:
        found = found.filter(parent__isnull=True)
    if asked.parent_id:
        found = found.filter(parent=asked.parent_id)
    ordered = found.order_by("taxonomy__name", "order", "name", "pk")
    return page(request, asked, ordered, lambda rows: trees.terms(rows, scope))


def service(request: HttpRequest, scope: Scope, asked: tuple[UUID, AskedNothing]) -> HttpResponseBase:
    """A service with all that hangs on it."""
    rows = [_found(scope.services().select_related("provider"), asked[0])]
    return answer(request, trees.full_services(rows, scope)[0], rows[0])


def organization(request: HttpRequest, scope: Scope, asked: tuple[UUID, AskedOrganization]) -> HttpResponseBase:
    """An organization with all that hangs on it."""
    rows = [_found(scope.providers(), asked[0])]
    [said] = trees.full_organizations(rows, scope, full_service=asked[1].full_service)
    return answer(request, said, rows[0])


def at_location(request: HttpRequest, scope: Scope, asked: tuple[UUID, AskedNothing]) -> HttpResponseBase:
    """A service at a location, with all that hangs on both."""
    rows = [_found(scope.at_locations().select_related("service__provider", "location"), asked[0])]
    return answer(request, trees.full_at_locations(rows, scope)[0], rows[0])


def taxonomy(request: HttpRequest, scope: Scope, asked: tuple[UUID, AskedNothing]) -> HttpResponseBase:
    """A taxonomy."""
    return answer(request, trees.taxonomies([_found(scope.taxonomies(), asked[0])], scope)[0])


def term(request: HttpRequest, scope: Scope, asked: tuple[UUID, AskedNothing]) -> HttpResponseBase:
    """A taxonomy term."""
    return answer(request, trees.terms([_found(scope.terms(), asked[0])], scope)[0])


def _found(rows: QuerySet[Row], key: UUID) -> Row:
    row = rows.filter(pk=key).first()
    if row is None:
        raise Http404("There is nothing with this id, or it is not published.")
    return row
