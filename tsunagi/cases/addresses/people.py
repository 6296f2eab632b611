"""Addresses of the desk and of people. No name stands in one."""

from django.urls import path

from tsunagi.cases.views import beginning, households
from tsunagi.cases.views import people as views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("search/", views.search, name="search"),
    path("open/", views.open_case, name="open"),
    path("open/contact/<uuid:key>/", beginning.from_contact, name="from_contact"),
    path("open/code/", beginning.from_code, name="from_code"),
    path("people/<uuid:key>/", views.person, name="person"),
    path("people/<uuid:key>/open/", views.open_case, name="open_again"),
    path("people/<uuid:key>/change/", views.change_person, name="change_person"),
    path("people/<uuid:key>/household/", households.household, name="household"),
    path("people/<uuid:key>/household/leave/", households.leave, name="leave_household"),
    path("people/<uuid:key>/whereabouts/", views.whereabouts, name="whereabouts"),
    path("people/<uuid:key>/consent/", views.give_consent, name="give_consent"),
    path("consents/<uuid:key>/withdraw/", views.withdraw_consent, name="withdraw_consent"),
]
