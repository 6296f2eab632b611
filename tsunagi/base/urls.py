"""Addresses of the base."""

from django.urls import path

from tsunagi.base import views

app_name = "base"
urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("jobs/<int:key>/", views.job, name="job"),
]
