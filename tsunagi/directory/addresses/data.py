"""Addresses for programs; they stand outside of the languages."""

from django.contrib.sitemaps import views as sitemaps
from django.urls import path, re_path

from tsunagi.directory.api import apis, nothing_here
from tsunagi.directory.views.sitemap import SupportsSitemap

SITEMAPS = {"supports": SupportsSitemap}

for_programs = [
    path("sitemap.xml", sitemaps.index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}),
    path("sitemap-<section>.xml", sitemaps.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    *(path(f"api/hsds/{version}/", api.urls) for version, api in apis.items()),
    re_path(r"^api/hsds/[\s\S]*$", nothing_here),
]
