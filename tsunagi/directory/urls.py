"""All addresses of the directory."""

from tsunagi.directory.addresses import public

app_name = "directory"
urlpatterns = [*public.urlpatterns]
