"""Addresses of chats, mails and LINE talks, for those who answer."""

from django.urls import path

from tsunagi.consultations.views import staff_chat as views

urlpatterns = [
    path("consultations/chats/", views.chats, name="chats"),
    path("consultations/chats/waiting/", views.waiting, name="waiting_chats"),
    path("consultations/chats/<uuid:key>/", views.chat, name="chat"),
    path("consultations/chats/<uuid:key>/new/", views.new, name="new_in_chat"),
    path("consultations/chats/<uuid:key>/take/", views.take, name="take_chat"),
    path("consultations/chats/<uuid:key>/danger/", views.see_danger, name="see_danger_in_chat"),
    path("consultations/chats/<uuid:key>/write/", views.write, name="write_in_chat"),
    path("consultations/chats/<uuid:key>/again/", views.try_again, name="carry_again"),
]
