"""All addresses of consultations: of whoever answers under consultations/, of everybody under write/.

The anonymous chat has a name of its own (talk), since other systems and the person's browser know it without these.
"""

from tsunagi.consultations.addresses import board, channels, public, staff_chat, windows

app_name = "consultations"
urlpatterns = [
    *staff_chat.urlpatterns,  # first, since they are asked for most often
    *board.urlpatterns,
    *windows.urlpatterns,
    *public.urlpatterns,
    *channels.urlpatterns,
]
