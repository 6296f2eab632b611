"""Addresses of conferences."""

from django.urls import path

from tsunagi.cases.views import conferences as views

urlpatterns = [
    path("conferences/", views.conferences, name="conferences"),
    path("conferences/<uuid:key>/", views.conference, name="conference"),
    path("conferences/<uuid:key>/seats/", views.give_seat, name="give_seat"),
    path("seats/<uuid:key>/pledge/", views.pledge, name="pledge"),
    path("seats/<uuid:key>/end/", views.end_seat, name="end_seat"),
    path("cases/<uuid:key>/bring/", views.bring, name="bring"),
    path("brought/<uuid:key>/decide/", views.decide, name="decide"),
    path("decisions/<uuid:key>/done/", views.carry_out, name="carry_out"),
]
