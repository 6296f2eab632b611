"""Addresses of the register."""

from django.urls import path

from tsunagi.register import views

app_name = "register"
urlpatterns = [path("", views.home, name="home")]
