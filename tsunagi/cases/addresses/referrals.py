"""Addresses of handing on."""

from django.urls import path

from tsunagi.cases.views import referrals as views

urlpatterns = [
    path("cases/<uuid:key>/refer/", views.choose, name="choose"),
    path("cases/<uuid:key>/refer/<uuid:service>/", views.draft, name="draft"),
    path("referrals/<uuid:key>/", views.referral, name="referral"),
    path("referrals/<uuid:key>/change/", views.change, name="change_referral"),
    path("referrals/<uuid:key>/seen/", views.take_note, name="take_note"),
    path("referrals/<uuid:key>/noted/", views.read_news, name="read_news"),
    path("referrals/<uuid:key>/<slug:name>/", views.deed, name="deed"),
]
