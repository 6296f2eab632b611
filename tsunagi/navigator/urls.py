"""All addresses of the navigator."""

from tsunagi.navigator.addresses import public

app_name = "navigator"
urlpatterns = [*public.urlpatterns]
