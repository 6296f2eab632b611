"""Addresses of the base."""

from django.urls import path

from tsunagi.base import views

app_name = "base"
urlpatterns = [
    path("furigana/", views.furigana, name="furigana"),
    path("desk/", views.desk, name="desk"),
    path("jobs/<int:key>/", views.job, name="job"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<slug:slug>/members/", views.members, name="members"),
    path("organisations/<slug:slug>/deeds/", views.deeds, name="deeds"),
    path("memberships/<int:key>/end/", views.end_membership, name="end_membership"),
    path("memberships/<int:key>/factors/", views.factors, name="factors"),
    path("sessions/end/", views.end_sessions, name="end_sessions"),
]
