"""Addresses of the yearly round."""

from django.urls import path

from tsunagi.register.views import round as views

urlpatterns = [
    path("editions/<int:key>/round/", views.open_round, name="open_round"),
    path("rounds/<int:key>/", views.round_page, name="round"),
    path("rounds/<int:key>/remind/", views.remind, name="remind"),
    path("my-measures/", views.my_measures, name="my_measures"),
    path("assignments/<int:key>/officer/", views.appoint, name="appoint"),
    path("assignments/<int:key>/fill/", views.fill, name="fill"),
    path("assignments/<int:key>/check/", views.check, name="check"),
]
