"""Addresses of cases and their forms."""

from django.urls import path

from tsunagi.cases.views import cases as views
from tsunagi.cases.views import printing

urlpatterns = [
    path("cases/", views.case_list, name="list"),
    path("cases/<uuid:key>/", views.case, name="case"),
    path("cases/<uuid:key>/file/", printing.case_file, name="file"),
    path("cases/<uuid:key>/worker/", views.assign, name="assign"),
    path("cases/<uuid:key>/step/", views.add_step, name="add_step"),
    path("steps/<uuid:key>/end/", views.end_step, name="end_step"),
    path("cases/<uuid:key>/close/", views.close_case, name="close_case"),
    path("cases/<uuid:key>/reopen/", views.reopen_case, name="reopen_case"),
    path("cases/<uuid:key>/forms/<slug:code>/", views.fill_sheet, name="fill_sheet"),
    path("forms/<uuid:key>/", printing.sheet, name="sheet"),
    path("forms/<uuid:key>/correct/", views.correct_sheet, name="correct_sheet"),
]
