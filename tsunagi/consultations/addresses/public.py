"""Addresses for everybody, and for programs. No word that somebody wrote stands in one."""

from django.urls import path

from tsunagi.consultations.views import impressions, public_form, route

urlpatterns = [
    path("write/", public_form.entrances, name="entrances"),
    path("write/felt/<str:token>/", impressions.felt, name="felt"),
    path("write/<slug:slug>/", public_form.entrance, name="entrance"),
    path("write/<slug:slug>/form/", public_form.write, name="write"),
    path("write/<slug:slug>/receipt/", public_form.receipt, name="receipt"),
]

#: Outside of the languages' addresses: what they answer is the same in all.
for_programs = [path("consultations/route/<slug:slug>", route.route, name="consultations_route")]
