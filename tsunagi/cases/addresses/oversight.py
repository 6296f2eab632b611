"""Addresses for who keeps an eye on it."""

from django.urls import path

from tsunagi.cases.views import oversight as views
from tsunagi.cases.views import receiving, retention

urlpatterns = [
    path("organisations/<slug:slug>/readings/", views.readings, name="readings"),
    path("organisations/<slug:slug>/receiving/", receiving.receiving, name="receiving"),
    path("organisations/<slug:slug>/room/", receiving.room, name="room"),
    path("organisations/<slug:slug>/retention/", retention.preview, name="retention"),
    path("organisations/<slug:slug>/retention/erase/", retention.erase, name="erase"),
    path("cases/<uuid:key>/hold/", retention.hold, name="hold"),
    path("holds/<uuid:key>/end/", retention.let_go, name="let_go"),
    path("organisations/<slug:slug>/emergency/", views.emergency, name="emergency"),
    path("organisations/<slug:slug>/emergency/<int:number>/", views.break_glass, name="break_glass"),
    path("emergencies/<uuid:key>/end/", views.end_emergency, name="end_emergency"),
    path("people/<uuid:key>/readings/", views.person_readings, name="person_readings"),
    path("people/<uuid:key>/merge/<uuid:other>/", views.merge, name="merge"),
    path("people/<uuid:key>/unmerge/", views.unmerge, name="unmerge"),
]
