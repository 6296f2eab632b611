"""All addresses of the navigator."""

from tsunagi.navigator.addresses import counts, public, taking

app_name = "navigator"
urlpatterns = [*public.urlpatterns, *taking.urlpatterns, *counts.urlpatterns]
