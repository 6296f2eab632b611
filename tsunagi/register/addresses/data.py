"""Addresses for files and for programs; the ones for programs stand outside of the languages."""

from django.urls import path

from tsunagi.register.addresses.public import EDITION
from tsunagi.register.api import api
from tsunagi.register.views import data, downloads

urlpatterns = [
    path(f"{EDITION}downloads/", downloads.downloads, name="downloads"),
    path(f"{EDITION}download/<slug:format>/", downloads.download, name="download"),
]

for_programs = [
    path("api/schema/edition.json", data.schema, name="schema"),
    path("api/catalogue.jsonld", data.catalogue, name="catalogue"),
    path("api/v1/", api.urls),
]
