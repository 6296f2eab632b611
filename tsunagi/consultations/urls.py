"""All addresses of consultations: of whoever answers under consultations/, of everybody under write/."""

from tsunagi.consultations.addresses import board, public, windows

app_name = "consultations"
urlpatterns = [*board.urlpatterns, *windows.urlpatterns, *public.urlpatterns]
