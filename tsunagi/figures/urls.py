"""All addresses of figures."""

from tsunagi.figures.addresses import keeping, public

app_name = "figures"
urlpatterns = [*public.urlpatterns, *keeping.urlpatterns]
