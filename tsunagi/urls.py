"""All addresses. Japanese ones stand without a prefix, English ones under /en/."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from tsunagi.base import views
from tsunagi.consultations.addresses.public import for_programs as consultations_for_programs
from tsunagi.consultations.addresses.public import urlpatterns as for_whoever_writes
from tsunagi.consultations.addresses.webhooks import for_programs as handed_in
from tsunagi.directory.addresses.data import for_programs as directory_for_programs
from tsunagi.figures.addresses.public import urlpatterns as published_figures
from tsunagi.register.addresses.data import for_programs

#: The half that everybody reaches has no address at all of the work with people: a form to write by, and published
#: figures, are all that it has of these parts.
IS_OUTSIDE = settings.HALF == "outside"
for_everybody = [
    path("", include((for_whoever_writes, "consultations"))),
    path("", include((published_figures, "figures"))),
]
with_people = [
    path("", include("tsunagi.consultations.urls")),
    path("", include("tsunagi.figures.urls")),
]
#: Tried first: one look tells that an address is none of them, and chats ask more often than anybody.
with_people_first = [
    path("talk/", include("tsunagi.consultations.addresses.chat")),
    path("casework/", include("tsunagi.cases.urls")),
]
urlpatterns = [
    path("health/", views.health, name="health"),
    path("metrics/", views.metrics, name="metrics"),
    *for_programs,
    *directory_for_programs,
    *([] if IS_OUTSIDE else [*consultations_for_programs, *handed_in]),
    *i18n_patterns(
        *([] if IS_OUTSIDE else with_people_first),
        path("accounts/email/", views.own_address, name="account_email"),
        path("accounts/", include("allauth.account.urls")),
        path("accounts/2fa/", include("allauth.mfa.urls")),
        path("", include("tsunagi.base.urls")),
        path("", include("tsunagi.navigator.urls")),
        path("", include("tsunagi.directory.urls")),
        *(for_everybody if IS_OUTSIDE else with_people),
        path("", include("tsunagi.register.urls")),
        prefix_default_language=False,
    ),
]
