"""Addresses of whoever looks after windows, entrances and the rota."""

from django.urls import path

from tsunagi.consultations.views import retention, rota
from tsunagi.consultations.views import windows as views

urlpatterns = [
    path("consultations/organisations/<slug:slug>/windows/", views.windows, name="windows"),
    path("consultations/organisations/<slug:slug>/windows/new/", views.make_window, name="make_window"),
    path("consultations/organisations/<slug:slug>/entrances/new/", views.make_entrance, name="make_entrance"),
    path("consultations/organisations/<slug:slug>/retention/", retention.preview, name="retention"),
    path("consultations/organisations/<slug:slug>/retention/erase/", retention.erase, name="erase"),
    path("consultations/windows/<uuid:key>/change/", views.change_window, name="change_window"),
    path("consultations/windows/<uuid:key>/pause/", views.pause, name="pause"),
    path("consultations/windows/<uuid:key>/resume/", views.resume, name="resume"),
    path("consultations/windows/<uuid:key>/rota/", rota.rota, name="rota"),
    path("consultations/windows/<uuid:key>/rota/copy/", rota.copy_week, name="copy_week"),
    path("consultations/shifts/<int:key>/remove/", rota.remove_shift, name="remove_shift"),
    path("consultations/entrances/<uuid:key>/change/", views.change_entrance, name="change_entrance"),
    path("consultations/entrances/<uuid:key>/windows/", views.branches, name="branches"),
    path("consultations/branches/<int:key>/remove/", views.remove_branch, name="remove_branch"),
    path("consultations/branches/<int:key>/leave/", views.leave_entrance, name="leave_entrance"),
]
