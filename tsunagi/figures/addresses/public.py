"""Addresses that everybody may know."""

from django.urls import path

from tsunagi.figures.views import public as views

urlpatterns = [
    path("figures/", views.home, name="home"),
    path("figures/catalogue.jsonld", views.catalogue, name="catalogue"),
    path("figures/of/<slug:slug>/", views.body, name="body"),
    path("figures/of/<slug:slug>/<slug:code>/", views.definition, name="definition"),
    path("figures/of/<slug:slug>/<slug:code>/data/<slug:format>/", views.data, name="data"),
    path("figures/tables/<int:key>/", views.publication, name="publication"),
    path("figures/numbers/<int:key>/", views.figure, name="figure"),
]
