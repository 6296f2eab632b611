"""Addresses that everybody may know."""

from django.urls import path

from tsunagi.register.views import bodies, figures, public

EDITION = "plans/<slug:plan>/<int:year>/<slug:kind>/"

urlpatterns = [
    path("plans/", public.home, name="home"),
    path("search/", public.search, name="search"),
    path("bodies/", bodies.bodies, name="bodies"),
    path("bodies/<str:prefecture>/missed/", bodies.missed, name="missed"),
    path("plans/<slug:slug>/", public.plan, name="plan"),
    path("compare/<int:earlier>/<int:later>/", public.compare, name="compare"),
    path("measures/<int:key>/", public.measure, name="measure"),
    path("measures/<int:key>/texts/", public.texts, name="texts"),
    path("evidence/<slug:kind>/<int:key>/", figures.evidence, name="evidence"),
    path("targets/<int:key>/note/", figures.annotate, name="annotate"),
    path(EDITION, public.edition, name="edition"),
    path(f"{EDITION}sections/<str:code>/", public.section, name="section"),
    path(f"{EDITION}ministries/<slug:slug>/", public.ministry, name="ministry"),
    path(f"{EDITION}groups/<slug:code>/", public.group, name="group"),
    path(f"{EDITION}verdicts/<slug:verdict>/", public.verdict, name="verdict"),
]
