"""Addresses of whoever answers. No name and no word stands in one."""

from django.urls import path

from tsunagi.consultations.views import board as views
from tsunagi.consultations.views import contact, noting

urlpatterns = [
    path("consultations/", views.board, name="board"),
    path("consultations/windows/<uuid:key>/sit/", views.sit, name="sit"),
    path("consultations/windows/<uuid:key>/rise/", views.rise, name="rise"),
    path("consultations/windows/<uuid:key>/begin/", views.begin_contact, name="begin"),
    path("consultations/contacts/<uuid:key>/", contact.contact, name="contact"),
    path("consultations/contacts/<uuid:key>/note/", noting.note, name="note"),
    path("consultations/contacts/<uuid:key>/take/", views.take, name="take"),
    path("consultations/contacts/<uuid:key>/danger/", views.see_danger, name="see_danger"),
    path("consultations/contacts/<uuid:key>/called/", views.call_again_done, name="call_again_done"),
    path("consultations/contacts/<uuid:key>/later/", contact.call_later, name="call_later"),
    path("consultations/contacts/<uuid:key>/pass/", contact.pass_on, name="pass_on"),
    path("consultations/contacts/<uuid:key>/partner/", contact.call_in, name="call_in"),
    path("consultations/contacts/<uuid:key>/beside/", contact.sit_beside, name="sit_beside"),
    path("consultations/contacts/<uuid:key>/take-over/", contact.take_over, name="take_over"),
]
