"""Addresses of what is taken along."""

from django.urls import path

from tsunagi.navigator.views import taking

urlpatterns = [
    path("take-along/", taking.take_along, name="take_along"),
    path("code/", taking.code, name="code"),
]
