"""Addresses for who counts and who signs off."""

from django.urls import path

from tsunagi.figures.views import keeping, learning

urlpatterns = [
    path("figures/keep/<slug:slug>/", keeping.keep, name="keep"),
    path("figures/keep/<slug:slug>/take/<slug:code>/", keeping.take, name="take"),
    path("figures/keep/<slug:slug>/define/<slug:source>/", keeping.define, name="define"),
    path("figures/keep/<slug:slug>/limit/", keeping.limit, name="limit"),
    path("figures/definitions/<int:key>/prepare/", keeping.prepare, name="prepare"),
    path("figures/tables/<int:key>/correct/", keeping.correct, name="correct"),
    path("figures/tables/<int:key>/sign/", keeping.sign, name="sign"),
    path("figures/tables/<int:key>/drop/", keeping.drop, name="drop"),
    path("figures/editions/<int:key>/fill/", keeping.hand_over, name="hand_over"),
    path("figures/numbers/<int:key>/records/", keeping.records, name="records"),
    path("figures/learning/", learning.learning, name="learning"),
    path("figures/learning/measures/<int:key>/", learning.suggestions, name="suggestions"),
]
