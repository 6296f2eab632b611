"""Addresses of what is counted."""

from django.urls import path

from tsunagi.navigator.views import ledger, unmet

urlpatterns = [
    path("unmet/", unmet.unmet, name="unmet"),
    path("counts/", ledger.counts, name="ledger"),
    path("counts/file/", ledger.counts_file, name="ledger_file"),
]
