"""Addresses that everybody may know."""

from django.urls import path

from tsunagi.directory.views import public

urlpatterns = [
    path("supports/", public.services, name="services"),
    path("supports/<uuid:key>/", public.service, name="service"),
]
