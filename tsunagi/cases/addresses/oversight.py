"""Addresses for who keeps an eye on it."""

from django.urls import path

from tsunagi.cases.views import oversight as views

urlpatterns = [
    path("organisations/<slug:slug>/readings/", views.readings, name="readings"),
    path("organisations/<slug:slug>/emergency/<int:number>/", views.break_glass, name="break_glass"),
    path("people/<uuid:key>/readings/", views.person_readings, name="person_readings"),
    path("people/<uuid:key>/merge/<uuid:other>/", views.merge, name="merge"),
    path("people/<uuid:key>/unmerge/", views.unmerge, name="unmerge"),
]
