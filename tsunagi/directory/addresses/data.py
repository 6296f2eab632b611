"""Addresses for programs; they stand outside of the languages."""

from django.urls import path

from tsunagi.directory.api import apis

for_programs = [path(f"api/hsds/{version}/", api.urls) for version, api in apis.items()]
