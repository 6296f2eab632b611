"""The door for web servers."""

import gc
import os
import threading

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from tsunagi.navigator.queries.danger import get_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagi.settings")
application = get_wsgi_application()


def _get_ready() -> None:
    """Load what every request needs; then leave it out of the garbage collector's rounds.

    Each full round would go through all of it, a fifth of a second now and then in which nobody is answered.
    """
    get_ready()
    reverse("health")  # all addresses
    gc.collect()
    gc.freeze()


threading.Thread(target=_get_ready, name="danger").start()  # in the background: requests are answered meanwhile
