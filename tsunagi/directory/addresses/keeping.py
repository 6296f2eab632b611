"""Addresses for those who keep the supports of a body."""

from django.urls import path

from tsunagi.directory.views.keeping import deeds, editing, hsds, listing, lists, providers, reports

urlpatterns = [
    path("keep/service/<uuid:key>/", editing.edit, name="edit"),
    path("keep/service/<uuid:key>/publish/", deeds.publish, name="publish"),
    path("keep/service/<uuid:key>/withdraw/", deeds.withdraw, name="withdraw"),
    path("keep/service/<uuid:key>/confirm/", deeds.confirm, name="confirm"),
    path("keep/service/<uuid:key>/capacity/", deeds.capacity, name="capacity"),
    path("keep/service/<uuid:key>/part/", deeds.part, name="part"),
    path("keep/service/<uuid:key>/history/", deeds.history, name="history"),
    path("keep/service/<uuid:key>/into/<uuid:other>/", deeds.merge, name="merge"),
    path("keep/service/<uuid:key>/apart/<uuid:other>/", deeds.apart, name="apart"),
    path("keep/provider/<uuid:key>/", providers.provider, name="provider"),
    path("keep/report/<int:key>/", reports.decide, name="decide"),
    path("keep/list/<int:key>/", lists.list_, name="list"),
    path("keep/list/<int:key>/accept/", lists.accept_all, name="accept_list"),
    path("keep/hsds/<int:key>/", hsds.hsds_file, name="hsds_file"),
    path("keep/row/<int:key>/", lists.row, name="row"),
    path("keep/<slug:slug>/", listing.keeping, name="keeping"),
    path("keep/<slug:slug>/new/", editing.new, name="new"),
    path("keep/<slug:slug>/check/", listing.to_check, name="to_check"),
    path("keep/<slug:slug>/lists/", lists.lists, name="lists"),
    path("keep/<slug:slug>/hsds/", hsds.hsds_files, name="hsds_files"),
    path("keep/<slug:slug>/reports/", reports.reports, name="reports"),
    path("keep/<slug:slug>/duplicates/", listing.duplicates, name="duplicates"),
]
