"""Addresses that everybody may know."""

from django.urls import path

from tsunagi.navigator.views import about, asking, danger

urlpatterns = [
    path("", asking.ask, name="ask"),
    path("find/", asking.find, name="find"),
    path("danger/<slug:kind>/", danger.danger, name="danger"),
    path("about/", about.about, name="about"),
]
