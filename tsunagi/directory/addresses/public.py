"""Addresses that everybody may know."""

from django.urls import path

from tsunagi.directory.views import answering, embedding, maps, public, reporting

urlpatterns = [
    path("supports/", public.services, name="services"),
    path("supports/map/", maps.places, name="map"),
    path("embed/supports/", embedding.embedded, name="embedded"),
    path("supports/<uuid:key>/", public.service, name="service"),
    path("supports/<uuid:key>/report/", reporting.report, name="report"),
    path("still-right/<str:token>/", answering.still_right, name="still_right"),
]
