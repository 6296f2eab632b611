"""Addresses of the settings for mail and LINE."""

from django.urls import path

from tsunagi.consultations.views import channels as views

urlpatterns = [
    path("consultations/channels/<uuid:key>/close/", views.close, name="close_channel"),
    path("consultations/channels/<slug:slug>/", views.channels, name="channels"),
]
