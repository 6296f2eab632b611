"""All addresses of the register."""

from tsunagi.register.addresses import imports, public

app_name = "register"
urlpatterns = [*imports.urlpatterns, *public.urlpatterns]
