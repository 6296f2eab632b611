"""Addresses of the anonymous chat, as the person sees it."""

from django.urls import path

from tsunagi.consultations.views import chat

app_name = "talk"
urlpatterns = [
    path("<slug:slug>/", chat.talk, name="talk"),
    path("<slug:slug>/begin/", chat.begin, name="begin"),
    path("<slug:slug>/new/", chat.new, name="new"),
    path("<slug:slug>/say/", chat.say, name="say"),
    path("<slug:slug>/leave/", chat.leave, name="leave"),
]
