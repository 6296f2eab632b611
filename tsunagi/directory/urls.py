"""All addresses of the directory."""

from tsunagi.directory.addresses import keeping, public

app_name = "directory"
urlpatterns = [*public.urlpatterns, *keeping.urlpatterns]
