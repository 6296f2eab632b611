"""All addresses of the register."""

from tsunagi.register.addresses import data, imports, public, round

app_name = "register"
urlpatterns = [*data.urlpatterns, *imports.urlpatterns, *round.urlpatterns, *public.urlpatterns]
