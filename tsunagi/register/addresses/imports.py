"""Addresses of imports, and of what is done to an edition as a whole."""

from django.urls import path

from tsunagi.register.views import editions, imports, lineage

urlpatterns = [
    path("plans/<slug:slug>/import/", imports.upload, name="upload"),
    path("plans/<slug:slug>/start/", lineage.start, name="start"),
    path("measures/<int:key>/relate/", lineage.relate, name="relate"),
    path("entries/<int:key>/title-from/<int:source>/", lineage.borrow_title, name="borrow_title"),
    path("entries/<int:key>/amend/", editions.amend, name="amend"),
    path("imports/<int:key>/", imports.change_set, name="change_set"),
    path("imports/<int:key>/accept/", imports.accept_all, name="accept_all"),
    path("imports/proposals/<int:key>/", imports.proposal, name="proposal"),
    path("imports/proposals/<int:key>/match/", imports.rematch, name="rematch"),
    path("editions/<int:key>/sections/", editions.sections, name="sections"),
    path("editions/<int:key>/publish/", editions.publish, name="publish"),
    path("editions/<int:key>/correct/", editions.correct, name="correct"),
    path("documents/<int:key>/pages/<int:page>.png", imports.page_picture, name="page_picture"),
]
