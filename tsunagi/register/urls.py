"""All addresses of the register."""

from tsunagi.register.addresses import imports, public, round

app_name = "register"
urlpatterns = [*imports.urlpatterns, *round.urlpatterns, *public.urlpatterns]
