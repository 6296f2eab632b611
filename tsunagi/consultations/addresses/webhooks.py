"""Addresses at which other systems hand something in. They have no language."""

from django.urls import path

from tsunagi.consultations.views import webhooks

for_programs = [
    path("hooks/line/<uuid:key>/", webhooks.line, name="hook_line"),
    path("hooks/mail/<uuid:key>/", webhooks.mail, name="hook_mail"),
]
