"""Addresses that everybody may know."""

from django.urls import path

from tsunagi.directory.views import public, reporting

urlpatterns = [
    path("supports/", public.services, name="services"),
    path("supports/<uuid:key>/", public.service, name="service"),
    path("supports/<uuid:key>/report/", reporting.report, name="report"),
]
